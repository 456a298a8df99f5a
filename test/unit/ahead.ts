/**
 * Starts all runs in their order, so many at a time, from when the first is asked for: for programs that mostly sleep.
 * @param runs each is started once
 * @returns the result of the one with this index, for whoever asks
 */
export function ahead<T>(runs: (() => Promise<T>)[], atATime: number): (index: number) => Promise<T> {
  const results: Promise<T>[] = [];
  const start = (index: number): Promise<T> => {
    const before = results[index - atATime]?.then(() => undefined, () => undefined);
    return (results[index] ??= (before ?? Promise.resolve()).then(() => runs[index]!()));
  };
  return (index) => {
    // One that is not asked for because an earlier test failed must not be an unhandled rejection.
    for (let next = 0; next < Math.min(runs.length, index + atATime); next += 1) start(next).catch(() => undefined);
    return start(index);
  };
}
