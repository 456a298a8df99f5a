/** How long awaits that ran one after the other would take together, from what was measured of each. */
import { independentAwaits } from '../independence/independence.js';
import type { AsyncFunction, AwaitPoint } from '../model.js';
import { splitLines } from '../placement.js';
import { toEditorPosition } from '../positions.js';
import type { AwaitTimes, Occurrence, Report } from '../../shared/report.js';
import { stretchesOf, together } from './schedule.js';

export interface Prediction {
  /** The awaits, in source order. */
  points: AwaitPoint[];
  /** What they took, one after the other. */
  nowNs: number;
  togetherNs: number;
}

/** What a run measured of an await point; undefined where it was not reached. */
export type SiteOf = (point: AwaitPoint) => AwaitTimes | undefined;

/** Of the function's groups of independent awaits the one that would save most; null when none can be told. */
export function predict(report: Report, fn: AsyncFunction, text: string): Prediction | null {
  const lines = splitLines(text);
  const siteOf = (point: AwaitPoint): AwaitTimes | undefined => report.awaits.find((site) => stands(report, point, site, lines));
  const told = independentAwaits(fn, text).map((points) => predictGroup(report, points, siteOf)).filter((each) => each !== null);
  return told.reduce<Prediction | null>((best, each) => (best && saving(best) >= saving(each) ? best : each), null);
}

export const saving = ({ nowNs, togetherNs }: Prediction): number => nowNs - togetherNs;

/** Of awaits that stand side by side and run as often as their function does; null where it cannot be told. */
export function predictGroup(report: Report, points: AwaitPoint[], siteOf: SiteOf): Prediction | null {
  const sites = points.map(siteOf);
  const [count = 0] = sites.map((site) => site?.count ?? 0);
  const rounds = Array.from({ length: count }, (_, round) => sites.map((site) => inOrder(site)[round]));
  let nowNs = 0;
  let togetherNs = 0;
  for (const round of rounds) {
    const passages = round.filter((passage) => passage !== undefined);
    // Of what was passed more often than its longest passages are kept, or failed, or ran in several tasks, nothing is told.
    if (passages.length < points.length || !inTurn(passages)) return null;
    nowNs += passages.reduce((sum, { elapsed_ns }) => sum + elapsed_ns, 0);
    togetherNs += together(passages.map((passage) => stretchesOf(report, passage)));
  }
  return count > 0 && sites.every((site) => site?.count === count && isWhole(site)) ? { points, nowNs, togetherNs } : null;
}

/** Whether all its passages came to their end. */
export const isWhole = ({ raised, pending }: AwaitTimes): boolean => raised === 0 && pending === 0;

/** Whether a site of the report is this await point of the target's file. */
export function placedAt(report: Report, point: AwaitPoint, site: AwaitTimes, text: string): boolean {
  return stands(report, point, site, splitLines(text));
}

function stands({ target }: Report, { kind, range: { start } }: AwaitPoint, site: AwaitTimes, lines: readonly string[]): boolean {
  return site.file === target.file && site.kind === kind && site.line === start.line + 1
    && toEditorPosition(lines[start.line] ?? '', site.line, site.column).column === start.column;
}

/** The passages that are kept of a site, by their starts. */
export const inOrder = (site: AwaitTimes | undefined): Occurrence[] => (site ? [...site.longest].sort((a, b) => a.start_ns - b.start_ns) : []);

/** Whether one task passed them, one after the other. */
export function inTurn(passages: readonly Occurrence[]): boolean {
  return passages.every(({ task, start_ns }, index) => {
    const before = passages[index - 1];
    return !before || task === before.task && start_ns >= before.start_ns;
  });
}
