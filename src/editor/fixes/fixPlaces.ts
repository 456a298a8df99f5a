/** The fixes that a document as it is now has an offer for, and what its runs foretell of them. */
import * as vscode from 'vscode';
import type { Fix, FixContext, FixPlace } from '../../analysis/fixes/fix.js';
import type { Offer } from '../../analysis/fixes/offers.js';
import { placesOf } from '../../analysis/fixes/table.js';
import { lex } from '../../analysis/lexer.js';
import type { AsyncFunction, AwaitPoint } from '../../analysis/model.js';
import { predictFix } from '../../analysis/verdict/fixPrediction.js';
import type { Prediction } from '../../analysis/verdict/prediction.js';
import type { AwaitTimes, Report } from '../../shared/report.js';
import type { ExplainedReports } from '../panel/explained.js';
import type { Interpreters } from '../interpreters.js';
import { reveal } from '../panel/panelPlaces.js';
import { applyAndProveCommand } from '../proof/proofCommand.js';
import type { Runs } from '../runs.js';
import type { Scans } from '../scans.js';
import { blockedBy } from '../trust.js';

interface Kept {
  version: number;
  context: FixContext;
  places: FixPlace[];
  /** Which state of the runs the predictions are from. */
  runs: number;
  offers: Offer[];
}

export class FixPlaces implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private readonly kept = new WeakMap<vscode.TextDocument, Kept>();
  private runsSeen = 0;
  private readonly subscriptions: vscode.Disposable[];
  /** Without an edit there may be other places, or predictions. */
  readonly onDidChange = this.emitter.event;

  constructor(private readonly scans: Scans, private readonly runs: Runs, private readonly explained: ExplainedReports, private readonly interpreters: Interpreters) {
    this.subscriptions = [
      runs.onDidChange(() => {
        this.runsSeen += 1;
        this.emitter.fire();
      }),
      interpreters.onDidLearn(() => this.emitter.fire()),
    ];
  }

  /** In the order of the text; of each place the best first. */
  of(document: vscode.TextDocument): Offer[] {
    return this.known(document).offers;
  }

  /** What is known not to be mended, with the reason, in the order of the text. */
  refused(document: vscode.TextDocument): FixPlace[] {
    return this.known(document).places.filter(({ refusal, fixes }) => refusal !== null && fixes.length === 0);
  }

  private known(document: vscode.TextDocument): Kept {
    const kept = this.kept.get(document);
    if (kept?.version === document.version && kept.runs === this.runsSeen && kept.context.python === this.interpreters.minorOf(document.uri)) return kept;
    const found = this.found(document, kept);
    const offers = found.places.flatMap((place) => place.fixes.map((fix): Offer => ({ place, fix, prediction: place.fn && this.predict(document, place.fn, fix, found.context) })));
    const known = { ...found, version: document.version, runs: this.runsSeen, offers };
    this.kept.set(document, known);
    return known;
  }

  /** Looks for places, once for each version of the document, and again when more is known that they may depend on. */
  private found(document: vscode.TextDocument, kept: Kept | undefined): Pick<Kept, 'context' | 'places'> {
    const python = this.interpreters.minorOf(document.uri);
    const reports = this.runs.reportsOf(document);
    const before = kept?.version === document.version ? kept : undefined;
    if (before?.context.python === python && before.context.reports.length === reports.length && reports.every((each, index) => each === before.context.reports[index])) return before;
    const text = document.getText();
    const context: FixContext = { text, lexed: lex(text), scan: this.scans.of(document), python, reports };
    const places = placesOf(context);
    // Which ways there are may depend on it.
    if (python === null && places.length > 0) this.interpreters.lookUp(document.uri);
    return { context, places };
  }

  /** The offer that somebody was shown; undefined where it is not made any more. */
  find(document: vscode.TextDocument, id: string, start: number): Offer | undefined {
    return this.of(document).find(({ fix }) => fix.id === id && fix.range.start === start);
  }

  /** From the run that timed the function last, if its text is still the same. */
  private predict(document: vscode.TextDocument, fn: AsyncFunction, fix: Fix, context: FixContext): Prediction | null {
    if (!fix.saves) return null;
    const ran = this.runs.timedIn(document, fn);
    if (ran?.end.kind !== 'report') return null;
    const { report } = ran.end;
    const { places, stale } = this.explained.of(report, ran.ranTexts, ran.made.ordinal).places(document, fn, this.scans);
    return stale ? null : predictFix(fix, fn, context, report, (point) => siteOf(report, places, point));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.emitter.dispose();
  }
}

function siteOf({ awaits }: Report, places: readonly { point: AwaitPoint; site: number }[], point: AwaitPoint): AwaitTimes | undefined {
  const { start } = point.range;
  const found = places.find((each) => each.point.kind === point.kind && each.point.range.start.line === start.line && each.point.range.start.column === start.column);
  return found && awaits[found.site];
}

/** A fix as an edit of its document. */
export function editOf(document: vscode.TextDocument, { edits }: Fix): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, edits.map(({ start, end, text }) => new vscode.TextEdit(rangeOf(document, start, end), text)));
  return edit;
}

/** Whether a fix can be measured against the text before it: it is there to save time, in a function that can be run here. */
export const canProve = (document: vscode.TextDocument, { place, fix }: Offer): boolean => fix.saves !== null && place.fn !== null && blockedBy(document) === null;

/** Makes the change in the editor that has the document, where it can be undone, and proves it if it can. */
export async function applyFix(document: vscode.TextDocument, offer: Offer): Promise<void> {
  await reveal(document.uri, document.positionAt(offer.fix.range.start));
  if (canProve(document, offer)) {
    const { command, arguments: given = [] } = applyAndProveCommand(document, offer.fix.title, offer.fix);
    await vscode.commands.executeCommand(command, ...given as unknown[]);
  } else await vscode.workspace.applyEdit(editOf(document, offer.fix));
}

export const rangeOf = (document: vscode.TextDocument, start: number, end: number): vscode.Range => new vscode.Range(document.positionAt(start), document.positionAt(end));
