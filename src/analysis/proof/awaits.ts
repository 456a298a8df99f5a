/** What became of every await point: in both versions, or in one of them. */
import type { AwaitChange, AwaitTime, Side } from '../../shared/proof.js';
import { SIDES } from '../../shared/proof.js';
import type { AwaitTimes } from '../../shared/report.js';
import type { ProofRun, ProofRuns } from './runs.js';
import { median } from './statistics.js';

/** The most that are told: those that changed, and then those that take longest. */
const TOLD = 40;

interface Point {
  function: string;
  kind: AwaitTimes['kind'];
  source: string;
  /** 1-based. */
  line: number;
  file: string;
  elapsedNs: number[];
  counts: number[];
}

/** @param here the file that is compared, as the worker names it */
export function awaitChanges(runs: ProofRuns, here: string): { awaits: AwaitChange[]; omitted: number } {
  const sides = { old: pointsOf(runs.old), new: pointsOf(runs.new) };
  const keys = [...new Set(SIDES.flatMap((side) => [...sides[side].keys()]))];
  const all = keys.map((key): AwaitChange => {
    const time = (side: Side): AwaitTime | null => {
      const point = sides[side].get(key);
      return point ? { line: point.line, file: point.file === here ? null : point.file.split(/[\\/]/).at(-1)!, elapsedNs: Math.round(median(point.elapsedNs)), count: Math.round(median(point.counts)) } : null;
    };
    const { function: name, kind, source } = (sides.new.get(key) ?? sides.old.get(key))!;
    return { function: name, kind, source, old: time('old'), new: time('new') };
  });
  const told = new Set([...all].sort((a, b) => weight(b) - weight(a)).slice(0, TOLD));
  return { awaits: inOrder(all.filter((each) => told.has(each))), omitted: all.length - told.size };
}

/** The await points that the runs passed, by what they are recognised by: the lines of two versions differ. */
function pointsOf(runs: readonly ProofRun[]): Map<string, Point> {
  const points = new Map<string, Point>();
  for (const { report } of runs) {
    const seen = new Map<string, number>();
    for (const { file, function: name, kind, source, line, elapsed_ns, count } of report.awaits) {
      if (count === 0) continue;
      const identity = JSON.stringify([file, name, kind, source]);
      const ordinal = seen.get(identity) ?? 0;
      seen.set(identity, ordinal + 1);
      const key = `${identity}#${ordinal}`;
      const point = points.get(key) ?? { function: name, kind, source, line, file, elapsedNs: [], counts: [] };
      points.set(key, point);
      point.elapsedNs.push(elapsed_ns.total);
      point.counts.push(count);
    }
  }
  return points;
}

/** Those in one version only come first; else by how long they take. */
function weight({ old, new: fresh }: AwaitChange): number {
  return old && fresh ? Math.max(old.elapsedNs, fresh.elapsedNs) : Infinity;
}

/** Function by function in the order of the text; in each of them what is gone stands before what has come in its place. */
function inOrder(changes: readonly AwaitChange[]): AwaitChange[] {
  const place = (change: AwaitChange): AwaitTime => (change.new ?? change.old)!;
  const groups = new Map<string, AwaitChange[]>();
  for (const change of [...changes].sort((a, b) => place(a).line - place(b).line)) {
    const key = `${place(change).file ?? ''}#${change.function}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups].sort(([a], [b]) => Number(!a.startsWith('#')) - Number(!b.startsWith('#'))).flatMap(([, group]) => {
    const gone = group.filter((change) => change.new === null);
    const there = group.filter((change) => change.new !== null);
    const come = there.findIndex((change) => change.old === null);
    if (come >= 0) return [...there.slice(0, come), ...gone, ...there.slice(come)];
    return group;
  });
}
