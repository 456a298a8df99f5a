/** What happens at an event of the replay, in a sentence or two. All texts are rich. */
import { WAKERS } from '../../shared/report.js';
import type { AwaitSite } from '../../shared/timeline.js';
import { formatDuration } from '../format.js';
import { enumerate } from '../markdown.js';
import { bold, code } from '../rich.js';
import { callbackWords } from './callbacks.js';
import type { Names } from './names.js';
import type { Steps } from './steps.js';
import type { Timers } from './timers.js';
import { some, waitWords } from './waits.js';

const TIMER = WAKERS.indexOf('timer');
/** Who makes something ready; of a task its name is told. */
const MAKERS = { timer: 'a timer', io: 'I/O', thread: 'another thread', callback: 'a callback' } as const;
const ENDS = { returned: 'ends', raised: 'ends by an exception', cancelled: 'ends, cancelled', pending: 'waits' } as const;

export class Happenings {
  constructor(
    private readonly steps: Steps,
    private readonly timers: Timers,
    private readonly names: Names,
    private readonly sites: readonly AwaitSite[],
  ) {}

  /** A step or a callback starts: the row `index`. */
  step(index: number): string {
    return this.steps.task(index) === 0 ? this.callback(index) : this.taskStep(index);
  }

  /**
   * Nothing is ready from `ns` on.
   * @param row the next that starts
   * @param timer the one that is due first, if any is known
   */
  idle(ns: number, row: number, timer: number | undefined): string {
    const { steps, timers } = this;
    const other = steps.waker(row) === TIMER ? 'until a timer is due or I/O comes in' : 'until I/O comes in or another thread wakes it';
    const until = timer === undefined ? other : `until the next timer, due in ${formatDuration(timers.due(timer) - ns)}, or until I/O comes in`;
    return `Nothing is ready: the event loop sleeps ${until}. It sleeps for ${formatDuration(steps.starts[row]! - ns)}.`;
  }

  /** Who made a row ready: `a timer`, `Task-2 (worker)`, `I/O`; empty when that is not known. */
  wokenBy(index: number): string {
    const waker = WAKERS[this.steps.waker(index)];
    if (waker === undefined) return '';
    if (waker === 'task') return this.steps.madeByItself(index) ? 'itself' : this.names.of(this.steps.wakerTask(index));
    return MAKERS[waker];
  }

  /** Whether the task of a row, the last of that task, ends with it. */
  endsTask(index: number): boolean {
    const lane = this.names.lane(this.steps.task(index));
    // Both are rounded to nanoseconds.
    return lane ? lane.endNs !== null && lane.endNs <= this.steps.ends[index]! + 1 : this.steps.site(index) < 0;
  }

  private taskStep(index: number): string {
    const { steps, names } = this;
    const who = bold(names.of(steps.task(index)));
    const took = formatDuration(steps.ends[index]! - steps.starts[index]!);
    return sentences(`${who} ${this.goesOn(index)}`, this.brings(index), `After ${took} it ${this.ending(index)}`);
  }

  private goesOn(index: number): string {
    const { steps, names, sites } = this;
    const before = steps.before[index]!;
    if (before < 0) {
      const parent = names.lane(steps.task(index))?.parent ?? null;
      return parent === null ? 'starts' : `starts: ${bold(names.of(parent))} created it${this.ago(index)}`;
    }
    const site = sites[steps.site(before)];
    const why = this.why(index);
    return `goes on${site ? ` after ${place(site)}` : ''}${why === '' ? '' : `: ${why}`}`;
  }

  private why(index: number): string {
    const { steps, names } = this;
    const waker = WAKERS[steps.waker(index)];
    if (waker === undefined) return '';
    switch (waker) {
      case 'timer': return `its timer was due${this.ago(index)}`;
      case 'io': return `I/O for it came in${this.ago(index)}`;
      case 'thread':
      case 'callback': return `${MAKERS[waker]} made it ready${this.ago(index)}`;
      case 'task':
        if (!steps.madeByItself(index)) return `${bold(names.of(steps.wakerTask(index)))} made it ready${this.ago(index)}`;
        return steps.gaveWay(index) ? 'it had let the others go first' : '';
    }
  }

  private ending(index: number): string {
    const { steps, timers, names, sites } = this;
    const site = sites[steps.site(index)];
    const at = site ? ` at ${place(site)}` : '';
    const next = steps.after[index]!;
    if (next < 0 && this.endsTask(index)) return ENDS[names.lane(steps.task(index))?.outcome ?? 'returned'];
    if (next >= 0 && steps.gaveWay(next)) return `lets the others go first${at}`;
    const end = steps.ends[index]!;
    return ['waits', at.trim(), waitWords(index, end, timers, steps, names, sites)].filter((part) => part !== '').join(' ');
  }

  private callback(index: number): string {
    const { name, does } = callbackWords(this.steps.callback(index));
    return sentences(`The event loop runs the ${bold(name)}${does === '' ? '' : `, which ${does}`}`, this.whyCallback(index), this.brings(index));
  }

  private whyCallback(index: number): string {
    const { steps, names } = this;
    const waker = WAKERS[steps.waker(index)];
    if (waker === undefined) return '';
    switch (waker) {
      case 'timer': return `Its timer was due${this.ago(index)}`;
      case 'io': return `I/O came in${this.ago(index)}`;
      case 'thread': return `Another thread asked for it${this.ago(index)}`;
      case 'callback': return `It was asked for${this.ago(index)}`;
      case 'task': return `${bold(names.of(steps.wakerTask(index)))} asked for it${this.ago(index)}`;
    }
  }

  /** What a step or a callback creates, makes ready and asks the loop to call; empty when it is nothing. */
  private brings(index: number): string {
    const { steps, names } = this;
    const rows = steps.task(index) === 0 ? this.handedOn(index) : this.ownMade(index);
    const tasks = rows.filter((row) => steps.task(row) !== 0);
    const named = (which: readonly number[]): string => some(which.map((row) => bold(names.of(steps.task(row)))));
    const created = tasks.filter((row) => steps.before[row]! < 0);
    const woken = tasks.filter((row) => steps.before[row]! >= 0);
    const called = rows.filter((row) => steps.task(row) === 0).map((row) => bold(callbackWords(steps.callback(row)).name));
    const parts = [
      ...(created.length > 0 ? [`creates ${named(created)}`] : []),
      ...(woken.length > 0 ? [`makes ${named(woken)} ready`] : []),
      ...(called.length > 0 ? [`asks the loop for the ${some(called)}`] : []),
    ];
    return parts.length === 0 ? '' : `It ${enumerate(parts)}`;
  }

  /** The rows that a task's step made ready, without those that a callback of its handed on. */
  private ownMade(index: number): number[] {
    const { steps } = this;
    const task = steps.task(index);
    return steps.madeWithin(steps.starts[index]!, steps.ends[index]!).filter((row) =>
      WAKERS[steps.waker(row)] === 'task' && steps.wakerTask(row) === task && steps.task(row) !== task &&
      (steps.task(row) === 0 || steps.handedOnBy(row) < 0));
  }

  /** The rows that a callback made ready. */
  private handedOn(index: number): number[] {
    const { steps } = this;
    const made = steps.made[index]!;
    return steps.madeWithin(made, made).filter((row) => row > index && steps.handedOnBy(row) === index);
  }

  private ago(index: number): string {
    const { steps } = this;
    const ns = steps.starts[index]! - steps.made[index]!;
    return steps.knowsMade(index) && ns > 0 ? ` ${formatDuration(ns)} ago` : '';
  }
}

function place({ source, line }: AwaitSite): string {
  return `${code(source)} (line ${line})`;
}

/** Those that are not empty, each with its full stop. */
function sentences(...texts: string[]): string {
  return texts.filter((text) => text !== '').map((text) => `${text}.`).join(' ');
}
