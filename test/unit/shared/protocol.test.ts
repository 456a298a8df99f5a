import assert from 'node:assert/strict';
import { isWorkerMessage, PROTOCOL_VERSION, type WorkerMessage } from '../../../src/shared/protocol.js';
import { reportOf } from '../reports.js';
import { changed, pathsOf } from './wrong.js';

const v = PROTOCOL_VERSION;
const RIGHT: WorkerMessage[] = [
  { v, type: 'hello', token: 't', pid: 1, python: '3.12.1' },
  { v, type: 'checked', fresh: true },
  { v, type: 'started' },
  { v, type: 'progress', elapsed_ns: 1, pending: { file: '/a.py', line: 1, function: 'main', source: 'await x', elapsed_ns: 1 }, blocking: { file: '/a.py', line: 1, source: 'time.sleep(1)', duration_ns: 1 }, live: { tasks: [], tasks_omitted: 0, callbacks: [], awaits: [] } },
  { v, type: 'done', report: reportOf() },
  { v, type: 'unusable', reason: 'syntax', message: 'invalid syntax', file: '/a.py', line: 1, column: 2 },
];

describe('isWorkerMessage', () => {
  for (const message of RIGHT) {
    it(`takes "${message.type}" as it is, also with further fields, and not without one of its own`, () => {
      assert.ok(isWorkerMessage(message));
      assert.ok(isWorkerMessage({ ...message, new_field: 1 }));
      // The report has tests of its own.
      for (const path of pathsOf(message).filter(([first]) => first !== 'report')) {
        assert.ok(!isWorkerMessage(changed(message, path, undefined)), `without ${path.join('.')}`);
        assert.ok(!isWorkerMessage(changed(message, path, Symbol.iterator)), `${path.join('.')} of another kind`);
      }
    });
  }

  it('takes null where nothing is pending or holds the event loop, or no place is known', () => {
    assert.ok(isWorkerMessage({ v, type: 'progress', elapsed_ns: 1, pending: null, blocking: null, live: null }));
    assert.ok(isWorkerMessage({ v, type: 'unusable', reason: 'no-file', message: '', file: null, line: null, column: null }));
    assert.ok(!isWorkerMessage({ v, type: 'done', report: null }));
  });

  it('takes what has happened so far, with all of its fields', () => {
    const place = { file: '/a.py', kind: 'await', function: 'main', source: 'await x', line: 1, column: 4, end_line: 1, end_column: 11 };
    const task = {
      id: 1, name: 'Task-1', function: 'main', parent: null, created_at: null, thread: 1, start_ns: 0, end_ns: null, outcome: 'pending',
      cancelled_by: null, running_ns: 1, waiting_ns: 1, ready_ns: 1, steps: 1, timeline: [[0, 1, 1, 1]],
    };
    const live = { tasks: [task], tasks_omitted: 1, callbacks: [[0, 1, 1, 1]], awaits: [{ ...place, count: 1, elapsed_ns: 1, pending: 1, pending_ns: 1 }] };
    const message = { v, type: 'progress', elapsed_ns: 1, pending: null, blocking: null, live };
    assert.ok(isWorkerMessage(message));
    for (const path of pathsOf(live).map((inner) => ['live', ...inner])) {
      // A list with a hole is still a list of the rest.
      if (typeof path.at(-1) === 'string') assert.ok(!isWorkerMessage(changed(message, path, undefined)), `without ${path.join('.')}`);
      assert.ok(!isWorkerMessage(changed(message, path, Symbol.iterator)), `${path.join('.')} of another kind`);
    }
  });

  it('refuses another version, an unknown type, and what is no message', () => {
    for (const value of [{ v: v + 1, type: 'started' }, { type: 'started' }, { v, type: 'unknown' }, { v }, { v, type: 'toString' }, { v, type: 'done', report: { schema: 1 } }, { ...RIGHT.at(-1), reason: 'unheard of' }, null, [], 'started', 1]) {
      assert.ok(!isWorkerMessage(value), JSON.stringify(value));
    }
  });
});
