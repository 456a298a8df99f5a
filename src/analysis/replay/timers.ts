/** The timers of a trace: which of them sleep at a moment. */
import type { Trace } from '../../shared/trace.js';
import { bold, code } from '../rich.js';
import { lastAtOrBefore } from '../timeline/busy.js';
import { endsLimit, endsSleep } from './callbacks.js';
import { MinTree } from './minTree.js';
import type { TimerNow } from './moment.js';
import type { Names } from './names.js';

/** One that sleeps. */
export interface Timer {
  dueNs: number;
  /** Who set it; 0 for nobody known. */
  task: number;
  /** Qualified name of what it calls. */
  callback: string;
}

export class Timers {
  private readonly sets: Float64Array;
  /** Of minus their ends, so that the late ones are small. */
  private readonly ends: MinTree;

  constructor(private readonly trace: Trace) {
    this.sets = Float64Array.from(trace.timers, (row) => row[0]!);
    this.ends = new MinTree(trace.timers.map((row) => (row[2]! < 0 ? -Infinity : -row[2]!)));
  }

  /** Those that were set by `ns` and end after it, the first due first. */
  at(ns: number): Timer[] {
    const set = lastAtOrBefore(this.sets, ns, 0, this.sets.length) + 1;
    return this.ends.atMost(-ns - 1, 0, set).map((index): Timer => {
      const row = this.trace.timers[index]!;
      return { dueNs: row[1]!, task: row[4]!, callback: this.trace.names[row[6]!] ?? '' };
    }).sort((a, b) => a.dueNs - b.dueNs);
  }
}

/** By task: the timer that ends its sleep. */
export function sleepers(timers: readonly Timer[]): ReadonlyMap<number, Timer> {
  return new Map(timers.filter(({ callback }) => endsSleep(callback)).map((timer) => [timer.task, timer]));
}

export function timerNow({ dueNs, task, callback }: Timer, ns: number, names: Names): TimerNow {
  return { dueNs, inNs: dueNs - ns, task: task === 0 ? null : task, words: words(task, callback, names) };
}

function words(task: number, callback: string, names: Names): string {
  if (task !== 0 && endsSleep(callback)) return `wakes ${bold(names.of(task))}`;
  if (task !== 0 && endsLimit(callback)) return `ends a timeout of ${bold(names.of(task))}`;
  const what = callback === '' ? 'calls a function' : `calls ${code(callback)}`;
  return task === 0 ? what : `${what}, set by ${bold(names.of(task))}`;
}
