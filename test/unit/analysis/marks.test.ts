import assert from 'node:assert/strict';
import { liveMark, marksOf } from '../../../src/analysis/marks.js';
import type { Report } from '../../../src/shared/report.js';
import { blockingOf, reportOf, warningOf } from '../reports.js';

const texts = (changes: Partial<Report>): string[] => marksOf(reportOf(changes)).map(({ file, line, kind, text }) => `${file}:${line} ${kind}: ${text}`);
const starved = (...numbers: number[]) => numbers.map((task) => ({ task, name: `Task-${task}`, function: 'ticker', kept_ns: task * 1e8 }));

describe('marksOf', () => {
  it('says how long a line held the loop and whom it starved', () => {
    assert.deepEqual(texts({ blocking: [blockingOf()] }), ['/a.py:4 blocking: held the event loop 0.50 s · starved Task-2 (heartbeat)']);
    assert.deepEqual(texts({ blocking: [blockingOf({ starved: [] })] }), ['/a.py:4 blocking: held the event loop 0.50 s']);
    assert.deepEqual(texts({ blocking: [blockingOf({ starved: starved(2, 3, 4), starved_more: 5 })] }), ['/a.py:4 blocking: held the event loop 0.50 s · starved Task-4 (ticker) and 7 more']);
  });

  it('names tasks as the engine does', () => {
    const labels = ['Task-2', 'fetch-3', '', 'None'].map((name) => texts({ blocking: [blockingOf({ starved: [{ task: 2, name, function: 'f', kept_ns: 1 }] })] })[0]!.split('starved ')[1]);
    assert.deepEqual(labels, ['Task-2 (f)', "Task 'fetch-3' (f)", 'Task (f)', 'Task (f)']);
  });

  it('says how often, of several steps at one line, the worst line first', () => {
    const blocking = [blockingOf({ line: 9, duration_ns: 0.1e9 }), blockingOf(), blockingOf({ starved: starved(3, 4) })];
    assert.deepEqual(texts({ blocking }), [
      '/a.py:4 blocking: held the event loop 2 times, 1.00 s · starved Task-2 (heartbeat) and 2 more',
      '/a.py:9 blocking: held the event loop 0.10 s · starved Task-2 (heartbeat)',
    ]);
  });

  it('leaves out what has no line', () => {
    assert.deepEqual(texts({ blocking: [blockingOf({ file: null, line: null, source: null })], warnings: [warningOf({ at: null })] }), []);
  });

  it('says a warning in a few words, an unknown one by its beginning', () => {
    assert.deepEqual(texts({ warnings: [warningOf()] }), ['/a.py:3 warning: never awaited']);
    assert.deepEqual(texts({ warnings: [warningOf({ count: 3 })] }), ['/a.py:3 warning: 3 × never awaited']);
    assert.deepEqual(texts({ warnings: [warningOf({ id: 'toString', message: 'New. '.repeat(20) })] }), [`/a.py:3 warning: ${'New. '.repeat(20).slice(0, 59)}…`]);
  });

  it('tells the whole in the hover, the user\'s words as text', () => {
    const task = (name: string) => ({ task: 9, name, function: 'f' });
    const blocking = [blockingOf({ samples: { taken: 10, here: 7 }, starved: starved(2, 3) }), blockingOf({ duration_ns: 0.7e9, starved: starved(2), task: task('<b>`x`'), innermost: null })];
    assert.equal(marksOf(reportOf({ blocking }))[0]!.hover, [
      '**Held the event loop 2 times, 1.20 s**: no other task could run\n', "In `Task-3 (blocking)` and ``Task '<b>`x`' (f)``, the longest 0.70 s  ", 'Innermost call: `time.sleep`  ',
      'Seen at this line in 31 of 34 looks  ', 'Ready, and kept waiting: `Task-2 (ticker)` 0.40 s and `Task-3 (ticker)` 0.30 s',
    ].join('\n'));
    const [warning] = marksOf(reportOf({ warnings: [warningOf({ message: 'fetch() <img> *was*', evidence: ['made in line_3'] })] }));
    assert.equal(warning!.hover, '**Warning:** fetch\\(\\) \\<img\\> \\*was\\*\n- made in line\\_3');
  });
});

describe('liveMark', () => {
  it('counts while the line holds the loop, and claims no time that has not passed afterwards', () => {
    const now = { file: '/a.py', line: 4, source: 'time.sleep(5)', duration_ns: 0.39e9 };
    assert.equal(liveMark(now, true).text, 'holds the event loop: 0.3 s');
    assert.equal(liveMark(now, false).text, 'held the event loop for over 0.3 s');
  });
});
