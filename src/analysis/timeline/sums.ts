/** How much of any stretch of a lane its task ran and was ready: in logarithmic time, however many slices are in it. */
import type { Lane, Timeline } from '../../shared/timeline.js';
import { lastAtOrBefore } from './busy.js';

export class Sums {
  /** Sum of the running, of the ready time of all slices before each. */
  private readonly ranBefore: Float64Array;
  private readonly readyBefore: Float64Array;
  private readonly busyBefore: Float64Array;

  constructor(private readonly timeline: Timeline) {
    const { starts, ran, readyAt, busyRan } = timeline;
    this.ranBefore = before(ran.length, (slice) => ran[slice]!);
    this.readyBefore = before(starts.length, (slice) => (readyAt[slice]! < starts[slice]! ? starts[slice]! - readyAt[slice]! : 0));
    this.busyBefore = before(busyRan.length, (stretch) => busyRan[stretch]!);
  }

  /** Nanoseconds that the lane's task ran from `fromNs` to `toNs`. A slice of several steps counts as evenly spread. */
  ran(lane: Lane, fromNs: number, toNs: number): number {
    return this.ranUntil(lane, toNs) - this.ranUntil(lane, fromNs);
  }

  /** Nanoseconds that it was ready and did not run, as far as is known. */
  ready(lane: Lane, fromNs: number, toNs: number): number {
    return this.readyUntil(lane, toNs) - this.readyUntil(lane, fromNs);
  }

  /** Nanoseconds that anything ran on the event loop. */
  busy(fromNs: number, toNs: number): number {
    return this.busyUntil(toNs) - this.busyUntil(fromNs);
  }

  private ranUntil({ first, count }: Lane, ns: number): number {
    const { starts, ends, ran } = this.timeline;
    const slice = lastAtOrBefore(starts, ns, first, first + count);
    return slice < first ? this.ranBefore[first]! : this.ranBefore[slice]! + part(ns, starts[slice]!, ends[slice]!) * ran[slice]!;
  }

  private readyUntil({ first, count }: Lane, ns: number): number {
    const { starts, readyAt } = this.timeline;
    const next = lastAtOrBefore(starts, ns, first, first + count) + 1;
    const since = next < first + count ? readyAt[next]! : NaN;
    return this.readyBefore[next]! + (since < ns ? ns - since : 0);
  }

  private busyUntil(ns: number): number {
    const { busyStarts, busyEnds, busyRan } = this.timeline;
    const stretch = lastAtOrBefore(busyStarts, ns, 0, busyStarts.length);
    return stretch < 0 ? 0 : this.busyBefore[stretch]! + part(ns, busyStarts[stretch]!, busyEnds[stretch]!) * busyRan[stretch]!;
  }
}

/** How much of a slice is over, from 0 to 1. */
const part = (ns: number, start: number, end: number): number => (ns >= end ? 1 : (ns - start) / (end - start));

function before(length: number, value: (index: number) => number): Float64Array {
  const sums = new Float64Array(length + 1);
  for (let index = 0; index < length; index += 1) sums[index + 1] = sums[index]! + value(index);
  return sums;
}
