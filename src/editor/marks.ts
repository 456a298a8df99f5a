/** Which lines held the event loop or look wrong: as it happens, then as the report says, until the next run. */
import * as vscode from 'vscode';
import { LinePlacement, type RanLine } from '../analysis/linePlacement.js';
import { liveMark, marksOf, type Mark } from '../analysis/marks.js';
import { splitLines } from '../analysis/placement.js';
import type { BlockingNow } from '../shared/protocol.js';
import type { Report } from '../shared/report.js';
import { documentPath, fileKey, onDidDiscard } from './paths.js';
import { RanLines } from './ranLines.js';
import type { EndedRun, RunListener, RunSink, StartedRun } from './runs.js';

/** A mark on a document's line (0-based) as it is now. */
export interface PlacedMark {
  mark: Mark;
  line: number;
  stale: boolean;
}

interface KeptMark {
  mark: Mark;
  /** `fileKey` of its file. */
  key: string;
  ran: RanLine;
}

/** The marks of one run. */
interface MarkedRun {
  ended: boolean;
  marks: KeptMark[];
}

export class Marks implements RunListener, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private runs: MarkedRun[] = [];
  private readonly placed = new WeakMap<vscode.TextDocument, { version: number; marks: PlacedMark[] }>();
  readonly onDidChange = this.emitter.event;
  private readonly discarding = onDidDiscard((document) => {
    const gone = fileKey(documentPath(document));
    for (const run of this.runs) run.marks = run.marks.filter(({ key }) => key !== gone);
  });

  started({ ranTexts }: StartedRun): RunSink {
    const run: MarkedRun = { ended: false, marks: [] };
    this.runs = [...this.runs.filter(({ ended }) => !ended), run];
    this.changed();
    const lines = new RanLines(ranTexts);
    /** By line: what has held the loop so far, and for how long. */
    const held = new Map<string, BlockingNow>();
    let holding = false;
    return {
      blocking: (now) => {
        if (!now && !holding) return;
        holding = now !== null;
        if (now) held.set(`${now.file}:${now.line}`, now);
        const marks = [...held.values()].map((each) => liveMark(each, each === now));
        void keep(marks, lines).then((kept) => {
          if (run.ended) return;
          run.marks = kept;
          this.changed();
        });
      },
      ended: async (end) => {
        run.ended = true;
        run.marks = end.kind === 'report' ? await keep(told(end.report, [...held.values()]), lines) : [];
        this.changed();
      },
    };
  }

  async restored({ end, ranTexts }: EndedRun): Promise<void> {
    if (end.kind !== 'report') return;
    this.runs.push({ ended: true, marks: await keep(marksOf(end.report), new RanLines(ranTexts)) });
    this.changed();
  }

  /** The marks on the document's lines as they are now. */
  of(document: vscode.TextDocument): PlacedMark[] {
    const kept = this.placed.get(document);
    if (kept?.version === document.version) return kept.marks;
    const key = fileKey(documentPath(document));
    const here = this.runs.flatMap(({ marks }) => marks.filter((each) => each.key === key));
    const placement = new LinePlacement(here.length > 0 ? splitLines(document.getText()) : []);
    const marks = here.flatMap(({ mark, ran }) => {
      const place = placement.find(ran);
      return place ? [{ mark, ...place }] : [];
    });
    this.placed.set(document, { version: document.version, marks });
    return marks;
  }

  clear(): void {
    this.runs = this.runs.filter(({ ended }) => !ended);
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

/** What the report says; of a worker that was ended while a line held it, what is known from before. */
function told(report: Report, held: readonly BlockingNow[]): Mark[] {
  return [...marksOf(report), ...(report.blocking.length === 0 ? held.map((each) => liveMark(each, false)) : [])];
}

/** Turns marks of one run into what their lines are recognised by. */
async function keep(marks: readonly Mark[], lines: RanLines): Promise<KeptMark[]> {
  const kept = await Promise.all(marks.map(async (mark): Promise<KeptMark[]> => {
    const ran = await lines.remember(mark.file, mark.line);
    return ran ? [{ mark, key: fileKey(mark.file), ran }] : [];
  }));
  return kept.flat();
}
