/** What is told of an await point that ran, in the order of telling. */
import { taskLabel } from '../blocking.js';
import { formatCount, formatDuration } from '../format.js';
import { enumerate, placeText } from '../markdown.js';
import { bold, code } from '../rich.js';
import type { MeasuredRule } from './measured.js';
import {
  TOLD, cancelledAt, estimate, exceptionText, failedTask, handed, holderText, inLongest, innermostWait, isNotable, kindText, lastName, lateText, meanwhileText, only, partly, saying, timesText, wakerText,
} from './measuredWords.js';

/** Passages that differ by this factor are spread. */
const SPREAD = 1.5;

export const MEASURED_RULES: readonly MeasuredRule[] = [
  {
    id: 'ran-inside',
    rank: 4,
    matches: (measured) => innermostWait(measured) !== null,
    explain: (measured) => {
      const { times: { function: fn, source, line, file }, waitedNs } = innermostWait(measured)!;
      const called = measured.times.awaited.find(({ what }) => measured.report.awaits.some((each) => each.function === what))?.what ?? fn;
      const inner = `${code(source)} on ${placeText(file, line, measured.times.file)}${called === fn ? '' : `, in ${bold(lastName(fn))}`}`;
      return `Ran ${bold(lastName(called))} inside this task; ${measured.times.count === 1 ? `it waited ${formatDuration(waitedNs)}` : `its longest passage waited ${formatDuration(waitedNs)}`} at ${inner}.`;
    },
  },
  {
    id: 'awaited',
    rank: 4,
    matches: ({ times }) => saying(times).length > 0,
    explain: ({ times }) => {
      const said = saying(times);
      const told = said.slice(0, TOLD).map(({ what, count }) => bold(what) + (count > 1 ? ` ${formatCount(count)} times` : ''));
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
    id: 'went-on',
    rank: 1,
    matches: ({ times, report }) => report.loop.steps && times.count > 0 && times.suspensions === 0 && !isNotable(times),
    explain: ({ times }) => `It did not have to wait: it went on at once${times.count === 1 ? '' : ` all ${formatCount(times.count)} times`}, without giving up control.`,
  },
  {
    id: 'never-suspended',
    rank: 1,
    matches: ({ times, report }) => report.loop.steps && times.count > 0 && times.suspensions === 0,
    explain: ({ times }) => times.count === 1
      ? `This await **never gave up control**: nothing else could run for ${formatDuration(times.elapsed_ns.total)}.`
      : `This await **never gave up control** in any of its ${formatCount(times.count)} passages: nothing else could run meanwhile, for ${formatDuration(times.elapsed_ns.total)} in all.`,
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
    id: 'awaited-task-ended-badly',
    rank: 0,
    matches: ({ times, report }) => times.raised > 0 && failedTask(times, report) !== null,
    explain: ({ times, report }) => {
      const task = failedTask(times, report)!;
      return `It ended by **an exception**${partly(times)}, because ${bold(taskLabel(task))} ${task.outcome === 'cancelled' ? 'was cancelled' : 'raised it'}.`;
    },
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
    explain: () => 'It was ready again at once: it only let the others have their turn.',
  },
  {
    id: 'woken-timer',
    rank: 2,
    matches: ({ times }) => only(times)?.by === 'timer',
    explain: ({ times }) => `A timer woke it${times.count === 1 ? `, ${formatDuration(times.ready_ns)} after it was due` : ''}.`,
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
      const wakers = new Map<string, number>();
      for (const waker of times.woken_by) {
        const text = times.woken_by.length > 2 ? kindText(waker, report) : wakerText(waker, report);
        wakers.set(text, (wakers.get(text) ?? 0) + waker.count);
      }
      const told = [...wakers].map(([text, count]) => `${text} (${timesText(count)})`);
      return `It was woken by ${enumerate(told.slice(0, TOLD), Math.max(0, told.length - TOLD))}.`;
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
    matches: ({ times }) => times.count > 1 && !times.below_resolution,
    explain: ({ times }) => `It was passed ${formatCount(times.count)} times, ${formatDuration(times.elapsed_ns.total / times.count)} each on average${estimate(times)}.`,
  },
];
