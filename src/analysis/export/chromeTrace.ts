/** A run in the Trace Event Format, which Perfetto and chrome://tracing open. */
import { WAKERS, type AwaitTimes, type Occurrence, type Report, type Waker } from '../../shared/report.js';
import type { Lane, Timeline } from '../../shared/timeline.js';
import { taskLabel } from '../blocking.js';
import { lastAtOrBefore } from '../timeline/busy.js';
import { waitingEnd } from '../timeline/segments.js';
import { timelineOf } from '../timeline/timelineOf.js';
import { reasonText } from '../timeline/words.js';
import { arrow, complete, lane as laneEvents, overlapping, PID, type TraceEvent } from './traceEvents.js';

export interface ChromeTrace {
  /** Those of a lane in any order; an arrow after what it binds to. */
  traceEvents: TraceEvent[];
  /** Shown by viewers as the trace's metadata. */
  otherData: Record<string, string>;
}

/** Viewers show the lane whose number is the process's first. */
const LOOP_LANE = PID;

/**
 * The event loop has a lane with what it was busy with; each task has one with what it did one after the other (running,
 * waiting, ready), and after it one with those passages of its await points that the report tells one by one.
 */
export function chromeTrace(report: Report): ChromeTrace {
  const { target, python, loop, outcome, tasks_omitted, timeline_merged, notes } = report;
  const events = new Events(report, timelineOf(report, []));
  return {
    traceEvents: events.all(),
    otherData: {
      made_by: 'Await Lens', ran: target.name, file: target.file ?? '', python: `${python.implementation} ${python.version}`, loop: loop.type ?? '', outcome,
      elapsed_ns: String(report.elapsed_ns),
      ...(tasks_omitted > 0 ? { tasks_left_out: String(tasks_omitted) } : {}),
      ...(timeline_merged ? { merged: 'Some slices stand for several steps: there were too many to be kept one by one.' } : {}),
      ...(notes.length > 0 ? { notes: notes.join('\n') } : {}),
    },
  };
}

class Events {
  private readonly events: TraceEvent[] = [];
  /** By task: the index of its lane. */
  private readonly laneOf: Map<number, number>;
  private readonly names: string[];
  private ids = 0;

  constructor(private readonly report: Report, private readonly timeline: Timeline) {
    this.laneOf = new Map(timeline.lanes.map(({ task }, index) => [task, index]));
    this.names = timeline.lanes.map(taskLabel);
  }

  all(): TraceEvent[] {
    const { target, python } = this.report;
    this.events.push({ ph: 'M', name: 'process_name', pid: PID, tid: LOOP_LANE, args: { name: `${target.name}, Python ${python.version}` } });
    this.loop();
    for (const index of this.timeline.lanes.keys()) this.task(index);
    this.passages();
    // Last: an arrow binds to what stands before it in the file.
    for (const index of this.timeline.lanes.keys()) this.arrows(index);
    return this.events;
  }

  private loop(): void {
    const { busyStarts, busyEnds, busyRan } = this.timeline;
    this.events.push(...laneEvents(LOOP_LANE, 'event loop'));
    for (const [index, start] of busyStarts.entries()) {
      this.events.push(complete(LOOP_LANE, 'loop', 'busy', start, busyEnds[index]!, { running_ns: busyRan[index]! }));
    }
    const { blocking, starvation } = this.report;
    for (const step of blocking) {
      this.blocked('event loop blocked', step.start_ns, step.duration_ns, {
        by: step.task ? taskLabel(step.task) : 'a callback', ...placeArgs(step), innermost: step.innermost, starved: step.starved.map(taskLabel), starved_more: step.starved_more,
      });
    }
    for (const { start_ns, duration_ns, made_of, starved, starved_more } of starvation) {
      this.blocked('tasks starved', start_ns, duration_ns, { made_of, starved: starved.map(taskLabel), starved_more });
    }
  }

  /** Of several threads they may overlap, and many short steps together are no single event of a lane. */
  private blocked(name: string, startNs: number, durationNs: number, args: Record<string, unknown>): void {
    this.ids += 1;
    this.events.push(...overlapping(LOOP_LANE, 'blocked', name, this.ids, startNs, startNs + durationNs, args));
  }

  private task(index: number): void {
    const { timeline } = this;
    const { starts, ends, ran } = timeline;
    const lane = timeline.lanes[index]!;
    const tid = stepsLane(index);
    this.events.push(...laneEvents(tid, this.names[index]!), this.life(lane, tid));
    for (let slice = lane.first; slice < lane.first + lane.count; slice += 1) {
      const [start, end] = [starts[slice]!, ends[slice]!];
      const ready = this.readySince(lane, slice);
      const woken_by = this.wokenBy(slice);
      if (ready < start) this.events.push(complete(tid, 'ready', 'ready', ready, start, { ...this.siteArgs(slice - 1, lane), ready_ns: start - ready, woken_by }));
      // A slice of one step is run from end to end.
      const merged = ran[slice]! < end - start - 1 ? { merged: 'several steps' } : {};
      this.events.push(complete(tid, 'running', 'running', start, end, { running_ns: ran[slice]!, woken_by, ...merged }));
      const next = slice + 1 < lane.first + lane.count ? this.readySince(lane, slice + 1) : waitingEnd(timeline, lane, slice);
      const site = timeline.sites[timeline.site[slice]!];
      if (next > end) this.events.push(complete(tid, 'waiting', reasonText(site, lane) || 'waiting', end, next, { ...this.siteArgs(slice, lane), waiting_ns: next - end }));
    }
  }

  /** The whole of a task, around all that stands on its lane. */
  private life(lane: Lane, tid: number): TraceEvent {
    const { ends, endNs } = this.timeline;
    const { first, count, startNs, outcome, steps, createdAt, runningNs, waitingNs, readyNs } = lane;
    const start = count > 0 ? Math.min(startNs, this.readySince(lane, first)) : startNs;
    const end = Math.max(lane.endNs ?? endNs, count > 0 ? ends[first + count - 1]! : start);
    return complete(tid, 'task', lane.function || lane.name || 'task', start, end, {
      outcome, steps, running_ns: runningNs, waiting_ns: waitingNs, ready_ns: readyNs, created_at: createdAt && `${createdAt.file}:${createdAt.line}`,
    });
  }

  /** Since when a task was ready for a slice; its start where that is not known. It may have been made ready before the slice before it had ended. */
  private readySince({ first }: Lane, slice: number): number {
    const { starts, ends, readyAt } = this.timeline;
    const since = Number.isNaN(readyAt[slice]!) ? starts[slice]! : Math.min(readyAt[slice]!, starts[slice]!);
    return slice > first ? Math.max(since, ends[slice - 1]!) : since;
  }

  private passages(): void {
    const byLane = new Map<number, { site: AwaitTimes; passage: Occurrence }[]>();
    for (const site of this.report.awaits) {
      for (const passage of site.longest) {
        const index = passage.task === null ? undefined : this.laneOf.get(passage.task);
        if (index !== undefined) byLane.set(index, [...(byLane.get(index) ?? []), { site, passage }]);
        else this.unplaced(site, passage);
      }
    }
    for (const [index, passages] of byLane) {
      const tid = awaitsLane(index);
      this.events.push(...laneEvents(tid, `${this.names[index]}: awaits`));
      for (const { site, passage, endNs } of nested(passages)) {
        this.events.push(complete(tid, 'await', site.source, passage.start_ns, endNs, this.passageArgs(site, passage)));
      }
    }
  }

  /** Of a task that is not known, or of none: several may go on at a time. */
  private unplaced(site: AwaitTimes, passage: Occurrence): void {
    this.ids += 1;
    this.events.push(...overlapping(LOOP_LANE, 'await', site.source, this.ids, passage.start_ns, passage.start_ns + passage.elapsed_ns, this.passageArgs(site, passage)));
  }

  private passageArgs(site: AwaitTimes, { elapsed_ns, waiting_ns, ready_ns, running_ns, suspensions, woken_by }: Occurrence): Record<string, unknown> {
    return {
      ...placeArgs(site), awaited: site.awaited.map(({ what }) => what), elapsed_ns, ...(this.report.loop.steps ? { waiting_ns, ready_ns, running_ns } : {}),
      suspensions, woken_by: woken_by?.what ?? null, passed: site.count,
    };
  }

  /** Who created the task, and who woke it for each of its slices. */
  private arrows(index: number): void {
    const { lanes, starts, waker, wakerTask } = this.timeline;
    const { first, count, parent, task } = lanes[index]!;
    for (let slice = first; slice < first + count; slice += 1) {
      const created = slice === first && parent !== null;
      const by = created ? parent : WAKERS[waker[slice]!] === 'task' ? wakerTask[slice]! : 0;
      if (by !== 0 && by !== task) this.arrow(created ? 'created' : 'woke', by, this.readySince(lanes[index]!, slice), { tid: stepsLane(index), ns: starts[slice]! });
    }
  }

  /** Begins in the step of the task that ran at that moment, or in the last one before it. */
  private arrow(name: string, task: number, atNs: number, to: { tid: number; ns: number }): void {
    const index = this.laneOf.get(task);
    if (index === undefined) return;
    const { starts, ends, lanes } = this.timeline;
    const { first, count } = lanes[index]!;
    const slice = lastAtOrBefore(starts, atNs, first, first + count);
    if (slice < first) return;
    this.ids += 1;
    // Before its end: what begins there is another event.
    this.events.push(...arrow(name, this.ids, { tid: stepsLane(index), ns: Math.max(starts[slice]!, Math.min(atNs, ends[slice]! - 1)) }, to));
  }

  /** The words of the report's wakers. */
  private wokenBy(slice: number): string | null {
    const by = WAKERS[this.timeline.waker[slice]!];
    if (by === undefined) return null;
    if (by !== 'task') return WAKER_WORDS[by];
    const index = this.laneOf.get(this.timeline.wakerTask[slice]!);
    return index === undefined ? 'a task' : this.names[index]!;
  }

  /** The await that a task was suspended in after a slice. */
  private siteArgs(slice: number, { first }: Lane): Record<string, unknown> {
    const site = slice < first ? undefined : this.timeline.sites[this.timeline.site[slice]!];
    return site ? { ...placeArgs(site), awaited: site.awaited } : {};
  }
}

const WAKER_WORDS: Record<Exclude<Waker['by'], 'task'>, string> = { timer: 'timer', io: 'I/O', thread: 'thread', callback: 'callback' };

const stepsLane = (index: number): number => LOOP_LANE + 1 + 2 * index;
const awaitsLane = (index: number): number => stepsLane(index) + 1;

function placeArgs({ file, line, function: fn, source }: { file: string | null; line: number | null; function: string | null; source: string | null }): Record<string, unknown> {
  return { place: file === null ? null : `${file}:${line}`, function: fn, source };
}

/**
 * The passages of one task in the order of their starts, each before those within it. The lens's own cost is taken off
 * each, off an outer one more than off those within: it is drawn as long as they are.
 */
function nested<T extends { passage: Occurrence }>(passages: readonly T[]): (T & { endNs: number })[] {
  const sorted = passages.map((each) => ({ ...each, endNs: each.passage.start_ns + each.passage.elapsed_ns }));
  sorted.sort((a, b) => a.passage.start_ns - b.passage.start_ns || b.endNs - a.endNs);
  const open: (T & { endNs: number })[] = [];
  for (const each of sorted) {
    while (open.length > 0 && open.at(-1)!.endNs <= each.passage.start_ns) open.pop();
    for (const outer of open) outer.endNs = Math.max(outer.endNs, each.endNs);
    open.push(each);
  }
  return sorted;
}
