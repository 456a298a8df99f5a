/**
 * The trace of a report: the first steps of the run one by one, so that the run can be replayed. Rows are lists of
 * numbers to keep it small; `analysis/trace` reads them. Times are nanoseconds from the start of the run.
 */
import { arrayOf, boolean, number, object, string } from './guards.js';

export interface Trace {
  /**
   * In the order of their starts, each `[task, start_ns, end_ns, ready_ns, waker, waker_task, await, callback, ...awaited]`:
   * the task's id (0: a callback); since when it was ready (-1: unknown); who made it so, as an index into `WAKERS`
   * (-1: unknown), and the task if it was one (else 0); the await at which it was suspended at its end, as an index
   * into the report's `awaits` (-1: none, it ended or is a callback); the callback's name in `names` (-1: a task's step);
   * and the tasks that it awaited then.
   */
  steps: number[][];
  /**
   * In the order in which they were set, each `[set_ns, due_ns, end_ns, how, task, await, callback]`: end_ns -1 while it
   * sleeps; how: 0 sleeps, 1 came due and ran, 2 was cancelled; the task that set it (0: none) and the await it was
   * set in (-1: none); the callback's name in `names`.
   */
  timers: number[][];
  names: string[];
  /** Whether the whole run is in it; else only what happened before `until_ns`. */
  complete: boolean;
  until_ns: number;
}

export const trace = object({ steps: arrayOf(arrayOf(number)), timers: arrayOf(arrayOf(number)), names: arrayOf(string), complete: boolean, until_ns: number });
export const NO_TRACE: Trace = { steps: [], timers: [], names: [], complete: false, until_ns: 0 };
