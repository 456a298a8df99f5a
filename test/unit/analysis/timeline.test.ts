import assert from 'node:assert/strict';
import { busyStretches, lastAtOrBefore } from '../../../src/analysis/timeline/busy.js';
import { edgeSegment, nextSegment, segmentAt, type Segment } from '../../../src/analysis/timeline/segments.js';
import { Sums } from '../../../src/analysis/timeline/sums.js';
import { liveTimeline, timelineOf } from '../../../src/analysis/timeline/timelineOf.js';
import { ticksOf } from '../../../src/analysis/timeline/ticks.js';
import { rowsOf } from '../../../src/analysis/timeline/tree.js';
import { longestWait, loopTold, reasonText, segmentTold } from '../../../src/analysis/timeline/words.js';
import type { AwaitTimes, Report } from '../../../src/shared/report.js';
import type { Timeline } from '../../../src/shared/timeline.js';
import type { Trace } from '../../../src/shared/trace.js';
import { reportOfExample } from '../realReports.js';
import { blockingOf, reportOf, starvationOf } from '../reports.js';
import { taskOf } from '../timelines.js';

/** The same numbers each time. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Several tasks on two threads, some of whose slices stand for several steps. */
function randomReport(seed: number): Report {
  const random = randomOf(seed);
  const tasks = Array.from({ length: 1 + random(5) }, (_, index) => {
    let at = random(50);
    return taskOf(index + 1, Array.from({ length: random(20) }, () => {
      const start = at + random(30);
      at = start + random(20);
      const steps = 1 + random(3);
      return [start, at, steps === 1 ? at - start : Math.floor((at - start) / 2), steps];
    }));
  });
  return reportOf({ tasks, callbacks: [[5, 9, 4, 1], [9, 12, 3, 1]], elapsed_ns: 1000 });
}

const traceOf = (steps: number[][]): Trace => ({ steps, timers: [], names: ['tick'], complete: true, until_ns: 1000 });
const siteOf = (changes: Partial<AwaitTimes>): AwaitTimes => ({
  file: '/a.py', line: 3, column: 4, end_line: 3, end_column: 20, kind: 'await', function: 'work', source: 'await get()', count: 1, raised: 0,
  elapsed_ns: { total: 0, min: 0, max: 0 }, suspended_ns: 0, waiting_ns: 0, ready_ns: 0, running_ns: 0, overhead_ns: 0, sampled: 0,
  below_resolution: false, suspensions: 1, awaited: [], woken_by: [], longest: [], meanwhile: { of: 0, tasks: [], rest_ns: 0 }, pending: 0, pending_ns: 0, ...changes,
});

describe('Lanes', () => {
  const tree = [taskOf(1, []), taskOf(4, [[30, 31, 1, 1]], { parent: 1 }), taskOf(2, [[10, 11, 1, 1]], { parent: 1 }), taskOf(3, [[20, 21, 1, 1]], { parent: 2 }), taskOf(5, [[40, 41, 1, 1]], { parent: 99 })];

  it('stand below their parent, in the order of their start', () => {
    const { lanes } = timelineOf(reportOf({ tasks: tree }), []);
    assert.deepEqual(lanes.map(({ task, depth }) => [task, depth]), [[1, 0], [2, 1], [3, 2], [4, 1], [5, 0]]);
  });

  it('are hidden below a collapsed one', () => {
    const { lanes } = timelineOf(reportOf({ tasks: tree }), []);
    const all = rowsOf(lanes, new Set());
    assert.deepEqual(all.rows.map(({ below }) => below), [3, 1, 0, 0, 0]);
    const { rows, rowOf } = rowsOf(lanes, new Set([2]));
    assert.deepEqual(rows.map(({ lane }) => lanes[lane]!.task), [1, 2, 4, 5]);
    assert.deepEqual([...rowOf], [0, 1, 1, 2, 3], 'a hidden lane has the row of the one above it');
    assert.deepEqual(rowsOf(lanes, new Set([1, 2])).rows.map(({ lane, below }) => [lanes[lane]!.task, below]), [[1, 3], [5, 0]]);
  });
});

describe('Busy stretches', () => {
  it('are the union of all slices, nanosecond by nanosecond', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const report = randomReport(seed);
      const { busyStarts, busyEnds, busyRan, starts, ends } = timelineOf(report, []);
      const within = (from: ArrayLike<number>, to: ArrayLike<number>, ns: number): boolean => Array.from(from).some((start, index) => start <= ns && ns < to[index]!);
      const allStarts = [...starts, 5, 9];
      const allEnds = [...ends, 9, 12];
      for (let ns = 0; ns < 1100; ns += 1) assert.equal(within(busyStarts, busyEnds, ns), within(allStarts, allEnds, ns), `seed ${seed}, ${ns}`);
      for (let index = 0; index < busyRan.length; index += 1) {
        if (index > 0) assert.ok(busyStarts[index]! > busyEnds[index - 1]!, `seed ${seed}: they do not touch`);
        const sum = [...report.tasks.flatMap(({ timeline }) => timeline), ...report.callbacks]
          .filter(([start]) => start! >= busyStarts[index]! && start! <= busyEnds[index]!).reduce((total, [, , ran]) => total + ran!, 0);
        assert.equal(busyRan[index], Math.min(sum, busyEnds[index]! - busyStarts[index]!), `seed ${seed}`);
      }
    }
  });

  it('may be none', () => assert.equal(busyStretches(new Float64Array(), new Float64Array(), new Float64Array(), []).busyStarts.length, 0));
});

describe('Sums of a stretch', () => {
  it('are those of its slices', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const timeline = timelineOf(randomReport(seed), []);
      const random = randomOf(seed);
      timeline.readyAt.forEach((_, slice) => {
        if (random(2) > 0) timeline.readyAt[slice] = Math.max(timeline.starts[slice]! - random(5), slice > 0 && timeline.ends[slice - 1]! <= timeline.starts[slice]! ? timeline.ends[slice - 1]! : 0);
      });
      const sums = new Sums(timeline);
      for (const lane of timeline.lanes) {
        const from = random(500);
        const to = from + random(500);
        const overlap = (start: number, end: number): number => Math.max(0, Math.min(end, to) - Math.max(start, from));
        let ran = 0;
        let ready = 0;
        for (let slice = lane.first; slice < lane.first + lane.count; slice += 1) {
          const [start, end] = [timeline.starts[slice]!, timeline.ends[slice]!];
          if (end > start) ran += (overlap(start, end) * timeline.ran[slice]!) / (end - start);
          if (timeline.readyAt[slice]! < start) ready += overlap(timeline.readyAt[slice]!, start);
        }
        assert.ok(Math.abs(sums.ran(lane, from, to) - ran) < 1e-6, `seed ${seed}: ran`);
        assert.ok(Math.abs(sums.ready(lane, from, to) - ready) < 1e-6, `seed ${seed}: ready`);
      }
    }
  });

  it('search the last that is not after', () => {
    const sorted = Float64Array.of(1, 3, 3, 7);
    assert.deepEqual([0, 1, 2, 3, 6, 7, 9].map((value) => lastAtOrBefore(sorted, value, 0, 4)), [-1, 0, 0, 2, 2, 3, 3]);
    assert.equal(lastAtOrBefore(sorted, 2, 1, 3), 0, 'none between 1 and 3');
  });
});

describe('Segments', () => {
  it('follow on each other without a gap, forwards as backwards', async () => {
    const timeline = timelineOf(await reportOfExample('06_queue_workers.py'), []);
    for (const [lane, { count, startNs, endNs }] of timeline.lanes.entries()) {
      const forwards: Segment[] = [];
      for (let each = edgeSegment(timeline, lane, 1); each; each = nextSegment(timeline, each, 1)) forwards.push(each);
      const backwards: Segment[] = [];
      for (let each = edgeSegment(timeline, lane, -1); each; each = nextSegment(timeline, each, -1)) backwards.push(each);
      assert.deepEqual(backwards.reverse(), forwards);
      assert.ok(count > 0 && forwards[0]!.startNs <= startNs && forwards.at(-1)!.endNs === endNs);
      for (const [index, each] of forwards.entries()) {
        if (index > 0) assert.equal(each.startNs, forwards[index - 1]!.endNs);
        assert.deepEqual(segmentAt(timeline, lane, (each.startNs + each.endNs) / 2), each);
      }
    }
  });

  it('of a task that has not ended reach to the end of the run', () => {
    const timeline = timelineOf(reportOf({ tasks: [taskOf(1, [[0, 10, 10, 1]], { end_ns: null, outcome: 'pending' })], elapsed_ns: 100 }), []);
    assert.deepEqual(edgeSegment(timeline, 0, -1), { lane: 0, kind: 'waiting', slice: 0, startNs: 10, endNs: 100 });
    assert.equal(segmentAt(timeline, 0, 100), null);
  });
});

describe('Details of slices', () => {
  const steps = [[0, 10, 10, 1], [50, 60, 10, 1], [90, 100, 10, 1]];
  const awaits = [siteOf({ awaited: [{ what: 'sleep 1 s', count: 1 }] }), siteOf({ line: 7, function: 'outer', source: 'await work()' })];
  const kinds = (timeline: Timeline): unknown[] => [Array.from(timeline.site), Array.from(timeline.readyAt), Array.from(timeline.waker), Array.from(timeline.wakerTask)];

  it('come from the trace, as far as it reaches', () => {
    const trace = traceOf([[1, 0, 10, -1, -1, 0, 0, -1, 2], [0, 20, 22, 20, 1, 0, -1, 0], [1, 50, 60, 40, 0, 2, 1, -1]]);
    const timeline = timelineOf(reportOf({ tasks: [taskOf(1, steps), taskOf(2, [])], awaits, trace, elapsed_ns: 100 }), []);
    assert.deepEqual(kinds(timeline), [[0, 1, -1], [NaN, 40, NaN], [-1, 0, -1], [0, 2, 0]]);
    assert.deepEqual(timeline.awaited, [[1, 2, 10]]);
    assert.deepEqual(loopTold(timeline, trace, 55).title, 'The event loop was busy');
  });

  it('of a merged slice are those of its first and last step', () => {
    const merged = [[0, 60, 20, 2], [90, 100, 10, 1]];
    const trace = traceOf([[1, 0, 10, -5, 1, 0, 0, -1], [1, 50, 60, 40, 0, 2, 1, -1], [1, 90, 100, 80, 2, 0, -1, -1]]);
    const timeline = timelineOf(reportOf({ tasks: [taskOf(1, merged)], awaits, trace, elapsed_ns: 100 }), []);
    assert.deepEqual(kinds(timeline), [[1, -1], [NaN, 80], [1, 2], [0, 0]]);
  });

  it('come from the longest passages where there is no trace, of the inner await', () => {
    const passage = { task: 1, start_ns: 5, elapsed_ns: 50, waiting_ns: 35, ready_ns: 5, running_ns: 10, suspensions: 1, woken_by: { by: 'timer', task: null, what: 'timer' } } as const;
    const inner = { ...awaits[0]!, longest: [passage] };
    const outer = { ...awaits[1]!, longest: [{ ...passage, start_ns: 2, elapsed_ns: 56 }] };
    for (const order of [[inner, outer], [outer, inner]]) {
      const timeline = timelineOf(reportOf({ tasks: [taskOf(1, steps)], awaits: order, trace: traceOf([]), elapsed_ns: 100 }), []);
      assert.deepEqual(kinds(timeline), [[order.indexOf(inner), -1, -1], [NaN, 45, NaN], [-1, 1, -1], [0, 0, 0]]);
    }
  });

  it('agree with each other in a real run', async () => {
    const report = await reportOfExample('06_queue_workers.py');
    const traced = timelineOf(report, []);
    const untraced = timelineOf({ ...report, trace: traceOf([]) }, []);
    const known = Array.from(untraced.site).filter((site, slice) => {
      if (site >= 0) assert.equal(site, traced.site[slice]);
      return site >= 0;
    });
    assert.ok(known.length >= 6);
  });

  it('are told in words', () => {
    const trace = traceOf([[1, 0, 10, -1, -1, 0, 0, -1], [1, 50, 60, 40, 0, 2, 1, -1]]);
    const timeline = timelineOf(reportOf({ tasks: [taskOf(1, steps), taskOf(2, [])], awaits, trace, elapsed_ns: 100 }), []);
    assert.deepEqual(segmentTold(timeline, segmentAt(timeline, 0, 20)!), {
      title: 'Task-1 (work) waited 30 ns', code: 'await get()',
      lines: ['In line 3, work(): sleep 1 s', 'Waiting 30 ns, ready 10 ns, then running 10 ns', 'Woken by Task-2 (work), at 40 ns'],
    });
    assert.match(segmentTold(timeline, segmentAt(timeline, 0, 45)!).title, /was ready for 10 ns: the event loop was busy$/);
    assert.deepEqual(segmentTold(timeline, segmentAt(timeline, 0, 95)!).lines, ['From 90 ns']);
    assert.deepEqual(longestWait(timeline, timeline.lanes[0]!), { longest: { ns: 30, site: timeline.sites[0] }, wokenBy: 'Task-2 (work)' });
    assert.equal(reasonText(timeline.sites[0], timeline.lanes[0]!), 'sleep 1 s');
    assert.equal(reasonText(timeline.sites[1], timeline.lanes[0]!), 'outer(): work()', 'of another function');
  });
});

describe('A timeline', () => {
  it('tells who blocked the loop: index by index as the report, then what starved tasks together', () => {
    const { blocked } = timelineOf(reportOf({ blocking: [blockingOf()], starvation: [starvationOf()] }), []);
    assert.deepEqual(blocked.map(({ startNs, endNs, task }) => [startNs, endNs, task]), [[0.15e9, 0.65e9, 3], [0.1e9, 0.3e9, null]]);
    assert.equal(blocked[0]!.text, 'blocking() held the event loop 0.50 s: line 4, time.sleep(0.5). It starved Task-2 (heartbeat).');
    assert.equal(blocked[1]!.text, 'Many short steps kept ready tasks waiting for 0.20 s: 400 of crunch() and 20 of log(). They starved Task-2 (ticker).');
  });

  it('reaches to the last step, also of what ended after the function', () => {
    assert.equal(timelineOf(reportOf({ tasks: [taskOf(1, [[0, 10, 10, 1]]), taskOf(2, [[5, 120, 115, 1]])], elapsed_ns: 100 }), []).endNs, 120);
  });

  it('is made of a run that goes on', () => {
    const timeline = liveTimeline({
      tasks: [taskOf(1, [[0, 10, 4, 2]], { end_ns: null, outcome: 'pending' })], tasks_omitted: 3, callbacks: [[20, 25, 5, 1]],
      awaits: [{ ...siteOf({}), elapsed_ns: 0 }],
    }, 500);
    assert.deepEqual([timeline.endNs, timeline.omitted, timeline.merged, timeline.lanes[0]!.endNs, timeline.sites[0]!.line], [500, 3, true, null, 3]);
    assert.deepEqual([...timeline.busyStarts, ...timeline.busyRan], [0, 20, 4, 5]);
  });
});

describe('Ticks', () => {
  it('are in the unit that suits them', () => {
    assert.deepEqual(ticksOf(0, 2e9, 500).map(({ label }) => label), ['0.0 s', '0.5 s', '1.0 s', '1.5 s', '2.0 s']);
    assert.deepEqual(ticksOf(0, 4e6, 400).map(({ label }) => label), ['0 ms', '1 ms', '2 ms', '3 ms', '4 ms']);
    assert.deepEqual(ticksOf(100, 900, 400).map(({ label }) => label), ['200 ns', '400 ns', '600 ns', '800 ns']);
  });

  it('count from the first one where their labels would be too long', () => {
    assert.deepEqual(ticksOf(60e9 + 100, 60e9 + 500, 400).map(({ label }) => label), ['60.0000001 s', '+100 ns', '+200 ns', '+300 ns', '+400 ns']);
  });

  it('differ from each other, within the span, whatever is shown', () => {
    const random = randomOf(7);
    for (let round = 0; round < 2000; round += 1) {
      const fromNs = random(1e9) * 10 ** random(4);
      const toNs = fromNs + (500 + random(1e6)) * 10 ** random(6);
      const ticks = ticksOf(fromNs, toNs, 150 + random(1500));
      assert.ok(ticks.length >= 1 && ticks.length <= 30);
      assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length, `${fromNs} to ${toNs}: ${ticks.map(({ label }) => label).join(' ')}`);
      assert.ok(ticks.every(({ ns, label }) => ns >= fromNs && ns <= toNs && label.length <= 16));
    }
  });
});
