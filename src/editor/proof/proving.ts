/** The commands that prove: a change by applying it, and the editor's text against another version of it. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { splitLines } from '../../analysis/placement.js';
import { scan } from '../../analysis/scan.js';
import type { AsyncFunction } from '../../analysis/model.js';
import { isProposal, type Proposal, type ProofSubject } from '../../shared/proof.js';
import { AppliedChange } from './appliedChange.js';
import type { Interpreters } from '../interpreters.js';
import { workingFolder } from '../paths.js';
import type { ProofConsent } from './proofConsent.js';
import { ProofSession } from './proofSession.js';
import type { ProofTargets, Target } from './proofTarget.js';
import { NoVersion, textOfVersion, VERSIONS, type Version } from './proofVersions.js';
import { requestFor } from '../requests.js';
import type { Runs } from '../runs.js';
import type { Scans } from '../scans.js';
import type { Settings } from '../settings.js';
import { blockedBy, tellBlocked } from '../trust.js';

export interface ProvingParts {
  extensionUri: vscode.Uri;
  workerFolder: string;
  settings: Settings;
  scans: Scans;
  runs: Runs;
  interpreters: Interpreters;
  targets: ProofTargets;
  consent: ProofConsent;
}

const ROUNDS = { least: 2, most: 50 };

export class Provings implements vscode.Disposable {
  /** The one that is measured, or that is yet to be decided on. */
  private current: ProofSession | null = null;
  /** One is being prepared: questions are asked. */
  private preparing = false;

  constructor(private readonly parts: ProvingParts) {}

  /** What is shown, if anything. */
  get session(): ProofSession | null {
    return this.current;
  }

  /**
   * Applies a change of a document and proves it. Resolves when its runs have ended, or it was given up; the user has been
   * told why. What is given comes from anybody who knows the command, so it is looked into.
   */
  async applyAndProve(uri: unknown, version: unknown, proposal: unknown): Promise<void> {
    if (!(uri instanceof vscode.Uri) || typeof version !== 'number' || !isProposal(proposal)) {
      throw new TypeError('awaitLens.applyAndProve takes the document\'s URI, its version, and { title, edits: [{ start, end, text }] }.');
    }
    const document = await vscode.workspace.openTextDocument(uri);
    await this.alone(document, async () => {
      if (document.version !== version) return say('The file was edited since this was offered. Choose it again.');
      const target = await this.parts.targets.ofChange(document, proposal.edits);
      if (!target || !await this.parts.consent.ask(document, target.fn, this.rounds(document))) return null;
      return this.proveChange(document, version, proposal, target);
    });
  }

  private async proveChange(document: vscode.TextDocument, version: number, { title, edits }: Proposal, { fn, answers }: Target): Promise<ProofSession | null> {
    const found = await this.parts.interpreters.find(document.uri);
    if (!found || this.isBusy()) return null;
    if (document.version !== version) return say('The file was edited meanwhile. Choose it again.');
    const applied = await AppliedChange.apply(document, edits);
    if (!applied) return say('The change could not be applied.');
    const changed = this.parts.scans.find(document, fn);
    if (!changed) {
      await applied.undo();
      applied.dispose();
      return say(`The change would take ${fn.qualname}() away, so it could not be run afterwards. The file is as it was.`);
    }
    return this.begin(document, found, { old: { fn, text: applied.before }, new: { fn: changed, text: applied.after } }, answers, {
      change: title, names: { old: 'before', new: 'after' },
    }, applied);
  }

  /** Proves the editor's text against another version of the file; asks which where it is not said. */
  async prove(document: vscode.TextDocument, fn: AsyncFunction, against: unknown): Promise<void> {
    await this.alone(document, async () => {
      const version = VERSIONS.find((each) => each === against) ?? await askVersion(document);
      if (!version) return null;
      const text = await textOfVersion(document, version).catch((error: unknown) => {
        if (!(error instanceof NoVersion)) throw error;
        return say(error.message);
      });
      if (text === null) return null;
      const name = version === 'commit' ? 'last commit' : 'saved file';
      if (splitLines(text).join('\n') === splitLines(document.getText()).join('\n')) return say(`The editor's text is that of the ${name}: there is nothing to compare.`);
      const target = await this.parts.targets.of(document, fn, fn.headerLine);
      if (!target) return null;
      const old = scan(text).functions.find((each) => each.qualname === target.fn.qualname && each.ordinal === target.fn.ordinal);
      if (!old) return say(`The ${name} has no ${target.fn.qualname}() to compare with.`);
      const found = await this.parts.consent.ask(document, target.fn, this.rounds(document)) ? await this.parts.interpreters.find(document.uri) : null;
      // It may have moved, or be gone, while questions were answered.
      const now = this.parts.scans.find(document, target.fn);
      if (!found || !now || this.isBusy()) return null;
      return this.begin(document, found, { old: { fn: old, text }, new: { fn: now, text: document.getText() } }, target.answers, {
        change: `The editor's text against the ${name}`, names: { old: name, new: 'editor' },
      }, null);
    });
  }

  private begin(
    document: vscode.TextDocument, { interpreter }: NonNullable<Awaited<ReturnType<Interpreters['find']>>>,
    sides: Record<'old' | 'new', { fn: AsyncFunction; text: string }>, answers: Target['answers'],
    subject: Pick<ProofSubject, 'change' | 'names'>, applied: AppliedChange | null,
  ): ProofSession {
    const { settings, runs, workerFolder, extensionUri } = this.parts;
    const request = ({ fn, text }: { fn: AsyncFunction; text: string }) => requestFor(document, fn, answers, text, settings);
    this.current?.dispose(); // what it was of is kept
    const session = new ProofSession(extensionUri, {
      document, applied, answers, fn: sides.new.fn, python: interpreter.version,
      subject: { title: `${sides.new.fn.qualname}()`, file: vscode.workspace.asRelativePath(document.uri), ...subject },
      spec: {
        interpreter, workerFolder, cwd: workingFolder(document.uri).fsPath, env: process.env, rounds: this.rounds(document),
        old: request(sides.old), new: request(sides.new),
      },
    }, runs, () => { if (this.current === session) this.current = null; });
    this.current = session;
    return session;
  }

  /** Begins a proof unless something speaks against it, which is said then, and waits for its runs. */
  private async alone(document: vscode.TextDocument, start: () => Promise<ProofSession | null>): Promise<void> {
    const blocked = blockedBy(document, 'A proof');
    if (blocked) return tellBlocked(blocked);
    if (this.current?.running || this.preparing) {
      this.current?.reveal();
      return void say('A proof is going on. Wait for its end, or stop it.');
    }
    if (this.isBusy()) return;
    this.preparing = true;
    let session: ProofSession | null;
    try {
      session = await start();
    } finally {
      this.preparing = false;
    }
    await session?.ended;
  }

  /** Whether a function runs; says so. */
  private isBusy(): boolean {
    const { busy } = this.parts.runs;
    if (busy) say('A function is running. Wait for its end, or stop it: a proof needs the machine for itself.');
    return busy;
  }

  private rounds(document: vscode.TextDocument): number {
    const set = Math.round(this.parts.settings.proofRounds.value(document.uri));
    return Number.isFinite(set) ? Math.min(ROUNDS.most, Math.max(ROUNDS.least, set)) : 5;
  }

  /** Stops what is measured. */
  stop(): void {
    if (this.current?.running) this.current.stop();
  }

  dispose(): void {
    this.current?.dispose();
  }
}

/** @returns null, for nothing was begun */
function say(message: string): null {
  void vscode.window.showInformationMessage(message);
  return null;
}

async function askVersion(document: vscode.TextDocument): Promise<Version | null> {
  const name = basename(document.uri.fsPath);
  const items: (vscode.QuickPickItem & { version: Version })[] = [
    { version: 'commit', label: 'The last commit', detail: `${name} as Git has it in HEAD` },
    { version: 'saved', label: 'The saved file', detail: document.isDirty ? `${name} without the changes that are not saved yet` : `${name} has no changes that are not saved` },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: 'Prove: Compare the Editor\'s Text', placeHolder: 'With which version?', matchOnDetail: true });
  return chosen?.version ?? null;
}
