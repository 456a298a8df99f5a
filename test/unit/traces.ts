import type { AwaitSite, Lane } from '../../src/shared/timeline.js';
import type { Trace } from '../../src/shared/trace.js';
import { WAKERS } from '../../src/shared/report.js';

/** A lane of a task of `function` that ran to the end of time, changed by `changes`. */
export function laneOf(task: number, changes: Partial<Lane> = {}): Lane {
  return {
    task, name: `Task-${task}`, function: 'main', parent: null, depth: 0, startNs: 0, endNs: null, outcome: 'pending', runningNs: 0, waitingNs: 0,
    readyNs: 0, steps: 1, createdAt: null, first: 0, count: 0, ...changes,
  };
}

export function siteOf(line: number, source: string, awaited = ''): AwaitSite {
  return { file: '/a.py', function: 'main', source, awaited, line, column: 4, end_line: line, end_column: 4 + source.length };
}

interface Step {
  task?: number;
  /** ns: since when it was ready (-1: not known), its start, its end. */
  at: [ready: number, start: number, end: number];
  by?: (typeof WAKERS)[number];
  byTask?: number;
  site?: number;
  /** Index into the names. */
  callback?: number;
  awaited?: number[];
}

export function stepOf({ task = 0, at: [ready, start, end], by, byTask = 0, site = -1, callback = -1, awaited = [] }: Step): number[] {
  return [task, start, end, ready, by ? WAKERS.indexOf(by) : -1, byTask, site, callback, ...awaited];
}

/** A complete trace, changed by `changes`. */
export function traceOf(changes: Partial<Trace>): Trace {
  return { steps: [], timers: [], names: [], complete: true, until_ns: 1e12, ...changes };
}
