/** Steps through a run as the event loop did it: at each event of the trace, who runs, who is ready, who waits for what. */
import type { AwaitSite, Lane } from '../../shared/timeline.js';
import type { Trace } from '../../shared/trace.js';
import { lastAtOrBefore } from '../timeline/busy.js';
import { callbackWords } from './callbacks.js';
import { Happenings } from './happens.js';
import { MinTree } from './minTree.js';
import type { Moment, Named, ReadyNow, RunningNow, WaitingNow } from './moment.js';
import { Names } from './names.js';
import { Steps } from './steps.js';
import { sleepers, timerNow, Timers, type Timer } from './timers.js';
import { waitWords } from './waits.js';

/** The loop's own work between two steps takes less: it is not told as sleep. */
const SLEEP_NS = 50_000;
/** In place of a step's row. */
const IDLE = -1;
const END = -2;

/** An event for each start of a step or a callback, each time that the loop begins to sleep, and the end. */
export class Replay {
  private readonly steps: Steps;
  private readonly timers: Timers;
  private readonly names: Names;
  private readonly happenings: Happenings;
  /** By event: when it is, and the row of the step that starts, `IDLE` or `END`. */
  private readonly moments: Float64Array;
  private readonly rows: Int32Array;
  /** Since when each row was ready. */
  private readonly ready: MinTree;
  /** Of minus the end of each row, so that the late ones are small. */
  private readonly ends: MinTree;
  /** Of minus the end of the wait after each row. */
  private readonly waits: MinTree;
  private readonly ended: { task: number; endNs: number }[];
  private readonly endedAt: Float64Array;

  /** @param sites the awaits that the trace's rows point to */
  constructor(private readonly trace: Trace, lanes: readonly Lane[], private readonly sites: readonly AwaitSite[]) {
    this.steps = new Steps(trace);
    this.timers = new Timers(trace);
    this.names = new Names(lanes);
    this.happenings = new Happenings(this.steps, this.timers, this.names, sites);
    this.ready = new MinTree(this.steps.ready);
    this.ends = new MinTree(this.steps.ends.map((end) => -end));
    this.waits = new MinTree(this.steps.ends.map((_, index) => -this.waitEnd(index)));
    this.ended = lanes.flatMap(({ task, endNs }) => (endNs === null ? [] : [{ task, endNs }])).sort((a, b) => a.endNs - b.endNs);
    this.endedAt = Float64Array.from(this.ended, ({ endNs }) => endNs);
    const { moments, rows } = eventsOf(trace, this.steps);
    this.moments = Float64Array.from(moments);
    this.rows = Int32Array.from(rows);
  }

  /** How many events there are: 0 of an empty trace. */
  get length(): number {
    return this.moments.length;
  }

  /** When an event is, ns. */
  nsOf(index: number): number {
    return this.moments[index]!;
  }

  /** The last event at or before a time; the first when none is. */
  indexAt(ns: number): number {
    return Math.max(0, lastAtOrBefore(this.moments, ns, 0, this.length));
  }

  /** @param index from 0 up to `length` */
  at(index: number): Moment {
    const ns = this.moments[index]!;
    const row = this.rows[index]!;
    const timers = this.timers.at(ns);
    return {
      index, ns,
      kind: row === IDLE ? 'idle' : row === END ? 'end' : 'step',
      happens: this.happens(index, row, ns, timers),
      ...this.queues(ns, timers, row),
    };
  }

  /** What was the case at any time, whether or not something happened just then. */
  stateAt(ns: number): Pick<Moment, 'running' | 'ready' | 'timers' | 'waiting' | 'ended'> {
    return this.queues(ns, this.timers.at(ns), IDLE);
  }

  /** @param row of the step that is named first */
  private queues(ns: number, timers: readonly Timer[], row: number): ReturnType<Replay['stateAt']> {
    const { steps, names } = this;
    const started = lastAtOrBefore(steps.starts, ns, 0, steps.length) + 1;
    const sleeping = sleepers(timers);
    const running = this.ends.atMost(-ns - 1, 0, started).reverse();
    return {
      running: running.sort((a, b) => Number(b === row) - Number(a === row)).map((each) => this.running(each)),
      ready: this.ready.atMost(ns, started, steps.length).map((each) => this.readyNow(each)),
      timers: timers.map((timer) => timerNow(timer, ns, names)),
      waiting: this.waits.atMost(-ns - 1, 0, started).filter((each) => steps.ends[each]! <= ns).map((each) => this.waiting(each, ns, sleeping)),
      ended: this.ended.slice(0, lastAtOrBefore(this.endedAt, ns, 0, this.endedAt.length) + 1).map(({ task }) => ({ task, name: names.of(task) })),
    };
  }

  private happens(index: number, row: number, ns: number, timers: readonly Timer[]): string {
    if (row === IDLE) return this.happenings.idle(ns, this.moments[index + 1]!, timers);
    if (row !== END) return this.happenings.step(row);
    return this.trace.complete ? 'The run is over.' : 'What comes after this was not recorded step by step.';
  }

  private named(row: number): Named {
    const task = this.steps.task(row);
    return task === 0 ? { task: null, name: callbackWords(this.steps.callback(row)).name } : { task, name: this.names.of(task) };
  }

  private running(row: number): RunningNow {
    const { steps, names } = this;
    const before = steps.before[row]!;
    return {
      ...this.named(row),
      function: steps.task(row) === 0 ? steps.callback(row) : names.lane(steps.task(row))?.function ?? '',
      from: before < 0 ? -1 : steps.site(before),
      to: steps.site(row),
      endNs: steps.ends[row]!,
    };
  }

  private readyNow(row: number): ReadyNow {
    return { ...this.named(row), sinceNs: this.steps.ready[row]!, wokenBy: this.happenings.wokenBy(row) };
  }

  private waiting(row: number, ns: number, sleeping: ReadonlyMap<number, Timer>): WaitingNow {
    const { steps, names, sites } = this;
    return { ...this.named(row), site: steps.site(row), words: waitWords(row, ns, sleeping, steps, names, sites) };
  }

  /** When the task of a row is ready again; its end when it never waits after it. */
  private waitEnd(row: number): number {
    const { steps } = this;
    const after = steps.after[row]!;
    if (after >= 0) return steps.ready[after]!;
    return steps.task(row) === 0 || this.happenings.endsTask(row) ? steps.ends[row]! : Infinity;
  }
}

function eventsOf({ complete, until_ns }: Trace, { length, starts, ends, ready }: Steps): { moments: number[]; rows: number[] } {
  const moments: number[] = [];
  const rows: number[] = [];
  /** By row: the least of `ready` from it on. */
  const nextReady = new Float64Array(length + 1).fill(Infinity);
  for (let row = length - 1; row >= 0; row -= 1) nextReady[row] = Math.min(ready[row]!, nextReady[row + 1]!);
  let end = -Infinity;
  for (let row = 0; row < length; row += 1) {
    // At the end of a trace there are rows of those that were ready then: they have not run.
    if (starts[row]! >= until_ns) break;
    if (row > 0 && starts[row]! - end > SLEEP_NS && nextReady[row]! > end) {
      moments.push(end);
      rows.push(IDLE);
    }
    moments.push(starts[row]!);
    rows.push(row);
    end = Math.max(end, ends[row]!);
  }
  if (length > 0) {
    // Just before the trace's end those steps still run that it cut off.
    moments.push(Math.min(complete ? end : Infinity, until_ns - 1));
    rows.push(END);
  }
  return { moments, rows };
}
