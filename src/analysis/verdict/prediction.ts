/** How long awaits that ran one after the other would take together, from what was measured of each. */
import { independentAwaits } from '../independence/independence.js';
import type { AsyncFunction, AwaitPoint } from '../model.js';
import { splitLines } from '../placement.js';
import { toEditorPosition } from '../positions.js';
import type { AwaitTimes, Occurrence, Report } from '../../shared/report.js';

export interface Prediction {
  /** The awaits, in source order. */
  points: AwaitPoint[];
  /** What they took, one after the other. */
  nowNs: number;
  togetherNs: number;
}

/** The event loop at work for one await, and then free for `idleNs`. */
interface Stretch {
  busyNs: number;
  idleNs: number;
}

/** Of the function's groups of independent awaits the one that would save most; null when none can be told. */
export function predict(report: Report, fn: AsyncFunction, text: string): Prediction | null {
  const lines = splitLines(text);
  const told = independentAwaits(fn, text).map((points) => predictGroup(report, points, lines)).filter((each) => each !== null);
  return told.reduce<Prediction | null>((best, each) => (best && saving(best) >= saving(each) ? best : each), null);
}

const saving = ({ nowNs, togetherNs }: Prediction): number => nowNs - togetherNs;

function predictGroup(report: Report, points: AwaitPoint[], lines: readonly string[]): Prediction | null {
  const sites = points.map((point) => timesOf(report, point, lines));
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
  const complete = count > 0 && sites.every((site) => site?.count === count && site.raised === 0 && site.pending === 0);
  return complete ? { points, nowNs, togetherNs } : null;
}

function timesOf(report: Report, point: AwaitPoint, lines: readonly string[]): AwaitTimes | undefined {
  return report.awaits.find((site) => stands(report, point, site, lines));
}

/** Whether a site of the report is this await point of the target's file. */
export function placedAt(report: Report, point: AwaitPoint, site: AwaitTimes, text: string): boolean {
  return stands(report, point, site, splitLines(text));
}

function stands({ target }: Report, { kind, range: { start } }: AwaitPoint, site: AwaitTimes, lines: readonly string[]): boolean {
  return site.file === target.file && site.kind === kind && site.line === start.line + 1
    && toEditorPosition(lines[start.line] ?? '', site.line, site.column).column === start.column;
}

const inOrder = (site: AwaitTimes | undefined): Occurrence[] => (site ? [...site.longest].sort((a, b) => a.start_ns - b.start_ns) : []);

/** Whether one task passed them, one after the other. */
function inTurn(passages: readonly Occurrence[]): boolean {
  return passages.every(({ task, start_ns }, index) => {
    const before = passages[index - 1];
    return !before || task === before.task && start_ns >= before.start_ns;
  });
}

/** What the loop did while an await lasted, of all tasks: while only one thing went on, all of it was for that. */
function stretchesOf({ trace }: Report, { start_ns, elapsed_ns, running_ns, waiting_ns, ready_ns }: Occurrence): Stretch[] {
  const end = start_ns + elapsed_ns;
  if (!trace.complete && trace.until_ns < end) return [{ busyNs: running_ns, idleNs: waiting_ns + ready_ns }];
  const stretches: Stretch[] = [{ busyNs: 0, idleNs: 0 }];
  let at = start_ns;
  for (const [, from = 0, to = 0] of trace.steps) {
    if (to <= at || from >= end) continue;
    stretches.at(-1)!.idleNs += Math.max(0, from - at);
    stretches.push({ busyNs: Math.min(to, end) - Math.max(from, at), idleNs: 0 });
    at = Math.min(to, end);
  }
  stretches.at(-1)!.idleNs += end - at;
  return stretches;
}

/** How long all take on one event loop, each going on as soon as it may and the loop is free. */
export function together(awaits: readonly (readonly Stretch[])[]): number {
  const open = awaits.map((stretches) => ({ left: [...stretches], readyNs: 0 }));
  let loopFreeNs = 0;
  for (;;) {
    const next = open.filter(({ left }) => left.length > 0).reduce<(typeof open)[number] | undefined>((first, each) => (first && first.readyNs <= each.readyNs ? first : each), undefined);
    const stretch = next?.left.shift();
    if (!next || !stretch) return Math.max(0, ...open.map(({ readyNs }) => readyNs));
    loopFreeNs = Math.max(loopFreeNs, next.readyNs) + stretch.busyNs;
    next.readyNs = loopFreeNs + stretch.idleNs;
  }
}
