/** The lenses above every async function. */
import * as vscode from 'vscode';
import { lensTitles, type LensState } from '../analysis/lensText.js';
import type { AsyncFunction } from '../analysis/model.js';
import { asksFirst } from './askArguments.js';
import type { FunctionRun, Runs } from './runs.js';
import type { Scans } from './scans.js';
import type { Settings } from './settings.js';
import { blockedBy } from './trust.js';

/**
 * VS Code asks for lenses, and then draws their titles, only when nothing has changed for a while: 250 ms each, more
 * where it finds itself slow. A counter that told of every tick would never be drawn; this long after VS Code asked,
 * the next tick may be told.
 */
const DRAWING_MS = 800;

export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  /** When VS Code last asked for lenses; null since it was told to ask again. */
  private drawn: number | null = 0;
  readonly onDidChangeCodeLenses = this.emitter.event;

  constructor(private readonly scans: Scans, private readonly runs: Runs, private readonly settings: Settings) {
    const refresh = (): void => {
      this.drawn = null;
      this.emitter.fire();
    };
    this.subscriptions = [
      runs.onDidChange(refresh),
      runs.onDidTick(() => {
        if (this.drawn !== null && Date.now() - this.drawn >= DRAWING_MS) refresh();
      }),
      settings.lenses.onChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.languages.registerCodeLensProvider({ language: 'python' }, this),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    this.drawn = Date.now();
    if (!this.settings.lenses.value(document.uri)) return [];
    return this.scans.of(document).functions.filter(({ nested }) => !nested).flatMap((fn) => this.lensesOf(document, fn));
  }

  private lensesOf(document: vscode.TextDocument, fn: AsyncFunction): vscode.CodeLens[] {
    const { start } = fn.nameRange;
    const range = new vscode.Range(fn.headerLine, 0, fn.headerLine, start.column);
    const lens = (title: string, command: string, tooltip: string): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, tooltip, command: `awaitLens.${command}`, arguments: [document.uri, fn.qualname, fn.ordinal] });
    const run = this.runs.get(document.uri, fn);
    const { outcome, running, action } = lensTitles(this.stateOf(document, fn, run), asksFirst(fn));

    const lenses: vscode.CodeLens[] = [];
    const blocked = blockedBy(document);
    if (outcome) lenses.push(lens(outcome, 'explain', 'Explain where the time went'));
    if (running) {
      lenses.push(lens(running, 'explain', 'Explain what it waits for'));
      lenses.push(lens('Stop', 'stop', `Stop ${fn.qualname}() and everything it started`));
    } else if (blocked) {
      lenses.push(new vscode.CodeLens(range, blocked.command));
    } else {
      lenses.push(lens(action, 'runAndTime', `Run ${fn.qualname}() in a worker process and time every await`));
    }
    lenses.push(lens('Explain', 'explain', 'Explain the await points of this function'));
    if (run?.phase === 'ended' && run.printed) lenses.push(lens('Output', 'showOutput', 'Show what the run printed'));
    return lenses;
  }

  private stateOf(document: vscode.TextDocument, fn: AsyncFunction, run: FunctionRun | undefined): LensState {
    if (!run) return { kind: 'idle' };
    if (run.phase === 'running') {
      return { kind: 'running', elapsedNs: run.startedAt === null ? null : (Date.now() - run.startedAt) * 1e6, stopping: run.stopping };
    }
    return { kind: 'ended', end: run.end, stale: this.runs.isStale(document, fn, run) };
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.emitter.dispose();
  }
}
