/** What is told of a report in the panel: worked out once for each report, and found again in texts as they are now. */
import * as vscode from 'vscode';
import { LinePlacement } from '../../analysis/linePlacement.js';
import type { AsyncFunction } from '../../analysis/model.js';
import type { PlacedSite } from '../../analysis/panelView.js';
import { findFunction, placeAll, remember, splitLines, type RanFunction } from '../../analysis/placement.js';
import { scan } from '../../analysis/scan.js';
import { timedAwaits } from '../../analysis/timedAwait.js';
import { timelineOf } from '../../analysis/timeline/timelineOf.js';
import { criticalPath } from '../../analysis/verdict/criticalPath.js';
import { headlineOf } from '../../analysis/verdict/headline.js';
import type { Headline } from '../../shared/panel.js';
import type { Report } from '../../shared/report.js';
import type { Timeline } from '../../shared/timeline.js';
import { documentPath, fileKey } from '../paths.js';
import { RanLines } from '../ranLines.js';
import type { RanTexts } from '../runs.js';
import type { Scans } from '../scans.js';

let runs = 0;

export class Explained {
  /** Tells one run from another. */
  readonly run = `run-${++runs}`;
  private readonly functions = new Map<string, RanFunction[]>();
  private readonly lines: RanLines;
  private kept: { headline: Headline; timeline: Timeline } | undefined;

  /**
   * @param ranTexts of the files as they ran, where they are known better than from the disk
   * @param ordinal which function of the target's name ran; -1 for the last, as the command line does
   */
  constructor(readonly report: Report, private readonly ranTexts: RanTexts, private readonly ordinal: number) {
    this.lines = new RanLines(ranTexts);
  }

  get headline(): Headline {
    return this.made().headline;
  }

  get timeline(): Timeline {
    return this.made().timeline;
  }

  private made(): { headline: Headline; timeline: Timeline } {
    if (!this.kept) {
      const { file, name } = this.report.target;
      const text = file === null ? null : (this.ranTexts.get(fileKey(file)) ?? null);
      const fn = text === null ? null : (scan(text).functions.filter(({ qualname }) => qualname === name).at(this.ordinal) ?? null);
      this.kept = { headline: headlineOf({ report: this.report, fn, text }), timeline: timelineOf(this.report, criticalPath(this.report)) };
    }
    return this.kept;
  }

  /** The report's awaits on the await points of a function as it is now. */
  places(document: vscode.TextDocument, fn: AsyncFunction, scans: Scans): { places: PlacedSite[]; stale: boolean } {
    const lines = splitLines(document.getText());
    const ran = this.ranFunctions(document).filter(({ qualname }) => qualname === fn.qualname);
    const placed = placeAll(ran, scans.of(document), lines);
    const found = ran.find((each) => findFunction(each, scans.of(document), lines)?.fn === fn);
    return {
      places: placed.map(({ point, times }) => ({ point, site: times.site })),
      stale: found !== undefined && placed.some(({ stale }) => stale),
    };
  }

  /** The sites on a line (0-based) of a document as it is now. */
  sitesAt(document: vscode.TextDocument, line: number, scans: Scans): number[] {
    return placeAll(this.ranFunctions(document), scans.of(document), splitLines(document.getText()))
      .filter(({ point }) => point.range.start.line <= line && line <= point.range.end.line)
      .map(({ times }) => times.site);
  }

  private ranFunctions(document: vscode.TextDocument): RanFunction[] {
    const key = fileKey(documentPath(document));
    const kept = this.functions.get(key);
    if (kept) return kept;
    // Of a file whose text at the time is not known, it is what stands here that is compared with.
    const text = this.ranTexts.get(key) ?? document.getText();
    const functions = remember(text, scan(text), timedAwaits(this.report).filter(({ file }) => fileKey(file) === key))
      .map((ran) => ({ ...ran, points: ran.points.filter(({ source, times }) => source === times.source) }));
    this.functions.set(key, functions);
    return functions;
  }

  /** Where a line (1-based) that ran stands now; null when it is gone. Rejects where the file cannot be opened. */
  async placeOf(file: string, line: number): Promise<vscode.Location | null> {
    const key = fileKey(file);
    const open = vscode.workspace.textDocuments.find((each) => fileKey(documentPath(each)) === key);
    const document = open ?? await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    const ran = await this.lines.remember(file, line);
    const now = ran ? new LinePlacement(splitLines(document.getText())).find(ran)?.line : undefined;
    if (now === undefined || now >= document.lineCount) return null;
    return new vscode.Location(document.uri, new vscode.Position(now, document.lineAt(now).firstNonWhitespaceCharacterIndex));
  }
}

/** One `Explained` for each report, for as long as somebody holds the report. */
export class ExplainedReports {
  private readonly all = new WeakMap<Report, Explained>();

  of(report: Report, ranTexts: RanTexts, ordinal = -1): Explained {
    const known = this.all.get(report);
    if (known) return known;
    const made = new Explained(report, ranTexts, ordinal);
    this.all.set(report, made);
    return made;
  }
}
