/** Tasks of made-up runs, for tests of the timeline. */
import type { TaskTimes } from '../../src/shared/report.js';

/** `Task-<id>`, which ran `work()` in these slices and was never ready without running, changed by `changes`. */
export function taskOf(id: number, timeline: number[][], changes: Partial<TaskTimes> = {}): TaskTimes {
  const running = timeline.reduce((sum, [, , ran]) => sum + ran!, 0);
  const start = timeline[0]?.[0] ?? 0;
  const end = timeline.at(-1)?.[1] ?? 0;
  return {
    id, name: `Task-${id}`, function: 'work', parent: null, created_at: null, thread: 1, start_ns: start, end_ns: end, outcome: 'returned',
    cancelled_by: null, running_ns: running, waiting_ns: end - start - running, ready_ns: 0,
    steps: timeline.reduce((sum, slice) => sum + slice[3]!, 0), timeline, ...changes,
  };
}
