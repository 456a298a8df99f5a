/** Pieces of sentences about an await point that ran, and what they are told from. */
import type { BlockingStep } from '../../shared/evidence.js';
import type { AwaitTimes, Occurrence, Report, TaskTimes } from '../../shared/report.js';
import { saysMore } from '../awaitedWords.js';
import { taskLabel, withoutComment } from '../blocking.js';
import { formatCount, formatDuration } from '../format.js';
import { enumerate, placeText } from '../markdown.js';
import { bold, code } from '../rich.js';
import type { Measured } from './measured.js';

/** How many of a list are told. */
export const TOLD = 3;
/** A step inside is told when it is this share of the whole. */
const MOST = 0.5;
/** How long one that was ready must have waited for its turn to be told; each wakeup takes a moment. */
const LATE_TOLD_NS = 1e6;
/** How long an await must have run, or how often, for it to matter that it never gave up control. */
const NOTABLE_NS = 5e6;
const NOTABLE_COUNT = 100;

export const isNotable = ({ elapsed_ns, count }: AwaitTimes): boolean => elapsed_ns.total >= NOTABLE_NS || count >= NOTABLE_COUNT;
export const estimate = ({ sampled, count }: AwaitTimes): string => (sampled > 0 ? `, estimated from ${formatCount(count - sampled)} that were timed` : '');
export const timesText = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${formatCount(count)} times`);
export const lastName = (qualname: string): string => qualname.replace(/^.*<locals>\./, '');
export const only = ({ woken_by }: AwaitTimes) => (woken_by.length === 1 ? woken_by[0] : undefined);
export const partly = ({ raised, count }: AwaitTimes): string => (raised === count ? '' : ` in ${formatCount(raised)} of ${formatCount(count)} passages`);

/** What the report says that the source does not. Where there is too much of it, without what tells one from the other. */
export function saying({ awaited, source }: AwaitTimes): AwaitTimes['awaited'] {
  const several = awaited.length > 2;
  const words = new Map<string, number>();
  for (const { what, count } of awaited) {
    const brief = several ? what.replace(/, .*$/, '').replace(/ (?:from|to) \S+:\d+$/, '') : what;
    words.set(brief, (words.get(brief) ?? 0) + count);
  }
  return [...words].map(([what, count]) => ({ what, count })).filter(({ what }) => what !== 'others' && saysMore(what, source));
}

/** Who gave up control. What is passed without `await` before it is named by its words. */
export function handed({ kind, suspensions }: AwaitTimes): string {
  return `${WHO[kind]} handed control to the event loop ${timesText(suspensions)}`;
}

const WHO: Record<AwaitTimes['kind'], string> = {
  await: '`await`', 'async for': 'The steps of `async for`', 'async with enter': 'Entering `async with`', 'async with exit': 'Leaving `async with`',
  'async comprehension': 'The steps of the comprehension',
};

export function inLongest({ meanwhile: { of }, suspensions, count }: AwaitTimes): string {
  return of < count && suspensions > of ? ` (in the longest ${of === 1 ? 'passage' : `${formatCount(of)} passages`})` : '';
}

/** Tasks of one function are told together. */
export function meanwhileText({ meanwhile: { tasks, rest_ns } }: AwaitTimes): string {
  const byFunction = new Map<string, { ns: number; tasks: number }>();
  for (const { function: fn, name, running_ns } of tasks) {
    const key = fn === '' ? name : lastName(fn);
    const sum = byFunction.get(key) ?? { ns: 0, tasks: 0 };
    byFunction.set(key, { ns: sum.ns + running_ns, tasks: sum.tasks + 1 });
  }
  const all = [...byFunction].sort((a, b) => b[1].ns - a[1].ns);
  const told = all.slice(0, TOLD).map(([name, sum]) => `${bold(name)}${sum.tasks > 1 ? ` (${formatCount(sum.tasks)} tasks)` : ''} ran for ${formatDuration(sum.ns)}`);
  const rest = all.slice(TOLD).reduce((total, [, { ns }]) => total + ns, rest_ns);
  return enumerate(rest > 0 ? [...told, `others for ${formatDuration(rest)}`] : told);
}

/** How long it waited for its turn once it was ready; only of a single passage. */
export function lateText({ count, ready_ns }: AwaitTimes): string {
  return count === 1 && ready_ns >= LATE_TOLD_NS ? `, and it went on ${formatDuration(ready_ns)} later` : '';
}

export function wakerText({ by, task, what }: AwaitTimes['woken_by'][number], { tasks }: Report): string {
  switch (by) {
    case 'timer': return 'a timer';
    case 'io': return 'I/O';
    case 'thread': return 'another thread';
    case 'callback': return 'a callback';
    case 'task': {
      if (task === null) return what === 'itself' ? 'itself' : code(what);
      const found = tasks.find(({ id }) => id === task);
      return found ? bold(taskLabel(found)) : code(what);
    }
  }
}

/** Without telling the tasks of one function from each other. */
export function kindText(waker: AwaitTimes['woken_by'][number], report: Report): string {
  const found = waker.by === 'task' ? report.tasks.find(({ id }) => id === waker.task) : undefined;
  return found ? `tasks of ${bold(lastName(found.function))}` : wakerText(waker, report);
}

export function holderText(steps: readonly BlockingStep[], here: string | null): string {
  const step = steps[0]!;
  const by = step.source !== null && step.file !== null && step.line !== null
    ? `${code(withoutComment(step.source))} on ${placeText(step.file, step.line, here)}`
    : step.innermost !== null ? code(step.innermost) : step.task ? bold(taskLabel(step.task)) : 'a callback';
  const of = step.function !== null && step.source !== null ? ` in ${bold(lastName(step.function))}` : '';
  return `${by}${of} held the event loop for ${formatDuration(step.duration_ns)}${steps.length > 1 ? `, and others after it` : ''}`;
}

/** The wait inside an own coroutine that most of its longest passage went to: of the program's awaits the one furthest down. */
export function innermostWait({ times, report, site }: Measured): { times: AwaitTimes; waitedNs: number } | null {
  const [passage] = times.longest;
  if (!passage || times.kind !== 'await' || passage.waiting_ns === 0) return null;
  let innermost: { times: AwaitTimes; passage: Occurrence } | null = null;
  for (const [index, other] of report.awaits.entries()) {
    const inner = index === site ? undefined : other.longest.find((each) => mostOf(each, passage));
    if (inner && (!innermost || inner.elapsed_ns < innermost.passage.elapsed_ns)) innermost = { times: other, passage: inner };
  }
  return innermost && { times: innermost.times, waitedNs: innermost.passage.waiting_ns };
}

function mostOf(inner: Occurrence, outer: Occurrence): boolean {
  return inner.task === outer.task && inner.start_ns >= outer.start_ns && inner.start_ns + inner.elapsed_ns <= outer.start_ns + outer.elapsed_ns
    && inner.elapsed_ns >= MOST * outer.elapsed_ns && inner.waiting_ns > 0;
}

/** Who cancelled the tasks whose passages here are their last; null where none was cancelled here. */
export function cancelledAt({ longest }: AwaitTimes, report: Report): string | null {
  const cancelled = report.tasks.find(({ id, outcome, end_ns }) => outcome === 'cancelled' && end_ns !== null && longest.some((passage) =>
    passage.task === id && passage.start_ns + passage.elapsed_ns <= end_ns && passage.start_ns + passage.elapsed_ns > end_ns - 1e6 && passage.suspensions > 0));
  if (!cancelled) return null;
  return cancelled.cancelled_by ? `, by ${wakerText({ ...cancelled.cancelled_by, count: 1 }, report)}` : '';
}

/** The task that was awaited, where that ended by an exception. */
export function failedTask({ awaited }: AwaitTimes, { tasks }: Report): TaskTimes | null {
  return tasks.find((task) => (task.outcome === 'cancelled' || task.outcome === 'raised') && awaited.some(({ what }) => what === taskLabel(task))) ?? null;
}

export function exceptionText({ file, line, raised, awaited }: AwaitTimes, { exception }: Report): string {
  const frame = exception?.frames.find((each) => each.file === file && each.line === line);
  if (exception && frame && raised > 0) return `: ${code(exception.message === '' ? exception.type : `${exception.type}: ${exception.message}`)}`;
  return awaited.some(({ what }) => /timeout/.test(what)) ? ', most likely because its time limit ran out' : '';
}
