/** A lane as what its task did one after the other: it was ready, ran, waited. */
import type { Lane, PartKind, Timeline } from '../../shared/timeline.js';
import { lastAtOrBefore } from './busy.js';

export interface Segment {
  /** Index into the timeline's `lanes`. */
  lane: number;
  kind: PartKind;
  /** The slice that ran, that it was ready for, or after which it waited. */
  slice: number;
  startNs: number;
  endNs: number;
}

const ORDER = ['ready', 'running', 'waiting'] as const;

/** What the task of a lane did at a moment; null before its start and after its end, and where its steps are not known. */
export function segmentAt(timeline: Timeline, lane: number, ns: number): Segment | null {
  const { first, count } = timeline.lanes[lane]!;
  const slice = lastAtOrBefore(timeline.starts, ns, first, first + count);
  const candidates = [slice, slice + 1].flatMap((each) => ORDER.map((kind) => segment(timeline, lane, each, kind)));
  return candidates.find((each) => each !== null && each.startNs <= ns && ns < each.endNs) ?? null;
}

/** The first or the last of a lane; null of one whose steps are not known. */
export function edgeSegment(timeline: Timeline, lane: number, direction: 1 | -1): Segment | null {
  const { first, count } = timeline.lanes[lane]!;
  return direction > 0 ? from(timeline, lane, first, 0, 1) : from(timeline, lane, first + count - 1, ORDER.length - 1, -1);
}

/** The one after or before; null at the lane's edge. */
export function nextSegment(timeline: Timeline, { lane, slice, kind }: Segment, direction: 1 | -1): Segment | null {
  const next = slice * ORDER.length + ORDER.indexOf(kind) + direction;
  return from(timeline, lane, Math.floor(next / ORDER.length), next % ORDER.length, direction);
}

function from(timeline: Timeline, lane: number, slice: number, part: number, direction: 1 | -1): Segment | null {
  const { first, count } = timeline.lanes[lane]!;
  for (let at = slice * ORDER.length + part; at >= first * ORDER.length && at < (first + count) * ORDER.length; at += direction) {
    const found = segment(timeline, lane, Math.floor(at / ORDER.length), ORDER[at % ORDER.length]!);
    if (found) return found;
  }
  return null;
}

/** One part of what is around a slice; null when there is none. */
export function segment(timeline: Timeline, lane: number, slice: number, kind: Segment['kind']): Segment | null {
  const { starts, ends, readyAt } = timeline;
  const of = timeline.lanes[lane]!;
  if (slice < of.first || slice >= of.first + of.count) return null;
  const span = (startNs: number, endNs: number): Segment | null => (endNs > startNs ? { lane, kind, slice, startNs, endNs } : null);
  switch (kind) {
    // An instant that the clock could not tell apart is still a step.
    case 'running': return { lane, kind, slice, startNs: starts[slice]!, endNs: Math.max(ends[slice]!, starts[slice]! + 1) };
    case 'ready': return Number.isNaN(readyAt[slice]!) ? null : span(readyAt[slice]!, starts[slice]!);
    case 'waiting': return span(ends[slice]!, waitingEnd(timeline, of, slice));
  }
}

/** When what a task waits for after a slice was there, as far as is known. */
export function waitingEnd({ starts, readyAt, endNs }: Timeline, lane: Lane, slice: number): number {
  const next = slice + 1;
  if (next >= lane.first + lane.count) return lane.endNs ?? endNs;
  return Number.isNaN(readyAt[next]!) ? starts[next]! : readyAt[next]!;
}
