import assert from 'node:assert/strict';
import { Replay } from '../../../src/analysis/replay/replay.js';
import { laneOf, siteOf, stepOf, traceOf } from '../traces.js';

const MS = 1e6;
const SLEEP = '_set_result_unless_cancelled';

/** `main` gathers `first` and `second`, which sleep 100 and 200 ms; `second` gives way once before. */
const gather = {
  lanes: [
    laneOf(1, { function: 'main', endNs: 201.9 * MS, outcome: 'returned' }),
    laneOf(2, { function: 'first', parent: 1, endNs: 101.2 * MS, outcome: 'returned' }),
    laneOf(3, { function: 'second', parent: 1, endNs: 201.5 * MS, outcome: 'raised' }),
  ],
  sites: [siteOf(3, 'await asyncio.gather(first(), second())'), siteOf(6, 'await asyncio.sleep(0.1)'), siteOf(9, 'await asyncio.sleep(0)'), siteOf(10, 'await asyncio.sleep(0.2)')],
  trace: traceOf({
    names: [SLEEP, 'gather.<locals>._done_callback'],
    steps: [
      stepOf({ task: 1, at: [-1, 0, 0.2 * MS], by: 'callback', site: 0, awaited: [2, 3] }),
      stepOf({ task: 2, at: [0.1 * MS, 0.3 * MS, 0.4 * MS], by: 'task', byTask: 1, site: 1 }),
      stepOf({ task: 3, at: [0.15 * MS, 0.5 * MS, 0.6 * MS], by: 'task', byTask: 1, site: 2 }),
      stepOf({ task: 3, at: [0.6 * MS, 0.7 * MS, 0.8 * MS], by: 'task', byTask: 3, site: 3 }),
      stepOf({ at: [100.3 * MS, 101 * MS, 101.05 * MS], by: 'timer', callback: 0 }),
      stepOf({ task: 2, at: [100.3 * MS, 101.1 * MS, 101.2 * MS], by: 'timer' }),
      stepOf({ at: [101.2 * MS, 101.3 * MS, 101.4 * MS], by: 'task', byTask: 2, callback: 1 }),
      stepOf({ at: [200.7 * MS, 201 * MS, 201.1 * MS], by: 'timer', callback: 0 }),
      stepOf({ task: 3, at: [200.7 * MS, 201.2 * MS, 201.5 * MS], by: 'timer' }),
      stepOf({ at: [201.45 * MS, 201.6 * MS, 201.7 * MS], by: 'task', byTask: 3, callback: 1 }),
      stepOf({ task: 1, at: [201.45 * MS, 201.8 * MS, 201.9 * MS], by: 'task', byTask: 3 }),
    ],
    timers: [
      [0.35 * MS, 100.3 * MS, 101 * MS, 1, 2, 1, 0],
      [0.75 * MS, 200.7 * MS, 201 * MS, 1, 3, 3, 0],
    ],
  }),
};

describe('Replay', () => {
  const replay = new Replay(gather.trace, gather.lanes, gather.sites);
  const all = Array.from({ length: replay.length }, (_, index) => replay.at(index));
  const happens = (ns: number): string => replay.at(replay.indexAt(ns)).happens;

  it('has an event for each start of a step, each sleep of the loop, and the end', () => {
    assert.deepEqual(all.map(({ kind, ns }) => [kind, ns / MS]), [
      ['step', 0], ['step', 0.3], ['step', 0.5], ['step', 0.7], ['idle', 0.8], ['step', 101], ['step', 101.1], ['step', 101.3], ['idle', 101.4],
      ['step', 201], ['step', 201.2], ['step', 201.6], ['step', 201.8], ['end', 201.9],
    ]);
    assert.deepEqual(all.map(({ index }) => index), [...all.keys()]);
  });

  it('finds the event at a time', () => {
    assert.equal(replay.indexAt(-5), 0);
    assert.equal(replay.indexAt(0.3 * MS - 1), 0);
    assert.equal(replay.indexAt(0.3 * MS), 1);
    assert.equal(replay.indexAt(50 * MS), 4);
    assert.equal(replay.indexAt(1e12), 13);
  });

  it('says who runs, from which await to which', () => {
    assert.deepEqual(replay.at(1).running, [{ task: 2, name: 'first', function: 'first', from: -1, to: 1, endNs: 0.4 * MS }]);
    assert.deepEqual(replay.at(3).running, [{ task: 3, name: 'second', function: 'second', from: 2, to: 3, endNs: 0.8 * MS }]);
    assert.deepEqual(replay.at(5).running, [{ task: null, name: 'wake-up callback', function: SLEEP, from: -1, to: -1, endNs: 101.05 * MS }]);
    assert.deepEqual(replay.at(4).running, []);
    assert.deepEqual(replay.at(13).running, []);
  });

  it('says which task and await the editor is to mark', () => {
    assert.deepEqual([0, 1, 3, 4, 5, 6].map((index) => Object.values(replay.placeAt(index))), [[1, 0], [2, 1], [3, 2], [null, null], [null, null], [2, 1]]);
  });

  it('keeps the ready queue in the order in which it is run', () => {
    assert.deepEqual(replay.at(0).ready, []);
    assert.deepEqual(replay.at(1).ready, [{ task: 3, name: 'second', sinceNs: 0.15 * MS, wokenBy: 'main' }]);
    assert.deepEqual(replay.stateAt(0.65 * MS).ready, [{ task: 3, name: 'second', sinceNs: 0.6 * MS, wokenBy: 'itself' }]);
    assert.deepEqual(replay.stateAt(0.12 * MS).ready.map(({ name }) => name), ['first']);
    assert.deepEqual(replay.at(5).ready, [{ task: 2, name: 'first', sinceNs: 100.3 * MS, wokenBy: 'a timer' }]);
    assert.deepEqual(replay.at(11).ready.map(({ name }) => name), ['main']);
  });

  it('keeps the timers by when they are due', () => {
    const timer = (task: number, name: string, due: number, ns: number): unknown => ({ dueNs: due * MS, inNs: due * MS - ns, task, words: `wakes **${name}**` });
    assert.deepEqual(replay.at(1).timers, []);
    assert.deepEqual(replay.at(2).timers, [timer(2, 'first', 100.3, 0.5 * MS)]);
    assert.deepEqual(replay.at(4).timers, [timer(2, 'first', 100.3, 0.8 * MS), timer(3, 'second', 200.7, 0.8 * MS)]);
    assert.deepEqual(replay.stateAt(100.9 * MS).timers[0], timer(2, 'first', 100.3, 100.9 * MS), 'due, and not yet run');
    assert.deepEqual(replay.at(5).timers.map(({ task }) => task), [3]);
    assert.deepEqual(replay.at(9).timers, []);
  });

  it('says who waits where and for what', () => {
    assert.deepEqual(replay.at(1).waiting, [{ task: 1, name: 'main', site: 0, words: 'for **first** and **second**' }]);
    assert.deepEqual(replay.at(4).waiting.map(({ name, words }) => [name, words]), [
      ['main', 'for **first** and **second**'], ['first', 'for its timer, due in 99.5 ms'], ['second', 'for its timer, due in 0.20 s'],
    ]);
    assert.deepEqual(replay.at(5).waiting.map(({ name }) => name), ['main', 'second'], 'one whose timer is due is ready');
    assert.deepEqual(replay.at(13).waiting, []);
  });

  it('says who has ended, the latest first', () => {
    assert.deepEqual(replay.at(6).ended, []);
    assert.deepEqual(replay.at(7).ended, [{ task: 2, name: 'first' }]);
    assert.deepEqual(replay.at(13).ended.map(({ name }) => name), ['main', 'second', 'first']);
  });

  it('tells what happens', () => {
    assert.equal(happens(0), '**main** starts. It creates **first** and **second**. After 200 µs it waits at `await asyncio.gather(first(), second())` (line 3) for **first** and **second**.');
    assert.equal(happens(0.3 * MS), '**first** starts: **main** created it 200 µs ago. After 100 µs it waits at `await asyncio.sleep(0.1)` (line 6) for its timer, due in 99.9 ms.');
    assert.equal(happens(0.5 * MS), '**second** starts: **main** created it 350 µs ago. After 100 µs it lets the others go first at `await asyncio.sleep(0)` (line 9).');
    assert.equal(happens(0.7 * MS), '**second** goes on after `await asyncio.sleep(0)` (line 9): it had let the others go first. After 100 µs it waits at `await asyncio.sleep(0.2)` (line 10) for its timer, due in 0.20 s.');
    assert.equal(happens(0.8 * MS), 'Nothing is ready: the event loop sleeps until the next timer, due in 99.5 ms, or until I/O comes in. It sleeps for 0.10 s.');
    assert.equal(happens(101 * MS), 'The event loop runs the **wake-up callback**, which ends what a task waits for. Its timer was due 700 µs ago. It makes **first** ready.');
    assert.equal(happens(101.1 * MS), '**first** goes on after `await asyncio.sleep(0.1)` (line 6): its timer was due 800 µs ago. It asks the loop for the **gather callback**. After 100 µs it ends.');
    assert.equal(happens(101.3 * MS), 'The event loop runs the **gather callback**, which takes note for `gather` that one of its awaits has ended. **first** asked for it 100 µs ago.');
    assert.equal(happens(201.2 * MS), '**second** goes on after `await asyncio.sleep(0.2)` (line 10): its timer was due 500 µs ago. It asks the loop for the **gather callback**. After 300 µs it ends by an exception.');
    assert.match(happens(201.6 * MS), /\*\*second\*\* asked for it 150 µs ago\. It makes \*\*main\*\* ready\.$/);
    assert.equal(happens(201.8 * MS), '**main** goes on after `await asyncio.gather(first(), second())` (line 3): **second** made it ready 350 µs ago. After 100 µs it ends.');
    assert.equal(happens(201.9 * MS), 'The run is over.');
  });

  it('says the task where several run one function', () => {
    const lanes = [laneOf(1), laneOf(2, { function: 'pool.<locals>.worker', name: 'a*' }), laneOf(3, { function: 'worker' })];
    const steps = [1, 2, 3].map((task) => stepOf({ task, at: [-1, task * 1000, task * 1000 + 10] }));
    const { running } = new Replay(traceOf({ steps }), lanes, []).at(1);
    assert.deepEqual(running.map(({ name, function: qualname }) => [name, qualname]), [["Task 'a*' (worker)", 'pool.<locals>.worker']]);
    assert.match(new Replay(traceOf({ steps }), lanes, []).at(1).happens, /^\*\*Task 'a∗' \(worker\)\*\* starts/);
    const alike = [laneOf(1, { name: 'w', function: 'worker' }), laneOf(2, { name: 'w', function: 'worker' }), laneOf(3)];
    assert.deepEqual([0, 1, 2].map((index) => new Replay(traceOf({ steps }), alike, []).at(index).running[0]?.name), ["Task 'w' (worker) #1", "Task 'w' (worker) #2", 'main']);
  });

  it('tells a step within another, as of an eager task', () => {
    const steps = [stepOf({ task: 1, at: [-1, 0, 10 * MS], site: 0 }), stepOf({ task: 2, at: [-1, 2 * MS, 3 * MS], site: 1 })];
    const eager = new Replay(traceOf({ steps }), [laneOf(1), laneOf(2, { function: 'child', parent: 1 })], gather.sites);
    assert.deepEqual(eager.at(1).running.map(({ name }) => name), ['child', 'main']);
    assert.deepEqual(eager.stateAt(4 * MS).running.map(({ name }) => name), ['main']);
    assert.deepEqual(eager.stateAt(4 * MS).waiting.map(({ name }) => name), ['child']);
    assert.equal(eager.length, 3, 'the loop does not sleep meanwhile');
  });

  it('tells steps that started at one time, of two threads, apart', () => {
    const steps = [stepOf({ task: 1, at: [-1, 5, 10] }), stepOf({ task: 2, at: [-1, 5, 10] })];
    const two = new Replay(traceOf({ steps }), [laneOf(1, { function: 'one' }), laneOf(2, { function: 'two' })], []);
    assert.deepEqual([two.at(0).running[0]?.name, two.at(1).running[0]?.name], ['one', 'two']);
  });

  it('does not take the loop’s own work between two steps for sleep', () => {
    const between = (gap: number, ready: number): number => new Replay(traceOf({ steps: [stepOf({ task: 1, at: [-1, 0, 100] }), stepOf({ task: 1, at: [ready, 100 + gap, 200 + gap] })] }), [laneOf(1)], []).length;
    assert.equal(between(20_000, -1), 3);
    assert.equal(between(MS, MS), 4);
    assert.equal(between(MS, 50), 3, 'nor what it did while somebody was ready');
  });

  it('says what the loop sleeps for', () => {
    const sleep = (by: 'io' | 'timer', timers: number[][]): string =>
      new Replay(traceOf({ steps: [stepOf({ task: 1, at: [-1, 0, 100] }), stepOf({ task: 1, at: [MS, MS, 2 * MS], by })], timers, names: ['f'] }), [laneOf(1)], []).at(1).happens;
    assert.equal(sleep('io', []), 'Nothing is ready: the event loop sleeps until I/O comes in or another thread wakes it. It sleeps for 1.00 ms.');
    // Of trio's no timers are known.
    assert.equal(sleep('timer', []), 'Nothing is ready: the event loop sleeps until a timer is due or I/O comes in. It sleeps for 1.00 ms.');
    assert.equal(sleep('io', [[50, 5e9 + 100, -1, 0, 1, -1, 0]]), 'Nothing is ready: the event loop sleeps until the next timer, due in 5.00 s, or until I/O comes in. It sleeps for 1.00 ms.');
  });

  it('says what a timer does', () => {
    const words = (callback: string, task = 1): string | undefined =>
      new Replay(traceOf({ steps: [stepOf({ task: 1, at: [-1, 0, 100] })], timers: [[0, MS, -1, 0, task, -1, 0]], names: [callback] }), [laneOf(1)], []).at(0).timers[0]?.words;
    assert.equal(words(SLEEP), 'wakes **main**');
    assert.equal(words('Timeout._on_timeout'), 'ends a timeout of **main**');
    assert.equal(words('_release_waiter'), 'ends a timeout of **main**');
    assert.equal(words('Client.ping'), 'calls `Client.ping`, set by **main**');
    assert.equal(words('Client.ping', 0), 'calls `Client.ping`');
  });

  it('says what asyncio’s own callbacks do, and names others', () => {
    const happens = (callback: string): string =>
      new Replay(traceOf({ steps: [stepOf({ at: [0, 1000, 2000], by: 'io', callback: 0 })], names: [callback] }), [], []).at(0).happens;
    assert.equal(happens('TaskGroup._on_task_done'), 'The event loop runs the **TaskGroup callback**, which takes note for the TaskGroup that one of its tasks has ended. I/O came in 1.00 µs ago.');
    assert.equal(happens('_SelectorSocketTransport._read_ready'), 'The event loop runs the **read callback**, which reads what has come in. I/O came in 1.00 µs ago.');
    assert.equal(happens('Client.on_data'), 'The event loop runs the **callback on_data**. I/O came in 1.00 µs ago.');
    assert.equal(happens('main.<locals>.<lambda>'), 'The event loop runs the **callback**. I/O came in 1.00 µs ago.');
  });

  it('ends where the trace does', () => {
    const steps = [
      stepOf({ task: 1, at: [-1, 0, 100], site: 0 }), stepOf({ task: 2, at: [50, 200, 300], by: 'task', byTask: 1, site: 1 }),
      stepOf({ task: 3, at: [250, 300, 300], by: 'task', byTask: 2 }),
    ];
    const lanes = [laneOf(1), laneOf(2, { function: 'child', endNs: 9000 }), laneOf(3, { function: 'late', endNs: 9000 })];
    const cut = new Replay(traceOf({ steps, complete: false, until_ns: 300 }), lanes, gather.sites);
    assert.deepEqual([cut.length, cut.nsOf(2)], [3, 299], 'one that was only ready has not started');
    const last = cut.at(2);
    assert.deepEqual([last.kind, last.happens], ['end', 'What comes after this was not recorded step by step.']);
    assert.deepEqual(last.ready.map(({ name, wokenBy }) => [name, wokenBy]), [['late', 'child']]);
    assert.deepEqual(last.waiting.map(({ name }) => name), ['main']);
    assert.deepEqual(last.ended, []);
  });

  it('knows what it does not know', () => {
    assert.equal(new Replay(traceOf({}), [], []).length, 0);
    const steps = [stepOf({ task: 7, at: [-1, 0, 100] }), stepOf({ task: 7, at: [-1, 200, 300] })];
    const unknown = new Replay(traceOf({ steps }), [], []);
    assert.equal(unknown.at(1).happens, '**a task without a lane** goes on. After 100 ns it ends.');
    assert.deepEqual(unknown.stateAt(150).waiting.map(({ words }) => words), ['']);
  });

  it('tells a wait by what ends it', () => {
    const wait = (by: 'task' | 'io' | 'thread' | 'callback' | 'timer', byTask = 0, awaited = ''): string => {
      const steps = [stepOf({ task: 1, at: [-1, 0, 100], site: 0 }), stepOf({ task: 1, at: [500, 600, 700], by, byTask })];
      return new Replay(traceOf({ steps }), [laneOf(1), laneOf(2, { function: 'other' })], [siteOf(4, 'await ready', awaited)]).stateAt(200).waiting[0]!.words;
    };
    assert.equal(wait('task', 2), 'until **other** makes it ready');
    assert.equal(wait('io'), 'for I/O');
    assert.equal(wait('io', 0, 'stream read from 127.0.0.1:80'), 'for stream read from 127.0.0.1:80');
    assert.equal(wait('thread'), 'for another thread');
    assert.equal(wait('timer'), 'until a timer is due');
    assert.equal(wait('callback', 0, 'Queue.get, empty'), 'for Queue.get');
    assert.equal(wait('task', 1), '');
  });

  it('finds its way in a long trace', () => {
    // Each of 500 tasks sleeps 40 times; at every moment all but one of them sleep.
    const steps: number[][] = [];
    const timers: number[][] = [];
    for (let round = 0; round < 40; round += 1) for (let task = 1; task <= 500; task += 1) {
      const start = (round * 500 + task) * 1000;
      steps.push(stepOf({ task, at: [start - 100, start, start + 500], by: 'timer', site: 0 }));
      timers.push([start + 400, start + 499_900, start + 499_950, 1, task, 0, 0]);
    }
    const lanes = Array.from({ length: 500 }, (_, index) => laneOf(index + 1));
    const long = new Replay(traceOf({ steps, timers, names: [SLEEP] }), lanes, gather.sites);
    assert.equal(long.length, 20_001);
    for (const index of [600, 9_999, 19_000]) {
      const { ns, timers: sleeping, waiting, ready } = long.at(index);
      assert.deepEqual(sleeping.map(({ dueNs }) => dueNs), timers.filter(([set, , end]) => set! <= ns && ns < end!).map(([, due]) => due), `event ${index}`);
      assert.deepEqual([waiting.length, ready.length], [499, 0], `event ${index}`);
      const some = long.at(index, 3);
      assert.deepEqual([some.timers, some.waiting], [sleeping.slice(0, 3), waiting.slice(0, 3)]);
      assert.deepEqual(some.counts, { ready: 0, timers: sleeping.length, waiting: 499, ended: 0 });
    }
  });
});
