/** How long awaits take on one event loop when they go on together, told from what the loop did for each of them. */
import type { Occurrence, Report } from '../../shared/report.js';

/** The event loop at work for one await, and then free for `idleNs`. */
export interface Stretch {
  busyNs: number;
  idleNs: number;
}

/** One passage of an await; a part of it is not known by its steps. */
export type Passage = Pick<Occurrence, 'start_ns' | 'elapsed_ns' | 'running_ns' | 'waiting_ns' | 'ready_ns'>;

/** What the loop did while an await lasted, of all tasks: while only one thing went on, all of it was for that. */
export function stretchesOf({ trace }: Report, { start_ns, elapsed_ns, running_ns, waiting_ns, ready_ns }: Passage): Stretch[] {
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

/**
 * How long all take on one event loop, each going on as soon as it may and the loop is free.
 * @param limit how many of them go on at a time: whichever ends lets the next one begin
 */
export function together(awaits: readonly (readonly Stretch[])[], limit = Infinity): number {
  const [first, waiting] = [awaits.slice(0, limit), awaits.slice(Math.min(limit, awaits.length))];
  const open = first.map((stretches) => ({ left: [...stretches], readyNs: 0 }));
  let loopFreeNs = 0;
  for (;;) {
    const going = open.filter(({ left }) => left.length > 0 || waiting.length > 0);
    const next = going.reduce<(typeof open)[number] | undefined>((earliest, each) => (earliest && earliest.readyNs <= each.readyNs ? earliest : each), undefined);
    if (!next) return Math.max(0, ...open.map(({ readyNs }) => readyNs));
    const stretch = next.left.shift();
    if (!stretch) {
      next.left = [...waiting.shift()!];
      continue;
    }
    loopFreeNs = Math.max(loopFreeNs, next.readyNs) + stretch.busyNs;
    next.readyNs = loopFreeNs + stretch.idleNs;
  }
}
