import assert from 'node:assert/strict';
import { chromeTrace } from '../../../src/analysis/export/chromeTrace.js';
import { microseconds, type TraceEvent } from '../../../src/analysis/export/traceEvents.js';
import type { Report, TaskTimes } from '../../../src/shared/report.js';
import { reportOfExample, reportOfProgram } from '../realReports.js';
import { blockingOf, reportOf, starvationOf } from '../reports.js';
import { reportedTimes } from './times.js';
import { assertTraceFormat } from './traceFormat.js';

function taskOf(changes: Partial<TaskTimes>): TaskTimes {
  return {
    id: 1, name: 'Task-1', function: 'main', parent: null, created_at: null, thread: 1, start_ns: 0, end_ns: 100, outcome: 'returned',
    cancelled_by: null, running_ns: 20, waiting_ns: 80, ready_ns: 0, steps: 2, timeline: [[0, 10, 10, 1], [90, 100, 10, 1]], ...changes,
  };
}

const passage = (task: number | null, start_ns: number, elapsed_ns: number) =>
  ({ task, start_ns, elapsed_ns, waiting_ns: elapsed_ns, ready_ns: 0, running_ns: 0, suspensions: 1, woken_by: null });

/** The events of a report, after a look at their format. */
function eventsOf(report: Report): TraceEvent[] {
  assertTraceFormat(JSON.stringify(chromeTrace(report)));
  return chromeTrace(report).traceEvents;
}

const laneNamed = (events: readonly TraceEvent[], name: string): number | undefined =>
  events.find((event) => event.ph === 'M' && event.name === 'thread_name' && event.args.name === name)?.tid;

/** What stands on a lane: name, start and end in nanoseconds. */
function slicesOn(events: readonly TraceEvent[], lane: string): [string, number, number][] {
  const tid = laneNamed(events, lane);
  return events.flatMap((event) => (event.ph === 'X' && event.tid === tid ? [[event.name, Math.round(event.ts * 1e3), Math.round((event.ts + event.dur) * 1e3)]] : []));
}

/** `Task-1 (main) created Task-2 (fetch)`, of all arrows. */
function arrowsOf(events: readonly TraceEvent[]): string[] {
  const names = new Map(events.flatMap((event) => (event.ph === 'M' && event.name === 'thread_name' ? [[event.tid, event.args.name]] : [])));
  return events.flatMap((event) => {
    if (event.ph !== 's') return [];
    const end = events.find((other) => other.ph === 'f' && other.id === event.id)!;
    return [`${names.get(event.tid)} ${event.name} ${names.get(end.tid)}`];
  });
}

describe('chromeTrace', () => {
  for (const name of ['03_gather.py', '04_taskgroup.py', '05_blocking.py', '06_queue_workers.py', '07_timeout_cancellation.py', '09_streams.py']) {
    it(`of ${name} is valid, and has every step of every task once`, async function () {
      this.timeout(20_000);
      const report = await reportOfExample(name);
      const events = eventsOf(report);
      const running = events.filter((event) => event.ph === 'X' && event.name === 'running');
      assert.equal(running.length, report.tasks.reduce((sum, { timeline }) => sum + timeline.length, 0));
      const busy = events.reduce((sum, event) => sum + (event.ph === 'X' && event.name === 'busy' ? event.dur : 0), 0);
      assert.ok(busy * 1e3 >= Math.max(...report.tasks.map(({ running_ns }) => running_ns)), `${busy} µs`);
      assert.equal(events.filter((event) => event.ph === 'X' && event.cat === 'await').length, report.awaits.reduce((sum, { longest }) => sum + longest.filter(({ task }) => task !== null).length, 0));
    });
  }

  it('shows what each task waited for, who created and who woke it', async function () {
    this.timeout(20_000);
    const report = await reportOfExample('03_gather.py');
    const events = eventsOf(report);
    const [main, ...children] = report.tasks.map(({ name, function: fn }) => `${name} (${fn})`);
    assert.equal(children.length, 2);
    for (const child of children) {
      assert.ok(slicesOn(events, child).some(([what, start, end]) => what === 'sleep 1 s' && end - start > 0.9e9), child);
      assert.ok(arrowsOf(events).includes(`${main} created ${child}`), arrowsOf(events).join('\n'));
    }
    assert.ok(arrowsOf(events).includes(`${children.at(-1)} woke ${main}`), arrowsOf(events).join('\n'));
    const sleeps = events.filter((event) => event.ph === 'X' && event.cat === 'await' && event.name === 'await asyncio.sleep(1)');
    assert.equal(sleeps.length, 2);
    const { args } = sleeps[0] as TraceEvent & { ph: 'X' };
    assert.ok(Math.abs(Number(args.waiting_ns) + Number(args.ready_ns) + Number(args.running_ns) - Number(args.elapsed_ns)) < 1);
    assert.equal(args.woken_by, 'timer');
    assert.match(String(args.place), /03_gather\.py:\d+$/);
  });

  it('shows who blocked the loop', async function () {
    this.timeout(20_000);
    const report = await reportOfExample('05_blocking.py');
    const events = eventsOf(report);
    const blocked = events.filter((event) => event.ph === 'b' && event.name === 'event loop blocked');
    assert.ok(blocked.length > 0);
    assert.equal(blocked.length, report.blocking.length);
    assert.deepEqual(blocked.map((event) => (event as TraceEvent & { ph: 'b' }).args.source), report.blocking.map(({ source }) => source));
  });

  it('is valid of tasks that give way, raise, are cancelled and iterate', async function () {
    this.timeout(20_000);
    eventsOf(await reportOfProgram([
      'import asyncio', '',
      'async def numbers():', '    for n in range(20):', '        await asyncio.sleep(0)', '        yield n', '',
      'async def fails():', '    async for n in numbers():', '        if n > 5: raise ValueError(n)', '',
      'async def forever(lock):', '    async with lock:', '        await asyncio.sleep(1000)', '',
      'async def main():', '    lock = asyncio.Lock()',
      '    tasks = [asyncio.create_task(forever(lock)) for _ in range(3)]',
      '    print([n async for n in numbers()])',
      '    await asyncio.gather(*(fails() for _ in range(5)), return_exceptions=True)',
      '    await asyncio.to_thread(sum, range(1000))',
      '    for task in tasks: task.cancel()',
      '    await asyncio.wait(tasks)', '    raise RuntimeError("the end")', '',
    ].join('\n')));
  });

  it('puts ready time after what ran before it, also when the task was made ready while it ran', () => {
    const report = reportOf({
      tasks: [taskOf({})], elapsed_ns: 100,
      trace: { steps: [[1, 0, 10, -1, -1, 0, -1, -1], [1, 90, 100, 5, 4, 0, -1, -1]], timers: [], names: [], complete: true, until_ns: 100 },
    });
    assert.deepEqual(slicesOn(eventsOf(report), 'Task-1 (main)'), [['main', 0, 100], ['running', 0, 10], ['ready', 10, 90], ['running', 90, 100]]);
  });

  it('draws outer awaits as long as those within them, though more of the lens\'s own cost is taken off', () => {
    const report = reportOf({
      tasks: [taskOf({})], elapsed_ns: 100,
      awaits: [
        reportedTimes({ source: 'await outer()', longest: [passage(1, 1, 90)] }),
        reportedTimes({ source: 'await middle()', longest: [passage(1, 2, 90)] }),
        reportedTimes({ source: 'await inner()', longest: [passage(1, 3, 92), passage(1, 96, 2)] }),
      ],
    });
    assert.deepEqual(slicesOn(eventsOf(report), 'Task-1 (main): awaits'), [['await outer()', 1, 95], ['await middle()', 2, 95], ['await inner()', 3, 95], ['await inner()', 96, 98]]);
  });

  it('keeps awaits of no known task, and blocking of several threads, which overlap', () => {
    const report = reportOf({
      elapsed_ns: 2e9, loop: { type: null, steps: false, note: 'no steps' },
      awaits: [reportedTimes({ longest: [passage(null, 0, 100), passage(null, 50, 100), passage(77, 60, 10)] })],
      blocking: [blockingOf(), blockingOf({ start_ns: 0.2e9, task: null, file: null, line: null, function: null, source: null, innermost: null })], starvation: [starvationOf()],
    });
    const events = eventsOf(report);
    assert.equal(events.filter(({ ph }) => ph === 'b').length, 6);
    assert.ok(!events.some((event) => event.ph === 'b' && 'waiting_ns' in event.args), 'times that are not known');
  });

  it('says of a task without steps how long it lasted, and of one that has not ended up to the end of the run', () => {
    const events = eventsOf(reportOf({ elapsed_ns: 500, tasks: [taskOf({ timeline: [] }), taskOf({ id: 2, name: 'a "name"', timeline: [], start_ns: 200, end_ns: null, outcome: 'pending' })] }));
    assert.deepEqual(slicesOn(events, 'Task-1 (main)'), [['main', 0, 100]]);
    assert.deepEqual(slicesOn(events, "Task 'a \"name\"' (main)"), [['main', 200, 500]]);
  });

  it('is valid of a report without anything', () => {
    const events = eventsOf(reportOf({ elapsed_ns: 0, target: { kind: 'module', file: null, name: 'module' }, loop: { type: null, steps: false, note: null } }));
    assert.deepEqual(events.map(({ ph }) => ph), ['M', 'M', 'M']);
  });

  it('has microseconds that come to the very nanosecond', () => {
    for (let ns = 0; ns < 3e6; ns += 7) assert.equal(Math.trunc(microseconds(ns) * 1e3), ns);
    for (let ns = 3.6e12; ns < 3.6e12 + 1e6; ns += 13) assert.equal(Math.trunc(microseconds(ns) * 1e3), ns);
  });
});
