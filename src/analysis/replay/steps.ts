/** The steps of a trace as columns: what else each row tells, and who waits from when to when. */
import { WAKERS } from '../../shared/report.js';
import type { Trace } from '../../shared/trace.js';
import { lastAtOrBefore } from '../timeline/busy.js';

const TASK = WAKERS.indexOf('task');

/** The rows are in the order of their starts; all times in ns. */
export class Steps {
  readonly length: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** Since when it was in the queue; its start when that is not known. */
  readonly ready: Float64Array;
  /** The row of the same task's step before and after it; -1 for none. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** When it was made ready; its start when that is not known. Of what is handed on the same moment to the nanosecond. */
  readonly made: Float64Array;
  /** Rows in the order of `made`, and those moments. */
  private readonly byMade: Int32Array;
  private readonly madeInOrder: Float64Array;

  constructor(private readonly trace: Trace) {
    const rows = trace.steps;
    this.length = rows.length;
    this.starts = Float64Array.from(rows, (row) => row[1]!);
    // An instant that the clock could not tell apart is still a step.
    this.ends = Float64Array.from(rows, (row) => Math.max(row[2]!, row[1]! + 1));
    this.made = Float64Array.from(rows, (row) => (row[3]! < 0 ? row[1]! : Math.min(row[3]!, row[1]!)));
    this.ready = this.made.slice();
    this.before = new Int32Array(rows.length).fill(-1);
    this.after = new Int32Array(rows.length).fill(-1);
    const latest = new Map<number, number>();
    for (const [index, row] of rows.entries()) {
      const task = row[0]!;
      if (task === 0) continue;
      const last = latest.get(task);
      if (last !== undefined) {
        this.before[index] = last;
        this.after[last] = index;
        // One that makes itself ready is in the queue from the end of its step on.
        this.ready[index] = Math.max(this.ready[index]!, Math.min(this.ends[last]!, this.starts[index]!));
      }
      latest.set(task, index);
    }
    this.byMade = Int32Array.from(rows.keys()).sort((a, b) => this.made[a]! - this.made[b]!);
    this.madeInOrder = Float64Array.from(this.byMade, (row) => this.made[row]!);
  }

  /** The id; 0 of a callback. */
  task = (index: number): number => this.trace.steps[index]![0]!;
  /** Index into `WAKERS`; -1 when it is not known. */
  waker = (index: number): number => this.trace.steps[index]![4]!;
  /** 0 for none. */
  wakerTask = (index: number): number => this.trace.steps[index]![5]!;
  /** The await at which it was suspended at its end; -1 for none. */
  site = (index: number): number => this.trace.steps[index]![6]!;
  /** Qualified name of a callback; empty of a task's step. */
  callback = (index: number): string => this.trace.names[this.trace.steps[index]![7]!] ?? '';
  /** The tasks that it awaited at its end. */
  awaited = (index: number): number[] => this.trace.steps[index]!.slice(8);
  /** Whether the moment in `made` was measured. */
  knowsMade = (index: number): boolean => this.trace.steps[index]![3]! >= 0;

  /** Whether its own task made it ready. */
  madeByItself = (index: number): boolean => {
    const task = this.task(index);
    return task !== 0 && this.waker(index) === TASK && (this.wakerTask(index) === 0 || this.wakerTask(index) === task);
  };

  /** Whether its task, in the step before, let the others go first, as `sleep(0)` does: no callback can have made it ready. */
  gaveWay(index: number): boolean {
    const before = this.before[index]!;
    if (before < 0 || !this.madeByItself(index)) return false;
    const task = this.task(index);
    return !this.madeWithin(this.starts[before]!, this.ends[before]!).some((row) => this.task(row) === 0 && this.wakerTask(row) === task);
  }

  /**
   * The callback that made a row ready, if one did: a callback hands its own waker on, so it is ready since the same moment.
   * @returns -1 for none
   */
  handedOnBy(index: number): number {
    if (!this.knowsMade(index)) return -1;
    return this.madeWithin(this.made[index]!, this.made[index]!).findLast((row) => row < index && this.task(row) === 0) ?? -1;
  }

  /** The rows that were made ready from `from` to `to`, both included, in that order. */
  madeWithin(from: number, to: number): number[] {
    const found: number[] = [];
    // Whole nanoseconds: what is at `from` comes after the last that is at most one before it.
    const first = lastAtOrBefore(this.madeInOrder, from - 1, 0, this.length) + 1;
    for (let at = first; at < this.length && this.madeInOrder[at]! <= to; at += 1) found.push(this.byMade[at]!);
    return found;
  }
}
