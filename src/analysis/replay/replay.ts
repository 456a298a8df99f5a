/** Steps through a run as the event loop did it: at each event of the trace, who runs, who is ready, who waits for what. */
import type { AwaitSite, Lane } from '../../shared/timeline.js';
import type { Trace } from '../../shared/trace.js';
import { lastAtOrBefore } from '../timeline/busy.js';
import { callbackWords } from './callbacks.js';
import { Happenings } from './happens.js';
import { MinTree } from './minTree.js';
import type { Moment, Named, ReadyNow, RunningNow, State, WaitingNow } from './moment.js';
import { Names } from './names.js';
import { Steps } from './steps.js';
import { Timers } from './timers.js';
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
  /** The tasks in the order of their ends, and when those were. */
  private readonly ended: number[];
  private readonly endedAt: Float64Array;

  /** @param sites the awaits that the trace's rows point to */
  constructor(private readonly trace: Trace, lanes: readonly Lane[], private readonly sites: readonly AwaitSite[]) {
    this.steps = new Steps(trace);
    this.names = new Names(lanes);
    this.timers = new Timers(trace, this.names);
    this.happenings = new Happenings(this.steps, this.timers, this.names, sites);
    this.ready = new MinTree(this.steps.ready);
    this.ends = new MinTree(this.steps.ends.map((end) => -end));
    this.waits = new MinTree(this.steps.ends.map((_, index) => -this.waitEnd(index)));
    const ended = lanes.flatMap(({ task, endNs }) => (endNs === null ? [] : [{ task, endNs }])).sort((a, b) => a.endNs - b.endNs);
    this.ended = ended.map(({ task }) => task);
    this.endedAt = Float64Array.from(ended, ({ endNs }) => endNs);
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

  /**
   * @param index from 0 up to `length`
   * @param most how many entries of each list are told; those that run are all told
   */
  at(index: number, most = Infinity): Moment {
    const ns = this.moments[index]!;
    const row = this.rows[index]!;
    const timers = this.timers.at(ns);
    return {
      index, ns,
      kind: row === IDLE ? 'idle' : row === END ? 'end' : 'step',
      happens: this.happens(index, ns, timers[0]),
      ...this.state(ns, timers, row, most),
    };
  }

  /** What was the case at any time, whether or not something happened just then. */
  stateAt(ns: number): State {
    return this.state(ns, this.timers.at(ns), IDLE, Infinity);
  }

  /** The task that runs at an event, null for none, and the await that it comes from, else goes to, null for none. */
  placeAt(index: number): { task: number | null; site: number | null } {
    const row = this.rows[index]!;
    if (row < 0 || this.steps.task(row) === 0) return { task: null, site: null };
    const { from, to } = this.running(row);
    const site = from >= 0 ? from : to;
    return { task: this.steps.task(row), site: site >= 0 ? site : null };
  }

  /** @param first the row of the running step that is named first */
  private state(ns: number, timers: readonly number[], first: number, most: number): State {
    const { steps, names } = this;
    const started = lastAtOrBefore(steps.starts, ns, 0, steps.length) + 1;
    const running = this.ends.atMost(-ns - 1, 0, started).reverse().sort((a, b) => Number(b === first) - Number(a === first));
    const ready = this.ready.atMost(ns, started, steps.length);
    const waiting = this.waits.atMost(-ns - 1, 0, started).filter((each) => steps.ends[each]! <= ns);
    const ended = lastAtOrBefore(this.endedAt, ns, 0, this.endedAt.length) + 1;
    return {
      running: running.map((each) => this.running(each)),
      ready: ready.slice(0, most).map((each) => this.readyNow(each)),
      timers: timers.slice(0, most).map((each) => this.timers.told(each, ns)),
      waiting: waiting.slice(0, most).map((each) => this.waiting(each, ns)),
      ended: this.ended.slice(Math.max(0, ended - most), ended).reverse().map((task) => ({ task, name: names.of(task) })),
      counts: { ready: ready.length, timers: timers.length, waiting: waiting.length, ended },
    };
  }

  private happens(index: number, ns: number, firstTimer: number | undefined): string {
    const row = this.rows[index]!;
    // After a sleep of the loop a step starts.
    if (row === IDLE) return this.happenings.idle(ns, this.rows[index + 1]!, firstTimer);
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

  private waiting(row: number, ns: number): WaitingNow {
    const { steps, timers, names, sites } = this;
    return { ...this.named(row), site: steps.site(row), words: waitWords(row, ns, timers, steps, names, sites) };
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
