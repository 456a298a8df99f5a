/** The runs of every function: one at a time for each, from the click to what came of it. */
import * as vscode from 'vscode';
import type { AsyncFunction, FunctionId } from '../analysis/model.js';
import { functionText, splitLines, findFunction } from '../analysis/placement.js';
import { startRun, type Run, type RunSpec } from '../runner/run.js';
import type { WarmWorkers } from '../runner/warm.js';
import type { BlockingNow, Live, PendingAwait, RunEnd } from '../shared/protocol.js';
import type { Report } from '../shared/report.js';
import type { Answers, AskArguments } from './askArguments.js';
import type { Found, Interpreters } from './interpreters.js';
import { documentPath, fileKey, onDidDiscard, workingFolder } from './paths.js';
import { requestFor } from './requests.js';
import { functionKey, type Scans } from './scans.js';
import type { Settings } from './settings.js';
import { blockedBy, tellBlocked } from './trust.js';

export interface RunningRun {
  phase: 'running';
  /** `Date.now()` at the function's first line; null while Python starts and the module is loaded. */
  startedAt: number | null;
  stopping: boolean;
  pending: PendingAwait | null;
  /** What has happened so far; null unless somebody watches (`Runs.watch`). */
  live: Live | null;
}

export interface EndedRun {
  phase: 'ended';
  end: RunEnd;
  /** For example `3.12.1`. */
  python: string;
  /** `Date.now()` at the function's first line, or at the click where it never came to that. */
  startedAt: number;
  /** The function's text as it ran. */
  text: string;
  ranTexts: RanTexts;
  /** Whether the program wrote anything. */
  printed: boolean;
  made: MadeRun;
}

/** How a run was made, so that it can be made again: the function that ran, and what was asked for. */
export interface MadeRun extends FunctionId {
  /** Of its document. */
  uri: string;
  answers: Answers;
}

export type FunctionRun = RunningRun | EndedRun;

/** By `fileKey`: the texts that ran, where they are known better than from the disk. */
export type RanTexts = ReadonlyMap<string, string>;

/** What the listeners of a run get to know; each of them shows it in its own place. */
export interface RunListener {
  started(run: StartedRun): RunSink;
  /** A run of before a reload of the window is there again. */
  restored?(run: EndedRun): void | Promise<void>;
}

export interface StartedRun {
  document: vscode.TextDocument;
  fn: AsyncFunction;
  found: Found;
  arguments: string;
  ranTexts: RanTexts;
}

export interface RunSink {
  output?(stream: 'stdout' | 'stderr', chunk: Buffer): void;
  /** Which line holds the event loop now: several times a second, null for none. */
  blocking?(now: BlockingNow | null): void;
  ended(end: RunEnd): void | Promise<void>;
}

/** How often the counters on the lenses and in the panel move on. */
const TICK_MS = 100;

export class Runs implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private readonly tickEmitter = new vscode.EventEmitter<void>();
  private readonly states = new Map<string, FunctionRun>();
  private readonly processes = new Map<string, Run>();
  /** Functions whose runs somebody watches, and how many do. */
  private readonly watched = new Map<string, number>();
  private ticker: NodeJS.Timeout | undefined;
  private disposed = false;
  /** Why nothing may run now, by who says so. */
  private readonly holds = new Map<object, string>();
  private readonly discarding = onDidDiscard(({ uri }) => {
    for (const [key, { phase }] of this.states) if (phase === 'ended' && key.startsWith(`${uri}#`)) this.states.delete(key);
  });
  readonly onDidChange = this.emitter.event;
  /** Time has passed for what runs, or more is known of it. */
  readonly onDidTick = this.tickEmitter.event;

  constructor(
    private readonly workerFolder: string,
    private readonly settings: Settings,
    private readonly scans: Scans,
    private readonly interpreters: Interpreters,
    private readonly questions: AskArguments,
    private readonly warm: WarmWorkers,
    private readonly listeners: readonly RunListener[],
  ) {}

  get(uri: vscode.Uri, id: FunctionId): FunctionRun | undefined {
    return this.states.get(functionKey(uri, id));
  }

  /** Whether a function's text is another than the one that ran. */
  isStale(document: vscode.TextDocument, fn: AsyncFunction, run: EndedRun): boolean {
    const found = findFunction({ qualname: fn.qualname, ordinal: fn.ordinal, text: run.text }, this.scans.of(document), splitLines(document.getText()));
    return found === undefined || found.stale;
  }

  /** Runs a function. A second click while it runs changes nothing. */
  async run(document: vscode.TextDocument, fn: AsyncFunction): Promise<void> {
    const blocked = blockedBy(document);
    if (blocked) return tellBlocked(blocked);
    const [held] = this.holds.values();
    if (held !== undefined) {
      void vscode.window.showInformationMessage(held);
      return;
    }
    const key = functionKey(document.uri, fn);
    if (this.states.get(key)?.phase === 'running') return;
    const answers = await this.questions.ask(document, fn);
    if (!answers || this.disposed || this.holds.size > 0 || this.states.get(key)?.phase === 'running') return;

    const before = this.states.get(key);
    const state: RunningRun = { phase: 'running', startedAt: null, stopping: false, pending: null, live: null };
    const clickedAt = Date.now();
    this.states.set(key, state);
    this.changed();
    const found = await this.interpreters.find(document.uri);
    if (!found || state.stopping) {
      if (before) this.states.set(key, before);
      else this.states.delete(key);
      this.changed();
      return;
    }

    // It may have moved while the questions were answered.
    fn = this.scans.find(document, fn) ?? fn;
    const source = document.getText();
    const request = requestFor(document, fn, answers, source, this.settings);
    const ranTexts = new Map([...savedTexts(), [fileKey(request.file), source]]);
    const sinks = this.listeners.map((listener) => listener.started({ document, fn, found, arguments: answers.arguments, ranTexts }));
    let printed = false;
    const spec: RunSpec = {
      interpreter: found.interpreter,
      workerFolder: this.workerFolder,
      cwd: workingFolder(document.uri).fsPath,
      env: process.env,
      request,
    };
    const run = startRun(spec, {
      onStarted: () => { state.startedAt = Date.now(); },
      onProgress: (_elapsed, pending, blocking, live) => {
        state.pending = pending;
        state.live = live;
        for (const sink of sinks) sink.blocking?.(blocking);
        // Who watches is not to wait for the next tick.
        if (live) this.tickEmitter.fire();
      },
      onOutput: (stream, chunk) => {
        printed = true;
        for (const sink of sinks) sink.output?.(stream, chunk);
      },
    }, this.warm);
    this.processes.set(key, run);
    if (this.watched.has(key)) run.watch(true);
    this.tick();
    const end = await run.result.catch((error: unknown): RunEnd => ({ kind: 'failed', message: `The run could not be started: ${String(error)}` }));
    this.processes.delete(key);
    if (end.kind === 'failed') this.interpreters.forget();
    const made: MadeRun = { uri: document.uri.toString(), qualname: fn.qualname, ordinal: fn.ordinal, answers };
    this.states.set(key, { phase: 'ended', end, python: found.interpreter.version, startedAt: state.startedAt ?? clickedAt, ranTexts, text: functionText(splitLines(source), fn), printed, made });
    await Promise.all(sinks.map((sink) => sink.ended(end)));
    this.changed();
    // Not while another is being timed: a start takes its share of the machine.
    if (end.kind !== 'failed' && this.processes.size === 0) this.warm.keep(spec);
  }

  /** Whether any function runs, or is about to. */
  get busy(): boolean {
    return [...this.states.values()].some(({ phase }) => phase === 'running');
  }

  /** Runs nothing until the result is disposed of, but says `reason`: what is being measured is not to share the machine. */
  hold(reason: string): vscode.Disposable {
    const hold = {};
    this.holds.set(hold, reason);
    this.changed();
    return new vscode.Disposable(() => {
      this.holds.delete(hold);
      this.changed();
    });
  }

  /** Takes over a run of before a reload, unless the function has run since. */
  async restore(uri: vscode.Uri, id: FunctionId, run: EndedRun): Promise<void> {
    if (!this.states.has(functionKey(uri, id))) await this.adopt(uri, id, run);
  }

  /** Takes over a run that was made elsewhere, in place of the function's last one. */
  async adopt(uri: vscode.Uri, id: FunctionId, run: EndedRun): Promise<void> {
    this.states.set(functionKey(uri, id), run);
    await Promise.all(this.listeners.map((listener) => listener.restored?.(run)));
    this.changed();
  }

  /** The ended run, of whichever function, that timed this function's awaits last. */
  timedIn(document: vscode.TextDocument, { qualname }: FunctionId, such: (run: EndedRun) => boolean = () => true): EndedRun | undefined {
    const key = fileKey(documentPath(document));
    return [...this.states.values()]
      .filter((state): state is EndedRun => state.phase === 'ended' && state.end.kind === 'report'
        && state.end.report.awaits.some((each) => each.function === qualname && fileKey(each.file) === key))
      .filter(such)
      .sort((a, b) => b.startedAt - a.startedAt)[0];
  }

  /** The reports of runs that ran the text of this document as it is now, the newest first. */
  reportsOf(document: vscode.TextDocument): Report[] {
    const key = fileKey(documentPath(document));
    const text = document.getText();
    const ended = [...this.states.values()].filter((state): state is EndedRun => state.phase === 'ended' && state.ranTexts.get(key) === text);
    return ended.sort((a, b) => b.startedAt - a.startedAt).flatMap(({ end }) => (end.kind === 'report' ? [end.report] : []));
  }

  /** Asks the runs of a function to tell `live` while they go on, until the result is disposed of. */
  watch(uri: vscode.Uri, id: FunctionId): vscode.Disposable {
    const key = functionKey(uri, id);
    const count = (change: number): void => {
      const now = (this.watched.get(key) ?? 0) + change;
      if (now > 0) this.watched.set(key, now);
      else this.watched.delete(key);
      this.processes.get(key)?.watch(now > 0);
    };
    count(1);
    return new vscode.Disposable(() => count(-1));
  }

  stop(uri: vscode.Uri, id: FunctionId): void {
    const key = functionKey(uri, id);
    const state = this.states.get(key);
    if (state?.phase !== 'running') return;
    state.stopping = true;
    this.processes.get(key)?.stop();
    this.changed();
  }

  /** Stops whatever runs or is about to. */
  stopAll(): void {
    for (const [key, state] of this.states) {
      if (state.phase !== 'running') continue;
      state.stopping = true;
      this.processes.get(key)?.stop();
    }
    this.changed();
  }

  /** Forgets what has ended. */
  clear(): void {
    for (const [key, { phase }] of this.states) if (phase === 'ended') this.states.delete(key);
    this.changed();
  }

  private changed(): void {
    void vscode.commands.executeCommand('setContext', 'awaitLens.running', this.processes.size > 0 || this.holds.size > 0);
    this.emitter.fire();
  }

  private tick(): void {
    this.ticker ??= setInterval(() => {
      if (this.processes.size > 0) return this.tickEmitter.fire();
      clearInterval(this.ticker);
      this.ticker = undefined;
    }, TICK_MS);
  }

  dispose(): void {
    this.disposed = true;
    this.discarding.dispose();
    clearInterval(this.ticker);
    this.stopAll();
    this.emitter.dispose();
    this.tickEmitter.dispose();
  }
}

/** The texts of the documents that stand on the disk as they stand in the editor. */
function savedTexts(): [string, string][] {
  return vscode.workspace.textDocuments
    .filter(({ languageId, isDirty, uri }) => languageId === 'python' && !isDirty && uri.scheme === 'file')
    .map((document) => [fileKey(document.uri.fsPath), document.getText()]);
}
