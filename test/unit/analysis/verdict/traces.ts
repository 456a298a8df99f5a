/** Reports with traces written by hand: tasks by their steps, in milliseconds. */
import type { AwaitTimes, Report, TaskTimes } from '../../../../src/shared/report.js';
import { WAKERS } from '../../../../src/shared/report.js';
import { reportOf } from '../../reports.js';

export const MS = 1e6;

export interface HandStep {
  from: number;
  to: number;
  /** Since when it was ready; when it began, where left out. */
  ready?: number;
  by?: (typeof WAKERS)[number];
  /** The task that woke it. */
  task?: number;
  /** Index of the await at which it was suspended at its end. */
  at?: number;
  /** The tasks that it awaited then. */
  awaits?: number[];
}

const range = { column: 4, end_column: 20 };

/** An await point of `main()` in this line, passed once for `elapsed` milliseconds, all of it waiting, changed by `changes`. */
export function siteOf(line: number, source: string, start: number, elapsed: number, changes: Partial<AwaitTimes> = {}): AwaitTimes {
  const times = { elapsed_ns: elapsed * MS, waiting_ns: elapsed * MS, ready_ns: 0, running_ns: 0 };
  return {
    ...range, line, end_line: line, file: '/a.py', kind: 'await', function: 'main', source, count: 1, raised: 0, ...times,
    elapsed_ns: { total: elapsed * MS, min: elapsed * MS, max: elapsed * MS }, suspended_ns: elapsed * MS, overhead_ns: 0, sampled: 0,
    below_resolution: false, suspensions: 1, awaited: [], woken_by: [{ by: 'timer', task: null, what: 'timer', count: 1 }],
    longest: [{ task: 1, start_ns: start * MS, ...times, suspensions: 1, woken_by: { by: 'timer', task: null, what: 'timer' } }],
    meanwhile: { of: 1, tasks: [], rest_ns: 0 }, pending: 0, pending_ns: 0, ...changes,
  };
}

/** A report whose tasks, from 1 on, made these steps; the first is `main()`, the others were created by it. */
export function tracedReport(tasks: { function: string; steps: HandStep[]; changes?: Partial<TaskTimes> }[], awaits: AwaitTimes[], changes: Partial<Report> = {}): Report {
  const rows = tasks.flatMap(({ steps }, index) => steps.map(({ from, to, ready, by, task, at, awaits: awaited }) =>
    [index + 1, from * MS, to * MS, ready === undefined ? -1 : ready * MS, by === undefined ? -1 : WAKERS.indexOf(by), task ?? 0, at ?? -1, -1, ...(awaited ?? [])]));
  const end = Math.max(...(tasks[0]?.steps ?? []).map(({ to }) => to)) * MS;
  return reportOf({
    awaits, elapsed_ns: end - (tasks[0]?.steps[0]?.from ?? 0) * MS,
    tasks: tasks.map(({ function: name, steps, changes: more }, index): TaskTimes => {
      const running = steps.reduce((sum, { from, to }) => sum + (to - from) * MS, 0);
      const ready = steps.reduce((sum, step) => sum + (step.from - (step.ready ?? step.from)) * MS, 0);
      const [first, last] = [steps[0]!.from * MS, steps.at(-1)!.to * MS];
      return {
        id: index + 1, name: `Task-${index + 1}`, function: name, parent: index === 0 ? null : 1, created_at: null, thread: 1, start_ns: first, end_ns: last,
        outcome: 'returned', cancelled_by: null, running_ns: running, ready_ns: ready, waiting_ns: last - first - running - ready, steps: steps.length,
        timeline: steps.map(({ from, to }) => [from * MS, to * MS, (to - from) * MS, 1]), ...more,
      };
    }),
    trace: { steps: rows.sort((a, b) => a[1]! - b[1]!), timers: [], names: [], complete: true, until_ns: end }, ...changes,
  });
}
