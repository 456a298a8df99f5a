/** When anything ran on the event loop. */

export interface Busy {
  busyStarts: Float64Array;
  busyEnds: Float64Array;
  busyRan: Float64Array;
}

/**
 * The union of the slices of all tasks and of the callbacks, in the order of time. Slices of several threads, and those
 * that stand for several steps, may overlap.
 * @param callbacks each `[start_ns, end_ns, running_ns, steps]`
 */
export function busyStretches(sliceStarts: Float64Array, sliceEnds: Float64Array, sliceRan: Float64Array, callbacks: readonly number[][]): Busy {
  const column = (slices: Float64Array, index: number): Float64Array => {
    const all = new Float64Array(slices.length + callbacks.length);
    all.set(slices);
    for (const [at, callback] of callbacks.entries()) all[slices.length + at] = callback[index]!;
    return all;
  };
  const [starts, ends, ran] = [column(sliceStarts, 0), column(sliceEnds, 1), column(sliceRan, 2)];
  const { busyStarts, busyEnds } = unionOf(starts, ends);
  // Of slices that ran from end to end the sums would be the same; to make them would take most of the time.
  const merged = ran.some((ns, index) => ns < ends[index]! - starts[index]!);
  return { busyStarts, busyEnds, busyRan: merged ? ranWithin(busyStarts, busyEnds, starts, ran) : busyEnds.map((end, index) => end - busyStarts[index]!) };
}

/** Starts and ends may be sorted apart: a stretch ends where as many slices have ended as have started. */
function unionOf(starts: Float64Array, ends: Float64Array): Omit<Busy, 'busyRan'> {
  const busyStarts = starts.slice().sort();
  const busyEnds = ends.slice().sort();
  let count = 0;
  for (let index = 0, began = 0; index < busyEnds.length; index += 1) {
    if (index + 1 < busyStarts.length && busyStarts[index + 1]! <= busyEnds[index]!) continue;
    // In place: never further than what has been read.
    busyStarts[count] = busyStarts[began]!;
    busyEnds[count] = busyEnds[index]!;
    count += 1;
    began = index + 1;
  }
  return { busyStarts: busyStarts.slice(0, count), busyEnds: busyEnds.slice(0, count) };
}

/** The sums of what ran in each stretch; several threads together fill it no more than once. */
function ranWithin(busyStarts: Float64Array, busyEnds: Float64Array, starts: Float64Array, ran: Float64Array): Float64Array {
  const sums = new Float64Array(busyStarts.length);
  let at = 0;
  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index]!;
    // The next slice of a lane is most often in the same stretch, or in the one after it.
    if (at < busyStarts.length && start > busyEnds[at]!) at += 1;
    if (at >= busyStarts.length || start < busyStarts[at]! || start > busyEnds[at]!) at = lastAtOrBefore(busyStarts, start, 0, busyStarts.length);
    sums[at]! += ran[index]!;
  }
  for (let index = 0; index < sums.length; index += 1) sums[index] = Math.min(sums[index]!, busyEnds[index]! - busyStarts[index]!);
  return sums;
}

/**
 * @param sorted ascending between `from` and `to`
 * @returns the index of the last that is at most `value`, `from - 1` for none.
 */
export function lastAtOrBefore(sorted: Float64Array, value: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
