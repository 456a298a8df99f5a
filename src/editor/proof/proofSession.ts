/** One proof, from its first run to the user's decision: what is measured, shown, kept and undone. */
import * as vscode from 'vscode';
import { proofOf } from '../../analysis/proof/prove.js';
import { median } from '../../analysis/proof/statistics.js';
import { functionText, splitLines } from '../../analysis/placement.js';
import type { AsyncFunction } from '../../analysis/model.js';
import type { ProofRun } from '../../analysis/proof/runs.js';
import { prove, type Measured, type ProveSpec, type Proving } from '../../runner/prove.js';
import type { FromProof, ProofState, ProofSubject, ProofView, Side } from '../../shared/proof.js';
import type { Answers } from '../askArguments.js';
import type { AppliedChange } from './appliedChange.js';
import { reveal } from '../panel/panelPlaces.js';
import { documentPath, fileKey } from '../paths.js';
import { ProofPanel } from './proofPanel.js';
import type { Runs } from '../runs.js';

/** What is to be proven. */
export interface ProofTask {
  document: vscode.TextDocument;
  subject: ProofSubject;
  spec: ProveSpec;
  /** Of the interpreter: `3.12.1`. */
  python: string;
  /** In the new text. */
  fn: AsyncFunction;
  answers: Answers;
  /** null where there is nothing to keep. */
  applied: AppliedChange | null;
}

/** How long the status bar says what happened. */
const SAID_MS = 5_000;
/** What is said of an undo that was asked for. */
const NOTES = {
  'undone': 'Undone: the file is as it was.',
  'among edits': 'The change is undone; what you have edited since is kept.',
  'edited': 'The lines of this change were edited since, so it cannot be taken back without losing those edits. It is kept; undo it by hand where you want to.',
};

export class ProofSession {
  private readonly panel: ProofPanel;
  private state: ProofState;
  private decision: ProofView['decision'] = null;
  private proving: Proving | null = null;
  private measured: Measured | null = null;
  private closed = false;
  /** Settles when all runs have ended; what came of them is shown then. */
  readonly ended: Promise<void>;

  /** @param over is called once there is nothing more to decide */
  constructor(extensionUri: vscode.Uri, private readonly task: ProofTask, private readonly runs: Runs, private readonly over: () => void) {
    this.state = { kind: 'running', round: 1, rounds: task.spec.rounds, side: 'old', elapsedNs: { old: [], new: [] }, stopping: false };
    this.panel = new ProofPanel(extensionUri, this.view, (message) => void this.receive(message));
    this.ended = this.measure();
  }

  get running(): boolean {
    return this.proving !== null;
  }

  /** As it is shown; for tests too. */
  get view(): ProofView {
    return { subject: this.task.subject, state: this.state, decision: this.decision };
  }

  reveal(): void {
    this.panel.reveal();
  }

  stop(): void {
    if (this.state.kind === 'running') this.show({ ...this.state, stopping: true });
    this.proving?.stop();
  }

  private async measure(): Promise<void> {
    const held = this.runs.hold(`A proof of ${this.task.subject.title} is being measured. Wait for its end, or stop it.`);
    const progress = (change: Partial<Extract<ProofState, { kind: 'running' }>>): void => {
      if (this.state.kind === 'running') this.show({ ...this.state, ...change });
    };
    try {
      this.proving = prove(this.task.spec, {
        onRun: (side, round) => progress({ side, round }),
        onMeasured: (side, ns) => {
          if (this.state.kind === 'running') progress({ elapsedNs: { ...this.state.elapsedNs, [side]: [...this.state.elapsedNs[side], ns] } });
        },
      });
      this.measured = await this.proving.result;
    } finally {
      this.proving = null;
      held.dispose();
    }
    this.conclude(this.measured);
  }

  private conclude({ runs, stopped, broken }: Measured): void {
    const { subject, spec, python, answers, applied } = this.task;
    const proof = broken ? null : proofOf({
      title: subject.title, arguments: answers.arguments, python, rounds: spec.rounds, stopped, file: runs.old[0]?.report.target.file ?? spec.old.file, runs,
    });
    if (applied) this.decision = { first: proof?.verdict.tone === 'good' ? 'keep' : 'undo', note: null, done: false };
    this.show(proof ? { kind: 'ended', proof } : { kind: 'failed', message: broken ? brokenText(broken, subject) : 'Stopped before both versions had run once, so nothing is proven.' });
    if (this.closed) return this.over();
    const said = `${subject.title}: ${proof ? proof.verdict.label.toLowerCase() : 'nothing is proven'}`;
    void vscode.window.setStatusBarMessage(said, SAID_MS);
    if (!this.panel.visible) void this.tell(`${said}.`);
  }

  /** Where the view is out of sight. */
  private async tell(message: string): Promise<void> {
    const show = 'Show';
    if (await vscode.window.showInformationMessage(message, show) === show && !this.closed) this.panel.reveal();
  }

  /** What the view asks for. */
  async receive(message: FromProof | { type: 'closed' }): Promise<void> {
    switch (message.type) {
      case 'ready': break;
      case 'stop': this.stop(); break;
      case 'keep': await this.keep(); break;
      case 'undo': await this.undo(); break;
      case 'reveal': await this.goTo(message.line); break;
      // Closing keeps the change.
      case 'closed':
        this.closed = true;
        if (this.running) this.stop();
        else this.over();
        if (this.decision && !this.decision.done) await this.adoptTimes();
        this.task.applied?.dispose();
        break;
    }
  }

  private async keep(): Promise<void> {
    if (!this.decision || this.decision.done) return;
    this.decision = { ...this.decision, done: true };
    await this.adoptTimes();
    void vscode.window.setStatusBarMessage(`Kept: ${this.task.subject.change}`, SAID_MS);
    this.panel.dispose();
  }

  private async undo(): Promise<void> {
    const { applied } = this.task;
    if (!applied || !this.decision || this.decision.done) return;
    const undone = await applied.undo();
    if (undone === 'declined') return;
    this.decision = { ...this.decision, done: undone !== 'edited', note: NOTES[undone] };
    this.show(this.state);
  }

  /** The run of the new version that took the median time is the function's last one now: its times stand on the lines. */
  private async adoptTimes(): Promise<void> {
    const { document, spec, fn, answers, python } = this.task;
    const run = middle(this.measured?.runs.new ?? []);
    const source = spec.new.source;
    if (!run || source === null) return;
    const text = functionText(splitLines(source), fn);
    // Where it was undone by hand, it would be no run of what stands there.
    if (!splitLines(document.getText()).map((line) => line.trimEnd()).join('\n').includes(text)) return;
    await this.runs.adopt(document.uri, fn, {
      phase: 'ended', end: { kind: 'report', report: run.report }, python, startedAt: run.began, text,
      ranTexts: new Map([[fileKey(documentPath(document)), source]]), printed: false,
      made: { uri: document.uri.toString(), qualname: fn.qualname, ordinal: fn.ordinal, answers },
    });
  }

  private async goTo(line: number): Promise<void> {
    const { document } = this.task;
    await reveal(document.uri, new vscode.Position(Math.min(line, document.lineCount) - 1, 0));
  }

  private show(state: ProofState): void {
    this.state = state;
    if (!this.closed) this.panel.show(this.view);
  }

  dispose(): void {
    this.stop();
    this.panel.dispose();
  }
}

function brokenText({ side, message }: { side: Side; message: string }, { names }: ProofSubject): string {
  const other = side === 'old' ? 'so there is nothing to compare with' : 'so nothing is proven';
  return `The ${side === 'old' ? 'old' : 'new'} version (${names[side]}) cannot be run, ${other}. ${message}`;
}

/** The run whose time is the median or next to it, of those with a whole report. */
function middle(runs: readonly ProofRun[]): ProofRun | undefined {
  if (runs.length === 0) return undefined;
  const at = median(runs.map(({ report }) => report.elapsed_ns));
  const away = ({ report }: ProofRun): number => Math.abs(report.elapsed_ns - at);
  return runs.filter(({ whole }) => whole).sort((a, b) => away(a) - away(b))[0];
}
