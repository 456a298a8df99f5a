import assert from 'node:assert/strict';
import { criticalPath } from '../../../../src/analysis/verdict/criticalPath.js';
import { overlapOf } from '../../../../src/analysis/verdict/overlap.js';
import type { Report } from '../../../../src/shared/report.js';
import { MS, siteOf, tracedReport } from './traces.js';

/** As `task kind site from-to`, in milliseconds. */
const pathOf = (report: Report): string[] =>
  criticalPath(report).map(({ task, kind, site, startNs, endNs }) => `${task} ${kind} ${site} ${startNs / MS}-${endNs / MS}`);

/** main() gathers two tasks, the second of which sleeps longer. */
const gathered = tracedReport([
  { function: 'main', steps: [{ from: 0, to: 1, at: 0, awaits: [2, 3] }, { from: 205, to: 206, ready: 203, by: 'task', task: 3 }] },
  { function: 'a', steps: [{ from: 1, to: 2, ready: 0.5, by: 'task', task: 1, at: 1 }, { from: 102, to: 103, ready: 102, by: 'timer' }] },
  { function: 'b', steps: [{ from: 2, to: 3, ready: 0.6, by: 'task', task: 1, at: 2 }, { from: 201, to: 202, ready: 200, by: 'timer' }] },
], [siteOf(3, 'await gather(a(), b())', 0, 206), siteOf(9, 'await sleep(0.1)', 1, 101, { function: 'a' }), siteOf(12, 'await sleep(0.2)', 2, 199, { function: 'b' })]);

/** main() awaits two sleeps in turn. */
const inTurn = tracedReport([
  { function: 'main', steps: [{ from: 10, to: 20, at: 0 }, { from: 125, to: 130, ready: 120, by: 'timer', at: 1 }, { from: 230, to: 240, ready: 230, by: 'timer' }] },
], [siteOf(3, 'await sleep(0.1)', 20, 100), siteOf(4, 'await sleep(0.1)', 130, 100)]);

describe('critical path', () => {
  it('of awaits in turn is waiting, ready and running of the one task', () => {
    assert.deepEqual(pathOf(inTurn), ['1 running -1 10-20', '1 waiting 0 20-120', '1 ready 0 120-125', '1 running -1 125-130', '1 waiting 1 130-230', '1 running -1 230-240']);
  });

  it('goes through the task that ended last, and back into the one that created it', () => {
    assert.deepEqual(pathOf(gathered), [
      '1 running -1 0-0.6', '3 ready -1 0.6-2', '3 running -1 2-3', '3 waiting 2 3-200', '3 ready 2 200-201', '3 running -1 201-202',
      '1 waiting 0 202-203', '1 ready 0 203-205', '1 running -1 205-206',
    ]);
  });

  it('changes to the waker in the middle of its step', () => {
    const report = tracedReport([
      { function: 'main', steps: [{ from: 0, to: 10, at: 0 }, { from: 60, to: 70, ready: 40, by: 'task', task: 2 }] },
      { function: 'setter', steps: [{ from: 20, to: 60, ready: 5, by: 'task', task: 1 }] },
    ], [siteOf(3, 'await event.wait()', 0, 60)]);
    assert.deepEqual(pathOf(report), ['1 running -1 0-5', '2 ready -1 5-20', '2 running -1 20-40', '1 ready 0 40-60', '1 running -1 60-70']);
  });

  it('stays in a task that woke itself, or that another had made ready before it waited', () => {
    const report = tracedReport([
      { function: 'main', steps: [{ from: 0, to: 10, at: 0 }, { from: 20, to: 30, ready: 9, by: 'task', at: 0 }, { from: 40, to: 50, ready: 30, by: 'task', task: 2 }] },
      { function: 'other', steps: [{ from: 10, to: 20, ready: 5, by: 'task', task: 1 }] },
    ], [siteOf(3, 'await sleep(0)', 0, 40)]);
    assert.deepEqual(pathOf(report), ['1 running -1 0-10', '1 ready 0 10-20', '1 running -1 20-30', '1 ready 0 30-40', '1 running -1 40-50']);
  });

  it('returns to the main task where a task was created by nobody known', () => {
    const report = tracedReport([
      { function: 'main', steps: [{ from: 0, to: 10, at: 0 }, { from: 60, to: 70, ready: 50, by: 'task', task: 2 }] },
      { function: 'answer', changes: { parent: null }, steps: [{ from: 40, to: 50, ready: 30, by: 'io' }] },
    ], [siteOf(3, 'await reader.read()', 0, 60)]);
    assert.deepEqual(pathOf(report), ['1 running -1 0-10', '1 waiting 0 10-30', '2 ready -1 30-40', '2 running -1 40-50', '1 ready 0 50-60', '1 running -1 60-70']);
  });

  it('is told from timelines and the longest awaits where the trace ends, and no further where those are merged', () => {
    const trace = { ...inTurn.trace, steps: inTurn.trace.steps.slice(0, 1), complete: false, until_ns: 50 * MS };
    assert.deepEqual(pathOf({ ...inTurn, trace }), ['1 running -1 10-20', '1 waiting 0 20-125', '1 running -1 125-130', '1 waiting 1 130-230', '1 running -1 230-240']);
    assert.deepEqual(pathOf({ ...inTurn, trace, timeline_merged: true }), ['1 running -1 10-20', '1 waiting 0 20-50']);
  });

  it('is empty where no steps were told', () => {
    assert.deepEqual(pathOf(tracedReport([{ function: 'main', steps: [{ from: 0, to: 1 }] }], [], { tasks: [], loop: { type: 'x', steps: false, note: 'no' } })), []);
  });

  it('of many tasks and steps is found in little more than one look at each', () => {
    // Each task is woken by the one before it: a path through all.
    const tasks = Array.from({ length: 2000 }, (_, index) => ({
      function: 'link',
      steps: Array.from({ length: 10 }, (_each, turn) => ({ from: turn * 2000 + index, to: turn * 2000 + index + 1, ready: turn * 2000 + index, by: 'task' as const, ...(index > 0 ? { task: index } : turn > 0 ? { task: 2000 } : {}) })),
    }));
    const path = criticalPath(tracedReport(tasks, []));
    assert.equal(path.at(-1)?.endNs, (9 * 2000 + 1) * MS);
    assert.equal(path.length, 9 * 2000 + 1);
  });
});

describe('overlap', () => {
  it('counts what runs, and what waits for something that is no task', () => {
    assert.equal(overlapOf(inTurn), (230 - 5) / 230);
    // main() 2 of 206 ms; a() 102, less nothing; b() from 2 to 202 less 1 ms ready.
    assert.equal(overlapOf(gathered), (2 + 102 + 199) / 206);
  });

  it('counts a sleep that another task cancelled', () => {
    const report = tracedReport([
      { function: 'main', steps: [{ from: 0, to: 10, at: 0 }, { from: 100, to: 110, ready: 100, by: 'timer' }] },
      { function: 'beat', changes: { outcome: 'cancelled' }, steps: [{ from: 10, to: 10, ready: 10, at: 1 }, { from: 110, to: 110, ready: 110, by: 'task', task: 1 }] },
    ], [siteOf(3, 'await sleep(0.1)', 10, 90), siteOf(9, 'await sleep(9)', 10, 100, { function: 'beat', awaited: [{ what: 'sleep 9 s', count: 1 }] })]);
    assert.equal(overlapOf(report), (110 + 100) / 110);
  });

  it('is estimated from the sums where the steps are not known to the end', () => {
    const trace = { ...gathered.trace, steps: [], complete: false, until_ns: 0 };
    const awaits = gathered.awaits.map((site, index) => (index === 0 ? { ...site, woken_by: [{ by: 'task' as const, task: 3, what: 'Task-3 (b)', count: 1 }] } : site));
    assert.equal(overlapOf({ ...gathered, awaits, trace, timeline_merged: true }), (2 + 2 + 2 + 101 + 199) / 206);
  });

  it('is unknown of a gather of futures that are no tasks', () => {
    const report = tracedReport([{ function: 'main', steps: [{ from: 0, to: 10, at: 0 }, { from: 100, to: 110, ready: 100, by: 'thread' }] }],
      [siteOf(3, 'await gather(x, y)', 10, 90, { awaited: [{ what: 'gather of 2', count: 1 }] })]);
    assert.equal(overlapOf(report), null);
  });
});
