import assert from 'node:assert/strict';
import { timedAwaits } from '../../../src/analysis/timedAwait.js';
import type { Occurrence, Report } from '../../../src/shared/report.js';
import { blockingOf, reportOf, starvationOf } from '../reports.js';
import { timesOf } from './times.js';

/** The heartbeat's sleep: from 0.1 s on, ready at 0.2 s, but resumed at 0.65 s. */
const passage = (changes: Partial<Occurrence> = {}): Occurrence => ({
  task: 2, start_ns: 0.1e9, elapsed_ns: 0.55e9, waiting_ns: 0.1e9, ready_ns: 0.45e9, running_ns: 0, suspensions: 1, woken_by: null, ...changes,
});
const slept = timesOf({ each: 0.55e9, waiting_ns: 0.1e9, ready_ns: 0.45e9, longest: [passage()] });

function lateness(changes: Partial<Report>, times = slept): string | null {
  const { late } = timedAwaits(reportOf({ awaits: [times], blocking: [blockingOf()], ...changes }))[0]!;
  return late && `${late.blocking.length} blocking, ${late.starvation.length} joint`;
}

describe('timedAwaits', () => {
  it('finds the blocking step that kept a ready await waiting', () => assert.equal(lateness({}), '1 blocking, 0 joint'));

  it('blames no step that kept others waiting, or at another time', () => {
    assert.equal(lateness({ blocking: [blockingOf({ starved: [] })] }), '0 blocking, 0 joint');
    assert.equal(lateness({ blocking: [blockingOf({ start_ns: 0.65e9 })] }), '0 blocking, 0 joint');
    assert.equal(lateness({ blocking: [blockingOf({ start_ns: 0.01e9, duration_ns: 0.09e9 })] }), '0 blocking, 0 joint');
    assert.equal(lateness({ blocking: [blockingOf({ starved_more: 3, starved: [] })] }), '1 blocking, 0 joint', 'may be one of those not listed');
  });

  it('puts the longest first, and finds joint starvation', () => {
    const { late } = timedAwaits(reportOf({ awaits: [slept], blocking: [blockingOf({ duration_ns: 0.1e9 }), blockingOf()], starvation: [starvationOf()] }))[0]!;
    assert.deepEqual(late!.blocking.map(({ duration_ns }) => duration_ns), [0.5e9, 0.1e9]);
    assert.equal(late!.starvation.length, 1);
  });

  it('does not make much of little', () => {
    assert.equal(lateness({}, { ...slept, ready_ns: 4.9e6 }), null);
    assert.equal(lateness({}, { ...slept, ready_ns: 0.05e9 }), null, 'less than a tenth');
    assert.equal(lateness({}, { ...slept, ready_ns: 0.06e9 }), '1 blocking, 0 joint');
  });

  it('names the task of the longest passage, and knows whether the loop told its steps', () => {
    const task = {
      id: 2, name: 'Task-2', function: 'heartbeat', parent: 1, created_at: null, thread: 1, start_ns: 0, end_ns: 1, outcome: 'returned' as const,
      cancelled_by: null, running_ns: 0, waiting_ns: 0, ready_ns: 0, steps: 1, timeline: [],
    };
    const [times] = timedAwaits(reportOf({ awaits: [slept], tasks: [task] }));
    assert.deepEqual([times!.longestIn, times!.steps], ['Task-2 (heartbeat)', true]);
    const [other] = timedAwaits(reportOf({ awaits: [timesOf()], loop: { type: 'x', steps: false, note: 'unknown' } }));
    assert.deepEqual([other!.longestIn, other!.steps], [null, false]);
  });
});
