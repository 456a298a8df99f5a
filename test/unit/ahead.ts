/**
 * Starts all runs in their order, so many at a time, from when the first is asked for: for programs that mostly sleep.
 * @param runs each is started once, and again when it is asked for again: its test is tried again
 * @returns the result of the one with this index
 */
export function ahead<T>(runs: ((again: boolean) => Promise<T>)[], atATime: number): (index: number) => Promise<T> {
  const results: Promise<T>[] = [];
  const asked = new Set<number>();
  const start = (index: number): Promise<T> => {
    const before = results[index - atATime]?.then(() => undefined, () => undefined);
    return (results[index] ??= (before ?? Promise.resolve()).then(() => runs[index]!(false)));
  };
  return (index) => {
    if (asked.has(index)) return runs[index]!(true);
    asked.add(index);
    // One that is not asked for because an earlier test failed must not be an unhandled rejection.
    for (let next = 0; next < Math.min(runs.length, index + atATime); next += 1) start(next).catch(() => undefined);
    return start(index);
  };
}
