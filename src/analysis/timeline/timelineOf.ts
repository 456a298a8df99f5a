/** The timeline of a run, and of one that goes on: what `webview/timeline` draws. */
import type { Live } from '../../shared/protocol.js';
import type { AwaitTimes, Report, SourceRange, TaskTimes } from '../../shared/report.js';
import type { AwaitSite, BlockedStretch, CriticalPart, Lane, Timeline } from '../../shared/timeline.js';
import { capital, heldText, starvedText } from '../blocking.js';
import { formatCount, formatDuration } from '../format.js';
import { enumerate } from '../markdown.js';
import { busyStretches } from './busy.js';
import { addFromLongest, addFromTrace } from './details.js';
import { treeOrder } from './tree.js';

/** Of a run that has ended. `sites` are the report's `awaits`, `blocked` begins with its `blocking`: index by index. */
export function timelineOf(report: Report, critical: CriticalPart[]): Timeline {
  const timeline: Timeline = {
    ...columnsOf(report.tasks, report.callbacks),
    endNs: report.elapsed_ns,
    omitted: report.tasks_omitted,
    merged: report.timeline_merged,
    blocked: blockedOf(report),
    sites: report.awaits.map((each) => siteOf(each, awaitedOf(each))),
    critical,
  };
  // What ended after the run's own function is drawn as well.
  timeline.endNs = lastMoment(timeline);
  addFromLongest(timeline, report.awaits);
  addFromTrace(timeline, report.trace);
  return timeline;
}

/** Of a run that goes on. `sites` are its `awaits`. What comes of the trace is not known yet. */
export function liveTimeline(live: Live, elapsedNs: number): Timeline {
  const timeline: Timeline = {
    ...columnsOf(live.tasks, live.callbacks),
    endNs: elapsedNs,
    omitted: live.tasks_omitted,
    // Without looking at every slice: what is merged is drawn as such by its own numbers.
    merged: live.tasks.some(({ steps, timeline: slices }) => steps > slices.length),
    blocked: [],
    sites: live.awaits.map((each) => siteOf(each, '')),
    critical: [],
  };
  timeline.endNs = lastMoment(timeline);
  return timeline;
}

type Columns = Omit<Timeline, 'endNs' | 'omitted' | 'merged' | 'blocked' | 'sites' | 'critical'>;

function columnsOf(tasks: readonly TaskTimes[], callbacks: readonly number[][]): Columns {
  const size = tasks.reduce((sum, { timeline }) => sum + timeline.length, 0);
  const starts = new Float64Array(size);
  const ends = new Float64Array(size);
  const ran = new Float64Array(size);
  let next = 0;
  const lanes = treeOrder(tasks).map(({ task, depth }): Lane => {
    const first = next;
    for (const slice of task.timeline) {
      starts[next] = slice[0]!;
      ends[next] = slice[1]!;
      ran[next] = slice[2]!;
      next += 1;
    }
    return laneOf(task, depth, first, next - first);
  });
  return {
    lanes, starts, ends, ran, ...busyStretches(starts, ends, ran, callbacks),
    readyAt: new Float64Array(size).fill(NaN),
    site: new Int32Array(size).fill(-1),
    waker: new Int8Array(size).fill(-1),
    wakerTask: new Int32Array(size),
    awaited: [],
  };
}

function laneOf(task: TaskTimes, depth: number, first: number, count: number): Lane {
  const { created_at: created } = task;
  return {
    task: task.id, name: task.name, function: task.function, parent: task.parent, depth, startNs: task.start_ns, endNs: task.end_ns,
    outcome: task.outcome, runningNs: task.running_ns, waitingNs: task.waiting_ns, readyNs: task.ready_ns, steps: task.steps,
    createdAt: created && { file: created.file, line: created.line }, first, count,
  };
}

function siteOf({ file, function: fn, source, line, column, end_line, end_column }: Pick<AwaitTimes, 'file' | 'function' | 'source'> & SourceRange, awaited: string): AwaitSite {
  return { file, function: fn, source, line, column, end_line, end_column, awaited };
}

/** Only what holds of every passage. */
const awaitedOf = ({ awaited }: AwaitTimes): string => (awaited.length === 1 ? awaited[0]!.what : '');

function blockedOf({ blocking, starvation }: Report): BlockedStretch[] {
  const steps = blocking.map((step): BlockedStretch => {
    const who = step.task ? `${step.task.function}()` : 'A callback of the loop';
    const what = step.source === null ? '' : `: line ${step.line}, ${step.source}`;
    const starved = starvedText([step]);
    return {
      startNs: step.start_ns, endNs: step.start_ns + step.duration_ns, task: step.task?.task ?? null,
      text: `${who} ${heldText([step])}${what}${starved && `. It ${starved}`}.`,
    };
  });
  const together = starvation.map((each): BlockedStretch => {
    const makers = enumerate(each.made_of.slice(0, 3).map((made) => `${formatCount(made.steps)} of ${made.function}()`), Math.max(0, each.made_of.length - 3));
    const starved = starvedText([each]);
    return {
      startNs: each.start_ns, endNs: each.start_ns + each.duration_ns, task: null,
      text: `Many short steps kept ready tasks waiting for ${formatDuration(each.duration_ns)}${makers && `: ${makers}`}.${starved && ` ${capital(`they ${starved}`)}.`}`,
    };
  });
  return [...steps, ...together];
}

function lastMoment({ endNs, lanes, busyEnds }: Timeline): number {
  return lanes.reduce((last, lane) => Math.max(last, lane.endNs ?? 0), Math.max(endNs, busyEnds.at(-1) ?? 0));
}
