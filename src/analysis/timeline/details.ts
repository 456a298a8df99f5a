/** What is known of single slices: at which await a task was suspended after one, since when it was ready before it, who made it so. */
import { WAKERS, type AwaitTimes, type Occurrence } from '../../shared/report.js';
import type { Lane, Timeline } from '../../shared/timeline.js';
import type { Trace } from '../../shared/trace.js';
import { lastAtOrBefore } from './busy.js';

/** Passages of an await that were suspended more often tell too little of each suspension. */
const MOST_SUSPENSIONS = 16;

/** From the longest passages of each await: exact, but of few. Reaches where the trace has ended. */
export function addFromLongest(timeline: Timeline, awaits: readonly AwaitTimes[]): void {
  const lanes = byTask(timeline.lanes);
  const passages = awaits.flatMap(({ longest }, site) => longest.map((passage) => ({ passage, site })));
  // The inner await of two that are suspended together is shorter, and says more.
  passages.sort((a, b) => b.passage.elapsed_ns - a.passage.elapsed_ns);
  for (const { passage, site } of passages) {
    const lane = passage.task === null ? undefined : lanes.get(passage.task);
    if (lane && passage.suspensions > 0 && passage.suspensions <= MOST_SUSPENSIONS) addPassage(timeline, lane, passage, site);
  }
}

function addPassage({ starts, ends, site: sites, readyAt, waker, wakerTask }: Timeline, lane: Lane, passage: Occurrence, site: number): void {
  const last = lane.first + lane.count - 1;
  const end = passage.start_ns + passage.elapsed_ns;
  // It began within a slice, and ended within a later one: after the last there is none.
  for (let slice = Math.max(lane.first, lastAtOrBefore(starts, passage.start_ns, lane.first, last + 1)); slice < last; slice += 1) {
    const resumed = starts[slice + 1]!;
    if (resumed > end) return;
    if (ends[slice]! < passage.start_ns) continue;
    sites[slice] = site;
    if (passage.suspensions > 1) continue;
    readyAt[slice + 1] = Math.max(ends[slice]!, resumed - passage.ready_ns);
    waker[slice + 1] = passage.woken_by ? WAKERS.indexOf(passage.woken_by.by) : -1;
    wakerTask[slice + 1] = passage.woken_by?.task ?? 0;
  }
}

/** From the steps of the trace: where a slice begins or ends with a step of it. */
export function addFromTrace(timeline: Timeline, { steps }: Trace): void {
  const { starts, ends, readyAt, waker, wakerTask, site, awaited } = timeline;
  const lanes = byTask(timeline.lanes);
  /** By task: the first of its slices that has not ended before the steps that were looked at. */
  const reached = new Map<number, number>();
  for (const [task, start, end, ready, by, byTask, at, , ...others] of steps as [number, number, number, number, number, number, number, number, ...number[]][]) {
    const lane = lanes.get(task);
    if (!lane) continue;
    for (const other of others) awaited.push([task, other, end]);
    const past = lane.first + lane.count;
    let slice = reached.get(task) ?? lane.first;
    while (slice < past && ends[slice]! < start) slice += 1;
    reached.set(task, slice);
    if (slice === past) continue;
    if (starts[slice] === start) {
      readyAt[slice] = ready < 0 ? NaN : ready;
      waker[slice] = by;
      wakerTask[slice] = byTask;
    }
    if (ends[slice] === end) site[slice] = at;
  }
  awaited.sort((a, b) => a[2]! - b[2]!);
}

const byTask = (lanes: readonly Lane[]): Map<number, Lane> => new Map(lanes.map((lane) => [lane.task, lane]));
