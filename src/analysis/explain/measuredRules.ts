/** What is told of an await point that ran, in the order of telling. */
import type { BlockingStep } from '../../shared/evidence.js';
import type { AwaitTimes, Occurrence, Report } from '../../shared/report.js';
import { saysMore } from '../awaitedWords.js';
import { taskLabel, withoutComment } from '../blocking.js';
import { formatCount, formatDuration } from '../format.js';
import { enumerate, placeText } from '../markdown.js';
import { bold, code } from '../rich.js';
import type { Measured, MeasuredRule } from './measured.js';

/** How many of a list are told. */
const TOLD = 3;
/** A step inside is told when it is this share of the whole. */
const MOST = 0.5;
/** Passages that differ by this factor are spread. */
const SPREAD = 1.5;
/** A waker is told of awaits that waited this long, or not at all longer than their loop needs. */
const LATE_TOLD_NS = 50e3;

export const MEASURED_RULES: readonly MeasuredRule[] = [
  {
    id: 'ran-inside',
    rank: 4,
    matches: (measured) => innermostWait(measured) !== null,
    explain: (measured) => {
      const { times, inner } = innermostWait(measured)!;
      const share = measured.times.count === 1 ? `, and waited there ${formatDuration(suspendedOf(times))}` : '';
      return `Ran ${bold(lastName(times.function))} inside this task, down to ${code(inner)} on line ${times.line}${share}.`;
    },
  },
  {
    id: 'awaited',
    rank: 4,
    matches: ({ times }) => saying(times).length > 0,
    explain: ({ times }) => {
      const said = saying(times);
      const told = said.slice(0, TOLD).map(({ what, count }) => code(what) + (count > 1 ? ` ${formatCount(count)} times` : ''));
      return `What it awaited: ${enumerate(told, said.length - told.length)}.`;
    },
  },
  {
    id: 'not-ended',
    rank: 0,
    matches: ({ times }) => times.pending > 0 && times.count === 0,
    explain: ({ times }) => `${times.pending === 1 ? 'It' : `All ${formatCount(times.pending)} of them`} had **not ended** when the run did, after ${formatDuration(times.pending_ns)} of waiting.`,
  },
  {
    id: 'some-not-ended',
    rank: 0,
    matches: ({ times }) => times.pending > 0,
    explain: ({ times }) => `It ended ${timesText(times.count)}; **${formatCount(times.pending)} more had not ended** when the run did, after ${formatDuration(times.pending_ns)}.`,
  },
  {
    id: 'never-suspended',
    rank: 1,
    matches: ({ times, report }) => report.loop.steps && times.count > 0 && times.suspensions === 0,
    explain: ({ times }) => times.count === 1
      ? '**Never gave up control**: nothing else could run meanwhile.'
      : `**Never gave up control** in any of its ${formatCount(times.count)} passages: nothing else could run meanwhile.`,
  },
  {
    id: 'control-meanwhile',
    rank: 1,
    matches: ({ times, report }) => report.loop.steps && times.suspensions > 0 && times.meanwhile.tasks.length > 0,
    explain: ({ times }) => `${handed(times)}; meanwhile${inLongest(times)} ${meanwhileText(times)}.`,
  },
  {
    id: 'control-alone',
    rank: 1,
    matches: ({ times, report }) => report.loop.steps && times.suspensions > 0,
    explain: ({ times, report }) => `${handed(times)}; **${report.tasks.length + report.tasks_omitted > 1 ? 'no other task was ready' : 'no other task was there'} to run**${inLongest(times)}.`,
  },
  {
    id: 'cancelled',
    rank: 0,
    matches: ({ times, report }) => times.raised > 0 && cancelledAt(times, report) !== null,
    explain: ({ times, report }) => `It was **cancelled** here${partly(times)}${cancelledAt(times, report)}.`,
  },
  {
    id: 'raised',
    rank: 0,
    matches: ({ times }) => times.raised > 0,
    explain: ({ times, report }) => `It ended by **an exception**${partly(times)}${exceptionText(times, report)}.`,
  },
  {
    id: 'late-blocked',
    rank: 2,
    matches: ({ late }) => late !== null && late.blocking.length > 0,
    explain: ({ times, late, report }) => `It went on **${formatDuration(times.ready_ns)} late**: its result was there, but ${holderText(late!.blocking, report.target.file)}.`,
  },
  {
    id: 'late-busy',
    rank: 2,
    matches: ({ late }) => late !== null,
    explain: ({ times, late }) => {
      const [joint] = late!.starvation;
      const who = joint?.made_of.slice(0, TOLD).map((each) => bold(lastName(each.function))) ?? [];
      return `It went on **${formatDuration(times.ready_ns)} late**: its result was there, but the loop was busy with ${who.length > 0 ? `many short steps of ${enumerate(who)}` : 'other tasks'}.`;
    },
  },
  {
    id: 'woken-itself',
    rank: 2,
    matches: ({ times }) => only(times)?.by === 'task' && only(times)!.task === null,
    explain: () => 'It only let the others have their turn: it was ready again at once.',
  },
  {
    id: 'woken-timer',
    rank: 2,
    matches: ({ times }) => only(times)?.by === 'timer',
    explain: ({ times }) => `A timer woke it${lateText(times)}.`,
  },
  {
    id: 'woken-io',
    rank: 2,
    matches: ({ times }) => only(times)?.by === 'io',
    explain: ({ times }) => `The event loop woke it when a connection, pipe or socket was ready (I/O)${lateText(times)}.`,
  },
  {
    id: 'woken-thread',
    rank: 2,
    matches: ({ times }) => only(times)?.by === 'thread',
    explain: ({ times }) => `Another thread handed its result over and woke it${lateText(times)}.`,
  },
  {
    id: 'woken-task',
    rank: 2,
    matches: ({ times }) => only(times)?.by === 'task',
    explain: ({ times, report }) => `${wakerText(only(times)!, report)} woke it${lateText(times)}.`,
  },
  {
    id: 'woken-callback',
    rank: 2,
    matches: ({ times }) => only(times)?.by === 'callback',
    explain: ({ times }) => `A callback of the event loop woke it${lateText(times)}.`,
  },
  {
    id: 'woken-several',
    rank: 2,
    matches: ({ times }) => times.woken_by.length > 1,
    explain: ({ times, report }) => {
      const told = times.woken_by.slice(0, TOLD).map((waker) => `${wakerText(waker, report)} (${formatCount(waker.count)})`);
      return `It was woken by ${enumerate(told, times.woken_by.length - told.length)}.`;
    },
  },
  {
    id: 'below-resolution',
    rank: 3,
    matches: ({ times }) => times.count > 0 && times.below_resolution,
    explain: () => 'Each takes less than can be told from the lens\'s own cost.',
  },
  {
    id: 'spread',
    rank: 3,
    matches: ({ times }) => times.count > 1 && times.elapsed_ns.max > SPREAD * Math.max(1, times.elapsed_ns.min) && times.elapsed_ns.max >= 1e6,
    explain: ({ times }) => `Its ${formatCount(times.count)} passages took from ${formatDuration(times.elapsed_ns.min)} to ${formatDuration(times.elapsed_ns.max)}${estimate(times)}.`,
  },
  {
    id: 'repeated',
    rank: 5,
    matches: ({ times }) => times.count > 1,
    explain: ({ times }) => `It was passed ${formatCount(times.count)} times, ${formatDuration(times.elapsed_ns.total / times.count)} each on average${estimate(times)}.`,
  },
];

const estimate = ({ sampled, count }: AwaitTimes): string => (sampled > 0 ? `, estimated from ${formatCount(count - sampled)} that were timed` : '');
const timesText = (count: number): string => (count === 1 ? 'once' : `${formatCount(count)} times`);
const lastName = (qualname: string): string => qualname.replace(/^.*<locals>\./, '');
const suspendedOf = ({ suspended_ns, elapsed_ns }: AwaitTimes): number => (suspended_ns > 0 ? suspended_ns : elapsed_ns.total);
const only = ({ woken_by }: AwaitTimes) => (woken_by.length === 1 ? woken_by[0] : undefined);
const partly = ({ raised, count }: AwaitTimes): string => (raised === count ? '' : ` in ${formatCount(raised)} of ${formatCount(count)} passages`);

/** What the report says that the source does not. */
function saying({ awaited, source }: AwaitTimes): AwaitTimes['awaited'] {
  return awaited.filter(({ what }) => what !== 'others' && saysMore(what, source));
}

/** Who gave up control. What is passed without `await` before it is named by its words. */
function handed({ kind, suspensions }: AwaitTimes): string {
  return `${WHO[kind]} handed control to the event loop ${suspensions === 1 ? 'once' : `${formatCount(suspensions)} times`}`;
}

const WHO: Record<AwaitTimes['kind'], string> = {
  await: '`await`', 'async for': 'The steps of `async for`', 'async with enter': 'Entering `async with`', 'async with exit': 'Leaving `async with`',
  'async comprehension': 'The steps of the comprehension',
};

function inLongest({ meanwhile: { of }, suspensions, count }: AwaitTimes): string {
  return of < count && suspensions > of ? ` (in the longest ${of === 1 ? 'passage' : `${formatCount(of)} passages`})` : '';
}

/** Tasks of one function are told together. */
function meanwhileText({ meanwhile: { tasks, rest_ns } }: AwaitTimes): string {
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

/** How much later than it was due or ready it went on; only of a single passage. */
function lateText({ count, ready_ns, woken_by }: AwaitTimes): string {
  if (count !== 1 || ready_ns < LATE_TOLD_NS) return '';
  return `, and it went on ${formatDuration(ready_ns)} ${woken_by[0]?.by === 'timer' ? 'after that was due' : 'later'}`;
}

function wakerText({ by, task, what }: AwaitTimes['woken_by'][number], { tasks }: Report): string {
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

function holderText(steps: readonly BlockingStep[], here: string | null): string {
  const step = steps[0]!;
  const by = step.source !== null && step.file !== null && step.line !== null
    ? `${code(withoutComment(step.source))} on ${placeText(step.file, step.line, here)}`
    : step.innermost !== null ? code(step.innermost) : step.task ? bold(taskLabel(step.task)) : 'a callback';
  const of = step.function !== null && step.source !== null ? ` in ${bold(lastName(step.function))}` : '';
  return `${by}${of} held the event loop for ${formatDuration(step.duration_ns)}${steps.length > 1 ? `, and others after it` : ''}`;
}

/** The wait inside an own coroutine that most of its time went to: the one await of the program's that is furthest down. */
function innermostWait({ times, report, site }: Measured): { times: AwaitTimes; inner: string } | null {
  const [passage] = times.longest;
  if (!passage || times.kind !== 'await' || passage.elapsed_ns === 0) return null;
  const inside = report.awaits.filter((other, index) => index !== site && other.longest.some((inner) => mostOf(inner, passage)));
  const deepest = inside.sort((a, b) => shortest(a, passage) - shortest(b, passage))[0];
  return deepest ? { times: deepest, inner: deepest.source } : null;
}

function mostOf(inner: Occurrence, outer: Occurrence): boolean {
  return inner.task === outer.task && inner.start_ns >= outer.start_ns && inner.start_ns + inner.elapsed_ns <= outer.start_ns + outer.elapsed_ns
    && inner.elapsed_ns >= MOST * outer.elapsed_ns && inner.waiting_ns > 0;
}

function shortest({ longest }: AwaitTimes, outer: Occurrence): number {
  return Math.min(...longest.filter((inner) => mostOf(inner, outer)).map(({ elapsed_ns }) => elapsed_ns));
}

/** Who cancelled the tasks whose passages here are their last; null where none was cancelled here. */
function cancelledAt({ longest }: AwaitTimes, report: Report): string | null {
  const cancelled = report.tasks.find(({ id, outcome, end_ns }) => outcome === 'cancelled' && end_ns !== null && longest.some((passage) =>
    passage.task === id && passage.start_ns + passage.elapsed_ns <= end_ns && passage.start_ns + passage.elapsed_ns > end_ns - 1e6 && passage.suspensions > 0));
  if (!cancelled) return null;
  return cancelled.cancelled_by ? `, by ${wakerText({ ...cancelled.cancelled_by, count: 1 }, report)}` : '';
}

function exceptionText({ file, line, raised, awaited }: AwaitTimes, { exception }: Report): string {
  const frame = exception?.frames.find((each) => each.file === file && each.line === line);
  if (exception && frame && raised > 0) return `: ${code(exception.message === '' ? exception.type : `${exception.type}: ${exception.message}`)}`;
  return awaited.some(({ what }) => /timeout/.test(what)) ? ', most likely because its time limit ran out' : '';
}
