/** Events of the Trace Event Format, which chrome://tracing and Perfetto read; only the phases that a run needs. */

type Args = Record<string, unknown>;

interface Placed {
  name: string;
  /** Comma-separated categories, by which a viewer filters. */
  cat: string;
  pid: number;
  /** The lane. */
  tid: number;
  /** Microseconds. */
  ts: number;
}

export type TraceEvent =
  | { ph: 'M'; name: 'process_name' | 'thread_name'; pid: number; tid: number; args: { name: string } }
  | { ph: 'M'; name: 'thread_sort_index'; pid: number; tid: number; args: { sort_index: number } }
  /** Complete: of one lane they nest. `dur` in microseconds. */
  | (Placed & { ph: 'X'; dur: number; args: Args })
  /** Asynchronous: begins and ends by its `id`, and may overlap others. */
  | (Placed & { ph: 'b'; id: number; args: Args })
  | (Placed & { ph: 'e'; id: number })
  /** Flow: an arrow from the event that stands at `s` to the one at `f`. */
  | (Placed & { ph: 's'; id: number })
  | (Placed & { ph: 'f'; id: number; bp: 'e' });

export const PID = 1;

/**
 * Microseconds that are the same nanosecond for readers that multiply by 1,000 and cut off the rest, as Perfetto does:
 * otherwise neighbours would overlap by a nanosecond.
 */
export function microseconds(ns: number): number {
  const value = ns / 1e3;
  return Math.trunc(value * 1e3) < ns ? value * (1 + Number.EPSILON) : value;
}

export function complete(tid: number, cat: string, name: string, startNs: number, endNs: number, args: Args): TraceEvent {
  return { ph: 'X', name, cat, pid: PID, tid, ts: microseconds(startNs), dur: microseconds(Math.max(0, endNs - startNs)), args };
}

/** Two events: where it begins and where it ends. */
export function overlapping(tid: number, cat: string, name: string, id: number, startNs: number, endNs: number, args: Args): TraceEvent[] {
  const placed = { name, cat, pid: PID, tid, id };
  return [{ ph: 'b', ...placed, ts: microseconds(startNs), args }, { ph: 'e', ...placed, ts: microseconds(Math.max(startNs, endNs)) }];
}

/** Two events: an arrow between the events that stand at these moments on these lanes. */
export function arrow(name: string, id: number, from: { tid: number; ns: number }, to: { tid: number; ns: number }): TraceEvent[] {
  const placed = { name, cat: 'flow', pid: PID, id };
  return [{ ph: 's', ...placed, tid: from.tid, ts: microseconds(from.ns) }, { ph: 'f', ...placed, tid: to.tid, ts: microseconds(to.ns), bp: 'e' }];
}

/** Names a lane and gives it its place: lower ones stand further up. */
export function lane(tid: number, name: string): TraceEvent[] {
  return [
    { ph: 'M', name: 'thread_name', pid: PID, tid, args: { name } },
    { ph: 'M', name: 'thread_sort_index', pid: PID, tid, args: { sort_index: tid } },
  ];
}
