import type { TimedAwait } from '../../../src/analysis/timedAwait.js';
import type { AwaitTimes } from '../../../src/shared/report.js';

/** Times as a report has them, of an await point on line 1 that ended `count` times after a second each, changed by `changes`. */
export function reportedTimes(changes: Partial<AwaitTimes> & { each?: number } = {}): AwaitTimes {
  const { each = 1e9, ...rest } = changes;
  const count = rest.count ?? 1;
  return {
    file: 'a.py', function: 'main', source: 'await a()', kind: 'await', line: 1, column: 4, end_line: 1, end_column: 13,
    count, raised: 0, elapsed_ns: { total: count * each, min: each, max: each }, suspended_ns: count * each * 0.98,
    waiting_ns: count * each * 0.98, ready_ns: 0, running_ns: count * each * 0.02, overhead_ns: 0, sampled: 0, below_resolution: false,
    suspensions: count, awaited: [], woken_by: [], longest: [],
    meanwhile: { of: 0, tasks: [], rest_ns: 0 }, pending: 0, pending_ns: 0, ...rest,
  };
}

/** The same with what the rest of its report says: that the loop told its steps, and nothing more. */
export function timesOf(changes: Partial<TimedAwait> & { each?: number } = {}): TimedAwait {
  const { steps = true, late = null, longestIn = null, site = 0, ...times } = changes;
  return { ...reportedTimes(times), site, steps, late, longestIn };
}
