import assert from 'node:assert/strict';
import { scan } from '../../../../src/analysis/scan.js';
import { headlineOf } from '../../../../src/analysis/verdict/headline.js';
import { together } from '../../../../src/analysis/verdict/schedule.js';
import { VERDICT_RULES } from '../../../../src/analysis/verdict/rules.js';
import { VERDICTS, type Headline } from '../../../../src/shared/panel.js';
import type { Report } from '../../../../src/shared/report.js';
import { blockingOf, reportOf } from '../../reports.js';
import { MS, siteOf, tracedReport } from './traces.js';

/** `text` as the file that ran, with a `main()` in it. */
function told(report: Report, text: string | null = null): Headline {
  const fn = text === null ? null : (scan(text).functions.find(({ name }) => name === 'main') ?? null);
  return headlineOf({ report, fn, text });
}

const source = (body: string): string => `import asyncio\n\nasync def fetch():\n    pass\n\nasync def main():\n${body}`;

/** main() awaits in lines 7 and 8, 100 and 300 ms long, the second with 40 ms of computing at its end. */
const inTurn = tracedReport([
  { function: 'main', steps: [{ from: 0, to: 10, at: 0 }, { from: 110, to: 120, ready: 110, by: 'timer', at: 1 }, { from: 380, to: 420, ready: 380, by: 'timer' }] },
], [
  siteOf(7, 'await fetch()', 10, 100, { end_column: 17, awaited: [{ what: 'fetch', count: 1 }] }),
  siteOf(8, 'await fetch()', 110, 310, { end_column: 17, awaited: [{ what: 'fetch', count: 1 }] }),
]);

/** Two tasks of 200 ms at the same time, and how long the second really is. */
const atOnce = (second: number): Report => tracedReport([
  { function: 'main', steps: [{ from: 0, to: 1, at: 0, awaits: [2, 3] }, { from: second + 4, to: second + 5, ready: second + 4, by: 'task', task: 3 }] },
  { function: 'quick', steps: [{ from: 1, to: 2, ready: 1, by: 'task', task: 1, at: 1 }, { from: 202, to: 203, ready: 202, by: 'timer' }] },
  { function: 'slow', steps: [{ from: 2, to: 3, ready: 1, by: 'task', task: 1, at: 2 }, { from: second + 3, to: second + 4, ready: second + 3, by: 'timer' }] },
], [siteOf(3, 'await gather(quick(), slow())', 0, second), siteOf(9, 'await sleep(0.2)', 2, 200, { function: 'quick' }), siteOf(12, 'await sleep(x)', 3, second, { function: 'slow' })]);

/** main() sleeps for 100 ms at a time while another task computes in steps of 30 ms. */
const starved = tracedReport([
  { function: 'main', steps: [{ from: 0, to: 1, at: 0 }, { from: 300, to: 301, ready: 100, by: 'timer', at: 0 }, { from: 600, to: 601, ready: 400, by: 'timer' }] },
  { function: 'crunch', steps: [...Array.from({ length: 9 }, (_, index) => ({ from: 1 + index * 33, to: 31 + index * 33, ready: 1 + index * 33, by: 'task' as const })), ...Array.from({ length: 9 }, (_, index) => ({ from: 301 + index * 33, to: 331 + index * 33, ready: 301 + index * 33, by: 'task' as const }))] },
], [siteOf(3, 'await sleep(0.1)', 0, 600)]);

describe('headline', () => {
  it('has a rule for each verdict, the most telling first', () => {
    assert.deepEqual(VERDICT_RULES.map(({ verdict }) => verdict).sort(), [...VERDICTS].sort());
    assert.deepEqual(VERDICT_RULES.map(({ label }) => label.toLowerCase()), VERDICT_RULES.map(({ verdict }) => verdict));
  });

  it('sequential, with what the awaits would take together', () => {
    assert.deepEqual(told(inTurn, source('    await fetch()\n    await fetch()\n')), {
      verdict: 'sequential', label: 'Sequential', overlap: 1,
      sentences: ["Its two awaits ran one after the other, and neither needs the other's result: together they would take about **0.31 s**."],
      // The first waits while the second does.
      prediction: { nowNs: 410 * MS, togetherNs: 310 * MS, lines: [6, 7] },
    });
  });

  it('sequential, with why they cannot run together where the text says so', () => {
    const awaits = inTurn.awaits.map((site, index) => (index === 0 ? { ...site, column: 8 } : site));
    const { verdict, sentences, prediction } = told({ ...inTurn, awaits }, source('    a = await fetch()\n    await fetch(a)\n'));
    assert.equal(verdict, 'sequential');
    assert.equal(prediction, null);
    assert.deepEqual(sentences, ['Its two awaits, in lines 7 and 8, ran one after the other: **0.41 s** of 0.42 s.', 'Line 8 has to wait for line 7: it uses `a`.']);
  });

  it('sequential, without the text: which took longest', () => {
    assert.deepEqual(told(inTurn).sentences, ['Its two awaits, in lines 7 and 8, ran one after the other: **0.41 s** of 0.42 s.', 'The longest is `fetch()` in line 8: 0.31 s.']);
  });

  it('concurrent, and which task took longest', () => {
    assert.deepEqual(told(atOnce(200)), {
      verdict: 'concurrent', label: 'Concurrent', prediction: null, overlap: (2 + 202 + 202) / 205,
      sentences: ['`quick` and `slow` went on at the same time: 0.41 s of waiting and computing took **0.20 s**.', 'Each took about 0.20 s.'],
    });
    assert.equal(told(atOnce(500)).sentences[1], '**Task-3 (slow)** took longest, **0.50 s**: the others had ended after 0.20 s.');
  });

  it('blocked, when a call that only waits held the loop', () => {
    const report = { ...inTurn, blocking: [blockingOf({ duration_ns: 60 * MS, starved: [] }), blockingOf({ duration_ns: 10 * MS, line: 9, source: 'x()', starved: [] })] };
    assert.deepEqual(told(report).sentences, ['`time.sleep(0.5)` in line 4 and 1 other line held the event loop for **70.0 ms**, twice, 17 % of the run: no other task could run meanwhile.']);
    assert.equal(told({ ...inTurn, blocking: [blockingOf({ duration_ns: 30 * MS })] }).verdict, 'sequential', 'too little of the run');
  });

  it('blocked, when computing kept a task that computes little', () => {
    const step = blockingOf({ duration_ns: 60 * MS, innermost: null, source: 'crunch()  # long', starved: [{ task: 2, name: 'Task-2', function: 'beat', kept_ns: 50 * MS }] });
    const beat = { ...inTurn.tasks[0]!, id: 2, function: 'beat', running_ns: 1 * MS };
    assert.deepEqual(told({ ...inTurn, tasks: [inTurn.tasks[0]!, beat], blocking: [step] }).sentences, [
      '`crunch()` in line 4 held the event loop for **60.0 ms**, 14 % of the run: no other task could run meanwhile.',
      '**Task-2 (beat)** was ready, and kept waiting for 50.0 ms.',
    ]);
    const busy = { ...beat, running_ns: 60 * MS };
    assert.notEqual(told({ ...inTurn, tasks: [inTurn.tasks[0]!, busy], blocking: [step] }).verdict, 'blocked', 'the two share the time');
    assert.notEqual(told({ ...inTurn, blocking: [{ ...step, starved: [] }] }).verdict, 'blocked', 'nobody was kept');
  });

  it('starved, and by whom', () => {
    const { verdict, sentences } = told(starved);
    assert.equal(verdict, 'starved');
    assert.match(sentences[0]!, /^\*\*Task-1 \(main\)\*\* was ready, and kept waiting for \*\*0\.3\d s\*\*, 6\d % of the run\.$/);
    assert.equal(sentences[1], '`crunch` held the event loop meanwhile: 0.54 s in 18 steps.');
  });

  it('starved rather than blocked, when most of what kept it were short steps', () => {
    const step = blockingOf({ duration_ns: 70 * MS, innermost: null, starved: [{ task: 1, name: 'Task-1', function: 'main', kept_ns: 70 * MS }] });
    assert.equal(told({ ...starved, blocking: [step] }).verdict, 'starved');
    assert.equal(told({ ...starved, blocking: [{ ...step, duration_ns: 300 * MS, starved: [{ ...step.starved[0]!, kept_ns: 300 * MS }] }] }).verdict, 'blocked');
  });

  it('not starved, when those that shared the loop were all alike', () => {
    const tasks = starved.tasks.map((task) => ({ ...task, function: 'crunch' }));
    assert.equal(told({ ...starved, tasks }).verdict, 'computing');
  });

  it('not starved, when the loop was free and the system late', () => {
    const tasks = starved.tasks.map((task) => (task.id === 1 ? task : { ...task, timeline: [] }));
    assert.notEqual(told({ ...starved, tasks }).verdict, 'starved');
  });

  it('computing, when the loop was hardly ever free', () => {
    const report = tracedReport([{ function: 'main', steps: [{ from: 0, to: 450, at: 0 }, { from: 460, to: 500, ready: 460, by: 'timer' }] }], [siteOf(3, 'await sleep(0.01)', 450, 10)]);
    const { verdict, sentences } = told(report);
    assert.equal(verdict, 'computing');
    assert.equal(sentences[0], 'The event loop was computing for **0.49 s** of 0.50 s.');
  });

  it('idle, and what it waited for, from which line', () => {
    const report = tracedReport([{ function: 'main', steps: [{ from: 0, to: 1, at: 1 }, { from: 300, to: 301, ready: 300, by: 'io' }] }], [
      siteOf(3, 'await read()', 1, 299, { awaited: [{ what: 'read', count: 1 }] }), siteOf(9, 'await stream.read(1)', 1, 299, { function: 'read', file: '/b.py' }),
    ]);
    assert.deepEqual(told(report).sentences, ['It waited for one thing nearly all the time: `stream.read(1)` in b.py, line 9 (`read`), reached from line 3, **0.30 s** of 0.30 s.']);
    assert.equal(told(report).verdict, 'idle');
  });

  it('says where a failed run was, and no verdict on one that never began or is too short', () => {
    const exception = { type: 'ValueError', message: 'bad', traceback: '', frames: [{ file: '/a.py', line: 9, function: 'main', source: '    raise ValueError("bad")' }] };
    assert.equal(told({ ...inTurn, outcome: 'raised', exception }).sentences[0], '`ValueError` came from `raise ValueError("bad")` in line 9, **0.42 s** after the start.');
    const nothing: Headline = { verdict: null, label: '', sentences: [], prediction: null, overlap: null };
    assert.deepEqual(told(reportOf({ outcome: 'raised', phase: 'loading', exception, elapsed_ns: 0 })), nothing);
    assert.deepEqual(told(reportOf({ outcome: 'crashed' })), nothing);
    assert.deepEqual(told(reportOf({ elapsed_ns: 900, loop: { type: null, steps: false, note: null } })), nothing);
  });

  it('judges a program by its main task, when that was most of its time', () => {
    const target = { kind: 'script' as const, file: '/a.py', name: '/a.py' };
    assert.equal(told({ ...inTurn, target, elapsed_ns: 450 * MS }).verdict, 'sequential');
    assert.deepEqual(told({ ...inTurn, target, elapsed_ns: 900 * MS }), { verdict: null, label: '', sentences: [], prediction: null, overlap: null });
  });

  it('of a run that was ended says what it waited for, once', () => {
    const report = tracedReport([{ function: 'main', steps: [{ from: 0, to: 1, at: 0 }, { from: 300, to: 301, ready: 300, by: 'callback' }], changes: { outcome: 'cancelled' } }],
      [siteOf(3, 'await event.wait()', 1, 299)], { outcome: 'timeout' });
    assert.deepEqual(told(report).sentences, ['It was ended after **0.30 s** while it waited for `event.wait()` in line 3, for 0.30 s by then.']);
    const pending = siteOf(3, 'await event.wait()', 1, 299, { pending: 1, pending_ns: 250 * MS });
    assert.match(told({ ...report, outcome: 'cancelled', awaits: [pending] }).sentences[0]!, /for 0\.25 s by then/);
  });

  it('says less when it is not sure', () => {
    const half = tracedReport([{ function: 'main', steps: [{ from: 0, to: 1, at: 0 }, { from: 101, to: 200, ready: 101, by: 'timer' }] }], [siteOf(3, 'await sleep(0.1)', 1, 100)]);
    assert.deepEqual(told(half), {
      verdict: null, label: '', prediction: null, overlap: 1,
      sentences: ['Of 0.20 s it waited for **0.10 s** and ran for **0.10 s**. It waited longest for `sleep(0.1)` in line 3: 0.10 s.'],
    });
    const totals = { ...half, loop: { type: 'x', steps: false, note: 'no' }, tasks: [], trace: { ...half.trace, steps: [] } };
    assert.deepEqual(told(totals).sentences, ['Its longest await was `sleep(0.1)` in line 3: **0.10 s**.']);
    assert.match(told({ ...half, awaits: [], trace: { ...half.trace, steps: [[1, 0, 200 * MS, -1, -1, 0, -1, -1]] }, tasks: [{ ...half.tasks[0]!, running_ns: 0 }] }).sentences[0]!, /^No await point was reached/);
    const through = { ...half, awaits: half.awaits.map((site) => ({ ...site, suspensions: 0 })), trace: { ...half.trace, steps: [[1, 0, 200 * MS, -1, -1, 0, -1, -1]] }, tasks: [{ ...half.tasks[0]!, running_ns: 0 }] };
    assert.deepEqual(told(through).sentences, ['None of its awaits gave up control: it ran from its start to its end without a pause.']);
  });
});

describe('awaits together', () => {
  it('take as long as the longest when they only wait', () => {
    assert.equal(together([[{ busyNs: 0, idleNs: 100 }], [{ busyNs: 0, idleNs: 300 }]]), 300);
  });

  it('share the loop while they compute, and compute while the others wait', () => {
    assert.equal(together([[{ busyNs: 100, idleNs: 0 }], [{ busyNs: 50, idleNs: 0 }]]), 150);
    assert.equal(together([[{ busyNs: 10, idleNs: 100 }, { busyNs: 50, idleNs: 0 }], [{ busyNs: 10, idleNs: 50 }, { busyNs: 20, idleNs: 0 }]]), 160);
    assert.equal(together([[{ busyNs: 0, idleNs: 100 }, { busyNs: 50, idleNs: 0 }], [{ busyNs: 0, idleNs: 100 }, { busyNs: 50, idleNs: 100 }]]), 300);
  });

  it('are nothing when there are none', () => assert.equal(together([]), 0));
});
