/** Which function is run to prove a change, and with which arguments. */
import * as vscode from 'vscode';
import type { AsyncFunction } from '../../analysis/model.js';
import type { TextEdit } from '../../analysis/edits.js';
import type { Answers, AskArguments } from '../askArguments.js';
import type { Runs } from '../runs.js';
import type { Scans } from '../scans.js';

export interface Target {
  fn: AsyncFunction;
  answers: Answers;
}

export class ProofTargets {
  constructor(private readonly runs: Runs, private readonly scans: Scans, private readonly questions: AskArguments) {}

  /** For a change: see `of`. null when the user turned away, or, which is said, when there is nothing to run. */
  async ofChange(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<Target | null> {
    for (const { start } of edits) {
      const { line } = document.positionAt(start);
      const changed = this.scans.of(document).functions.findLast(({ range }) => range.start.line <= line && line <= range.end.line);
      if (changed) return this.of(document, changed, line);
    }
    void vscode.window.showInformationMessage('This change lies in no async function, so there is nothing to run and to time.');
    return null;
  }

  /**
   * The function at a line, with the arguments of its last run; where it has none, the function that was run and timed it
   * last, for example `main`; where there is none either, the function itself, and then its arguments are asked for.
   */
  async of(document: vscode.TextDocument, changed: AsyncFunction, line: number): Promise<Target | null> {
    const runnable = this.scans.functionAt(document, line);
    const own = runnable && this.runs.get(document.uri, runnable);
    if (runnable && own?.phase === 'ended' && own.end.kind === 'report') return { fn: runnable, answers: own.made.answers };
    const around = this.runs.timedIn(document, changed, ({ made }) => made.uri === document.uri.toString() && this.scans.find(document, made) !== undefined);
    if (around) return { fn: this.scans.find(document, around.made)!, answers: around.made.answers };
    if (!runnable) return null;
    const answers = await this.questions.ask(document, runnable);
    return answers && { fn: runnable, answers };
  }
}
