/** What the timeline says: of a segment under the pointer, of a lane in its table. */
import { WAKERS } from '../../shared/report.js';
import type { AwaitSite, Lane, Timeline } from '../../shared/timeline.js';
import type { Trace } from '../../shared/trace.js';
import { taskLabel } from '../blocking.js';
import { formatCount, formatDuration } from '../format.js';
import { lastAtOrBefore } from './busy.js';
import { segment, waitingEnd, type Segment } from './segments.js';

export interface Told {
  title: string;
  /** Code of the user's; empty for none. */
  code: string;
  lines: string[];
}

/** A task in few words: its function, and its name where the program gave it one. */
export function laneName({ name, function: fn }: Lane): { function: string; name: string } {
  const last = fn.slice(fn.lastIndexOf('.') + 1);
  return last === '' ? { function: name || 'Task', name: '' } : { function: last, name };
}

/** What a task waits for, short enough to stand inside of a segment: `sleep 1 s`, else the awaited expression. */
export function reasonText(site: AwaitSite | undefined, lane: Lane): string {
  if (!site) return '';
  const what = site.awaited || site.source.replace(/^await\s+/, '');
  return site.function === lane.function || site.function === '' ? what : `${shortName(site.function)}(): ${what}`;
}

const shortName = (fn: string): string => fn.slice(fn.lastIndexOf('.') + 1);

/** Everything that is known of a segment. */
export function segmentTold(timeline: Timeline, of: Segment): Told {
  const lane = timeline.lanes[of.lane]!;
  const who = taskLabel(lane);
  switch (of.kind) {
    case 'running': return runningTold(timeline, of, who);
    case 'ready': return suspensionTold(timeline, { ...of, slice: of.slice - 1 }, who, `was ready for ${formatDuration(of.endNs - of.startNs)}: the event loop was busy`);
    case 'waiting': return suspensionTold(timeline, of, who, `waited ${formatDuration(of.endNs - of.startNs)}`);
  }
}

function runningTold(timeline: Timeline, { lane, slice, startNs, endNs }: Segment, who: string): Told {
  const ran = timeline.ran[slice]!;
  const lines = [`From ${formatMoment(startNs)}`];
  // A slice of one step is run from end to end.
  const merged = ran < endNs - startNs - 1;
  if (merged) lines.push(`Several steps within ${formatDuration(endNs - startNs)}: there were too many to be kept one by one`);
  const site = timeline.sites[timeline.site[slice]!];
  if (site) lines.push(`Then it waited in ${placeOf(site)}`);
  const woke = wokenText(timeline, slice);
  if (woke) lines.push(`${slice === timeline.lanes[lane]!.first ? 'Started' : 'Woken'} by ${woke}`);
  const blocked = timeline.blocked.find((each) => each.task === timeline.lanes[lane]!.task && each.startNs < endNs && each.endNs > startNs);
  if (blocked) lines.push(blocked.text);
  return { title: `${who} ran ${formatDuration(ran)}`, code: site?.source ?? '', lines };
}

/** @param of the suspension after its slice */
function suspensionTold(timeline: Timeline, of: Segment, who: string, what: string): Told {
  const lane = timeline.lanes[of.lane]!;
  const { slice } = of;
  const site = slice < lane.first ? undefined : timeline.sites[timeline.site[slice]!];
  const lines = site ? [`In ${placeOf(site)}${site.awaited && `: ${site.awaited}`}`] : [];
  const next = slice + 1;
  if (next < lane.first + lane.count) {
    const waited = segment(timeline, of.lane, slice, 'waiting');
    const ready = segment(timeline, of.lane, next, 'ready');
    const known = !Number.isNaN(timeline.readyAt[next]!);
    const parts = [`waiting ${formatDuration(waited ? waited.endNs - waited.startNs : 0)}`];
    if (known) parts.push(`ready ${formatDuration(ready ? ready.endNs - ready.startNs : 0)}`);
    parts.push(`then running ${formatDuration(timeline.ran[next]!)}`);
    lines.push(sentence(parts.join(', ')));
    const woke = wokenText(timeline, next);
    if (woke) lines.push(`Woken by ${woke}, at ${formatMoment(timeline.readyAt[next]!)}`);
  } else if (lane.endNs === null) {
    lines.push('It has not ended');
  }
  return { title: `${who} ${what}`, code: site?.source ?? '', lines };
}

/** Who made it ready for a slice; empty when that is not known. */
function wokenText({ waker, wakerTask, lanes }: Timeline, slice: number): string {
  const by = WAKERS[waker[slice]!];
  if (by === undefined) return '';
  if (by !== 'task') return OTHER_WAKERS[by];
  const lane = lanes.find(({ task }) => task === wakerTask[slice]);
  return lane ? taskLabel(lane) : 'a task';
}

const OTHER_WAKERS: Record<Exclude<(typeof WAKERS)[number], 'task'>, string> = {
  timer: 'a timer', io: 'I/O', thread: 'another thread', callback: 'a callback',
};

/** What the event loop did at a moment: the blocked stretch, else what the trace says ran, else busy or idle. */
export function loopTold(timeline: Timeline, trace: Trace | null, ns: number): Told {
  const blocked = timeline.blocked.find(({ startNs, endNs }) => startNs <= ns && ns < endNs);
  if (blocked) return { title: 'The event loop was blocked', code: '', lines: [blocked.text] };
  const { busyStarts, busyEnds, busyRan } = timeline;
  const stretch = lastAtOrBefore(busyStarts, ns, 0, busyStarts.length);
  if (stretch >= 0 && ns < busyEnds[stretch]!) {
    const lines = [`${formatDuration(busyRan[stretch]!)} from ${formatMoment(busyStarts[stretch]!)}`];
    const step = trace ? stepAt(trace, ns) : undefined;
    if (step) lines.push(step);
    return { title: 'The event loop was busy', code: '', lines };
  }
  const from = stretch < 0 ? 0 : busyEnds[stretch]!;
  const to = stretch + 1 < busyStarts.length ? busyStarts[stretch + 1]! : timeline.endNs;
  return { title: `The event loop was idle for ${formatDuration(to - from)}`, code: '', lines: ['Every task was waiting'] };
}

/** The callback that ran at a moment; tasks have lanes of their own. */
function stepAt({ steps, names }: Trace, ns: number): string | undefined {
  const found = steps.find(([task, start, end]) => task === 0 && start! <= ns && ns < end!);
  const name = found && names[found[7]!];
  return name ? `A callback ran: ${name}` : undefined;
}

export interface LaneWaits {
  /** The longest single suspension; null when there was none, or the steps are not known. */
  longest: { ns: number; site: AwaitSite | null } | null;
  /** Who ended it; empty when that is not known. */
  wokenBy: string;
}

/** What a task waited for longest, for the table. */
export function longestWait(timeline: Timeline, lane: Lane): LaneWaits {
  let longest = -1;
  let ns = 0;
  for (let slice = lane.first; slice < lane.first + lane.count; slice += 1) {
    const waited = waitingEnd(timeline, lane, slice) - timeline.ends[slice]!;
    if (waited > ns) [longest, ns] = [slice, waited];
  }
  if (longest < 0) return { longest: null, wokenBy: '' };
  const next = longest + 1;
  return {
    longest: { ns, site: timeline.sites[timeline.site[longest]!] ?? null },
    wokenBy: next < lane.first + lane.count ? wokenText(timeline, next) : '',
  };
}

/** `line 10, say_hello()`. */
export function placeOf({ line, function: fn }: AwaitSite): string {
  return fn === '' ? `line ${line}` : `line ${line}, ${fn}()`;
}

/** A moment of the run, exact enough to be told from its neighbours: `1.001792 s`. */
export function formatMoment(ns: number): string {
  if (ns < 1e6) return formatDuration(ns);
  return ns < 1e9 ? `${(ns / 1e6).toFixed(3)} ms` : `${(ns / 1e9).toFixed(6)} s`;
}

/** One sentence for those who do not see the picture. */
export function summary({ lanes, omitted, endNs, blocked }: Timeline): string {
  const tasks = `${formatCount(lanes.length)} ${lanes.length === 1 ? 'task' : 'tasks'}`;
  const more = omitted > 0 ? `, ${formatCount(omitted)} more not shown` : '';
  const held = blocked.length > 0 ? `; the event loop was blocked ${blocked.length === 1 ? 'once' : `${formatCount(blocked.length)} times`}` : '';
  return `${tasks} over ${formatDuration(endNs)}${more}${held}`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
