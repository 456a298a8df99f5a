/** The times of every function that has run, by file, and where they stand in the documents as they are now. */
import * as vscode from 'vscode';
import { placeAll, remember, splitLines, type PlacedTimes, type RanFunction } from '../analysis/placement.js';
import { scan } from '../analysis/scan.js';
import { timedAwaits } from '../analysis/timedAwait.js';
import type { Report } from '../shared/report.js';
import { documentPath, fileKey, onDidDiscard } from './paths.js';
import { textThatRan } from './ranTexts.js';
import type { EndedRun, RanTexts, RunListener, RunSink, StartedRun } from './runs.js';
import type { Scans } from './scans.js';

export class Times implements RunListener, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  /** By `fileKey`, then by what tells the functions of a text apart. */
  private readonly files = new Map<string, Map<string, RanFunction>>();
  private readonly placed = new WeakMap<vscode.TextDocument, { version: number; times: PlacedTimes[] }>();
  readonly onDidChange = this.emitter.event;
  private readonly discarding = onDidDiscard((document) => this.files.delete(fileKey(documentPath(document))));

  constructor(private readonly scans: Scans) {}

  started({ ranTexts }: StartedRun): RunSink {
    return { ended: (end) => (end.kind === 'report' ? this.add(end.report, ranTexts) : Promise.resolve()) };
  }

  async restored({ end, ranTexts }: EndedRun): Promise<void> {
    if (end.kind === 'report') await this.add(end.report, ranTexts);
  }

  /** Takes over the times of a run; those of functions that it did not touch stay. */
  private async add(report: Report, ranTexts: RanTexts): Promise<void> {
    const timed = timedAwaits(report);
    for (const file of new Set(timed.map((each) => each.file))) {
      const awaits = timed.filter((each) => each.file === file);
      const key = fileKey(file);
      const text = await textThatRan(ranTexts, file);
      if (text === null) continue; // a file that is gone has no lines to write on
      const functions = this.files.get(key) ?? new Map<string, RanFunction>();
      for (const ran of remember(text, scan(text), awaits)) functions.set(`${ran.qualname}#${ran.ordinal}`, ran);
      this.files.set(key, functions);
    }
    this.changed();
  }

  /** The times on the document's lines as they are now. */
  of(document: vscode.TextDocument): PlacedTimes[] {
    const kept = this.placed.get(document);
    if (kept?.version === document.version) return kept.times;
    const functions = this.files.get(fileKey(documentPath(document)));
    const times = functions ? placeAll(functions.values(), this.scans.of(document), splitLines(document.getText())) : [];
    this.placed.set(document, { version: document.version, times });
    return times;
  }

  clear(): void {
    this.files.clear();
    this.changed();
  }

  private changed(): void {
    for (const document of vscode.workspace.textDocuments) this.placed.delete(document);
    this.emitter.fire();
  }

  dispose(): void {
    this.discarding.dispose();
    this.emitter.dispose();
  }
}
