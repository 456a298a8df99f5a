/** What the pointer is at, what is said of it, and where a click on it leads. */
import { lastAtOrBefore } from '../../analysis/timeline/busy.js';
import { segment, segmentAt, type Segment } from '../../analysis/timeline/segments.js';
import { loopTold, segmentTold, type Told } from '../../analysis/timeline/words.js';
import { taskLabel } from '../../analysis/blocking.js';
import type { Timeline } from '../../shared/timeline.js';
import type { Trace } from '../../shared/trace.js';
import { partAt } from './draw.js';
import { Scale, type Scene } from './scene.js';
import type { Reveal } from './timeline.js';

/** A narrow step is found this near, in pixels. */
const NEAR = 3;

export interface Hit {
  part: 'axis' | 'loop' | 'lane' | 'none';
  ns: number;
  lane: number | null;
  segment: Segment | null;
}

export function hitAt(scene: Scene, x: number, y: number): Hit {
  const scale = new Scale(scene, scene.width);
  const ns = scale.ns(x);
  const where = partAt(scene, y);
  if (where.part !== 'lanes') return { part: where.part, ns, lane: null, segment: null };
  const lane = scene.rows.rows[where.row]?.lane;
  if (lane === undefined) return { part: 'none', ns, lane: null, segment: null };
  const near = NEAR / scale.pixelsPerNs;
  const { first, count } = scene.timeline.lanes[lane]!;
  const slice = lastAtOrBefore(scene.timeline.starts, ns + near, first, first + count);
  const step = segment(scene.timeline, lane, slice, 'running');
  return { part: 'lane', ns, lane, segment: step && step.endNs >= ns - near ? step : segmentAt(scene.timeline, lane, ns) };
}

/** null where there is nothing to say. */
export function toldAt(timeline: Timeline, trace: Trace | null, hit: Hit): Told | null {
  if (hit.part === 'loop') return hit.ns >= 0 && hit.ns < timeline.endNs ? loopTold(timeline, trace, hit.ns) : null;
  if (hit.segment) return segmentTold(timeline, hit.segment);
  const lane = hit.lane === null ? undefined : timeline.lanes[hit.lane];
  if (!lane || lane.count > 0 || hit.ns < lane.startNs || hit.ns > (lane.endNs ?? timeline.endNs)) return null;
  return { title: taskLabel(lane), code: '', lines: ['Its steps were not kept: there were too many tasks'] };
}

export function revealHit(timeline: Timeline, hit: Hit, reveal: Reveal): void {
  if (hit.segment) return revealSegment(timeline, hit.segment, reveal);
  const blocked = hit.part === 'loop' ? timeline.blocked.findIndex(({ startNs, endNs }) => startNs <= hit.ns && hit.ns < endNs) : -1;
  if (blocked >= 0) reveal('blocked', blocked);
}

/** To the line that held the loop, to the await that it waited in or came to, else to where the task was created. */
export function revealSegment({ lanes, blocked, site }: Timeline, { kind, lane, slice, startNs, endNs }: Segment, reveal: Reveal): void {
  const { task, first } = lanes[lane]!;
  const held = kind === 'running' ? blocked.findIndex((each) => each.task === task && each.startNs < endNs && each.endNs > startNs) : -1;
  if (held >= 0) return reveal('blocked', held);
  const before = slice > first ? site[slice - 1]! : -1;
  const after = slice >= first ? site[slice]! : -1;
  const at = kind === 'ready' ? before : kind === 'running' && after < 0 ? before : after;
  if (at >= 0) reveal('site', at);
  else reveal('task', task);
}
