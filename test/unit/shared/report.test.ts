import assert from 'node:assert/strict';
import { isReport, OUTCOMES } from '../../../src/shared/report.js';
import { reportedTimes } from '../analysis/times.js';
import { reportOf } from '../reports.js';
import { changed, pathsOf } from './wrong.js';

const PLACE = { file: '/a.py', line: 1, function: 'main', source: 'x' };
const STARVED = { task: 2, name: 'Task-2', function: 'worker', kept_ns: 5 };
const FULL = reportOf({
  outcome: 'raised', value: null, exit_code: 3, tasks_omitted: 1, notes: ['a note'],
  loop: { type: 'a.Loop', steps: true, note: 'a remark' },
  exception: { type: 'ValueError', message: 'bad', traceback: 'Traceback', frames: [{ file: '/a.py', line: 1, function: 'main', source: 'x' }] },
  awaits: [reportedTimes({
    awaited: [{ what: 'sleep', count: 1 }], woken_by: [{ by: 'task', task: 2, what: 'Task-2 (worker)', count: 1 }],
    longest: [{ task: 1, start_ns: 0, elapsed_ns: 3, waiting_ns: 1, ready_ns: 1, running_ns: 1, suspensions: 1, woken_by: { by: 'timer', task: null, what: 'timer' } }],
    meanwhile: { of: 1, tasks: [{ task: 2, name: 'Task-2', function: 'worker', running_ns: 1 }], rest_ns: 0 },
  })],
  tasks: [{
    id: 1, name: 'Task-1', function: 'main', parent: 2, created_at: PLACE, thread: 1, start_ns: 0, end_ns: 5, outcome: 'returned',
    cancelled_by: { by: 'io', task: null, what: 'I/O' }, running_ns: 1, waiting_ns: 1, ready_ns: 1, steps: 2, timeline: [[0, 5, 1, 2]],
  }],
  callbacks: [[0, 1, 1, 1]],
  blocking: [{ start_ns: 1, duration_ns: 2, task: STARVED, ...PLACE, innermost: 'time.sleep', samples: { taken: 2, here: 1 }, starved: [STARVED], starved_more: 0 }],
  starvation: [{ start_ns: 1, duration_ns: 2, waits: 1, starved: [STARVED], starved_more: 0, made_of: [{ function: 'worker', steps: 1, running_ns: 1 }], rest_ns: 0 }],
  warnings: [{ id: 'never-awaited', message: 'A coroutine was never awaited.', at: PLACE, count: 1, evidence: ['a fact'] }],
});
/** What may be null, by its dotted path. */
const NULLABLE = ['target.file', 'loop.type', 'loop.note', 'value', 'exception', 'exit_code', 'tasks.0.parent', 'tasks.0.end_ns',
  'tasks.0.created_at', 'tasks.0.cancelled_by', 'awaits.0.longest.0.task', 'awaits.0.longest.0.woken_by', 'awaits.0.longest.0.woken_by.task',
  'awaits.0.woken_by.0.task', 'tasks.0.cancelled_by.task', 'blocking.0.task', 'blocking.0.file', 'blocking.0.line', 'blocking.0.function',
  'blocking.0.source', 'blocking.0.innermost', 'warnings.0.at'];

describe('isReport', () => {
  it('takes a report, also with fields of a later version', () => {
    assert.ok(isReport(FULL));
    assert.ok(isReport({ ...FULL, new_field: 1, awaits: [{ ...FULL.awaits[0]!, new_field: 1 }] }));
    for (const outcome of OUTCOMES) assert.ok(isReport({ ...FULL, outcome }), outcome);
  });

  it('takes null for what may be missing, and for nothing else', () => {
    for (const path of pathsOf(FULL)) assert.equal(isReport(changed(FULL, path, null)), NULLABLE.includes(path.join('.')), path.join('.'));
  });

  it('refuses what lacks a field, or has something else in its place', () => {
    for (const path of pathsOf(FULL)) {
      const name = path.join('.');
      // A list with a hole is still a list of the rest.
      if (typeof path.at(-1) === 'string') assert.ok(!isReport(changed(FULL, path, undefined)), `without ${name}`);
      assert.ok(!isReport(changed(FULL, path, Symbol.iterator)), `${name} of another kind`);
    }
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, '5', 5n]) assert.ok(!isReport({ ...FULL, elapsed_ns: number }), String(number));
  });

  it('refuses another version, and what is no report at all', () => {
    for (const value of [{ ...FULL, schema: 1 }, null, undefined, 'report', 1, [], {}]) assert.ok(!isReport(value));
  });

  it('refuses words that it does not know', () => {
    for (const path of [['outcome'], ['phase'], ['target', 'kind'], ['awaits', 0, 'kind'], ['tasks', 0, 'outcome']]) assert.ok(!isReport(changed(FULL, path, 'exploded')), path.join('.'));
  });
});
