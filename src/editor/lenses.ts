/** The lenses above every async function. */
import * as vscode from 'vscode';
import { lensTitles, type LensState } from '../analysis/lensText.js';
import type { AsyncFunction } from '../analysis/model.js';
import { asksFirst } from './askArguments.js';
import type { FunctionRun, Runs } from './runs.js';
import type { Scans } from './scans.js';
import type { Settings } from './settings.js';
import { blockedBy } from './trust.js';

export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  /** Whether VS Code has asked since it was last told of a change. */
  private asked = true;
  private changedSince = false;
  readonly onDidChangeCodeLenses = this.emitter.event;

  constructor(private readonly scans: Scans, private readonly runs: Runs, private readonly settings: Settings) {
    const refresh = (): void => this.refresh();
    this.subscriptions = [
      runs.onDidChange(refresh),
      settings.lenses.onChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.languages.registerCodeLensProvider({ language: 'python' }, this),
    ];
  }

  /**
   * VS Code waits until changes pause before it asks anew, so a counter that told of each tick would never be
   * drawn: the next change is told only when the last one was asked for.
   */
  private refresh(): void {
    this.changedSince = !this.asked;
    if (!this.asked) return;
    this.asked = false;
    this.emitter.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    this.asked = true;
    if (this.changedSince) queueMicrotask(() => this.refresh());
    if (!this.settings.lenses.value(document.uri)) return [];
    return this.scans.of(document).functions.filter(({ nested }) => !nested).flatMap((fn) => this.lensesOf(document, fn));
  }

  private lensesOf(document: vscode.TextDocument, fn: AsyncFunction): vscode.CodeLens[] {
    const { start } = fn.nameRange;
    const range = new vscode.Range(fn.headerLine, 0, fn.headerLine, start.column);
    const lens = (title: string, command: string, tooltip: string): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, tooltip, command: `awaitLens.${command}`, arguments: [document.uri, fn.qualname] });
    const run = this.runs.get(document.uri, fn.qualname);
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
