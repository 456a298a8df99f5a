/** The timers of a trace: which of them sleep at a moment. */
import type { Trace } from '../../shared/trace.js';
import { bold, code } from '../rich.js';
import { lastAtOrBefore } from '../timeline/busy.js';
import { endsLimit, endsSleep } from './callbacks.js';
import { MinTree } from './minTree.js';
import type { TimerNow } from './moment.js';
import type { Names } from './names.js';

export class Timers {
  private readonly sets: Float64Array;
  /** Of minus their ends, so that the late ones are small. */
  private readonly ends: MinTree;
  /** By task: the rows of its sleeps, in the order in which they were set. */
  private readonly sleeps = new Map<number, number[]>();

  constructor(private readonly trace: Trace, private readonly names: Names) {
    const { timers } = trace;
    this.sets = Float64Array.from(timers, (row) => row[0]!);
    this.ends = new MinTree(timers.map((row) => -endOf(row)));
    for (const [index, row] of timers.entries()) {
      const task = row[4]!;
      if (task === 0 || !endsSleep(this.callback(row))) continue;
      const known = this.sleeps.get(task);
      if (known) known.push(index);
      else this.sleeps.set(task, [index]);
    }
  }

  /** The rows of those that were set by `ns` and end after it, the first due first. */
  at(ns: number): number[] {
    const { timers } = this.trace;
    const set = lastAtOrBefore(this.sets, ns, 0, this.sets.length) + 1;
    return this.ends.atMost(-ns - 1, 0, set).sort((a, b) => timers[a]![1]! - timers[b]![1]!);
  }

  due(index: number): number {
    return this.trace.timers[index]![1]!;
  }

  /** When the sleep is over in which a task is at `ns`; null when it is in none. */
  sleepOf(task: number, ns: number): number | null {
    const latest = (this.sleeps.get(task) ?? []).findLast((row) => this.sets[row]! <= ns);
    return latest !== undefined && endOf(this.trace.timers[latest]!) > ns ? this.due(latest) : null;
  }

  /** A row in words, as it is at `ns`. */
  told(index: number, ns: number): TimerNow {
    const row = this.trace.timers[index]!;
    const task = row[4]!;
    return { dueNs: row[1]!, inNs: row[1]! - ns, task: task === 0 ? null : task, words: words(task, this.callback(row), this.names) };
  }

  /** Qualified name of what a row calls. */
  private callback(row: readonly number[]): string {
    return this.trace.names[row[6]!] ?? '';
  }
}

function endOf(row: readonly number[]): number {
  return row[2]! < 0 ? Infinity : row[2]!;
}

function words(task: number, callback: string, names: Names): string {
  if (task !== 0 && endsSleep(callback)) return `wakes ${bold(names.of(task))}`;
  if (task !== 0 && endsLimit(callback)) return `ends a timeout of ${bold(names.of(task))}`;
  const what = callback === '' ? 'calls a function' : `calls ${code(callback)}`;
  return task === 0 ? what : `${what}, set by ${bold(names.of(task))}`;
}
