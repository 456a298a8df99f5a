/** The one thing besides its duration that is said at the end of an await line: the most telling, if any is. */
import type { TimedAwait } from './timedAwait.js';
import { formatDuration } from './format.js';

interface FactRule {
  id: string;
  matches(times: TimedAwait): boolean;
  /** A few words about the await points that match, at least one. */
  text(matching: readonly TimedAwait[]): string;
}

/** How long, or how often, an await must have run for it to matter that it never gave up control. */
const NOTABLE_NS = 5e6;
const NOTABLE_COUNT = 100;
/** Wakers are told from this much waiting on. */
const WAITED_NS = 1e6;

/**
 * What is made ready by whoever happens to come by. Of a task, a gather or an own coroutine the source says who ends
 * it, and that a timer or I/O ends a sleep or a read is no news.
 */
const WOKEN_BY_ANYONE = /^(?:wait_for of )?(?:asyncio\.)?(?:Lock|Queue|PriorityQueue|LifoQueue|Event|Condition|Semaphore|BoundedSemaphore|Barrier|Future)\b/;

const lateText = (matching: readonly TimedAwait[]): string =>
  `${formatDuration(matching.reduce((sum, { ready_ns }) => sum + ready_ns, 0))} late`;
/** An end by an exception, or none at all, is said already: then only lateness, which may be its reason, is added. */
const plain = ({ raised, pending, count }: TimedAwait): boolean => count > 0 && raised === 0 && pending === 0;

/** The most telling first. */
export const FACTS: readonly FactRule[] = [
  {
    id: 'loop-blocked',
    matches: ({ late }) => late !== null && late.blocking.length > 0,
    text: (matching) => `${lateText(matching)}: loop blocked`,
  },
  {
    id: 'loop-busy',
    matches: ({ late }) => late !== null,
    text: (matching) => `${lateText(matching)}: loop busy`,
  },
  {
    id: 'never-suspended',
    matches: (times) => plain(times) && times.steps && times.suspensions === 0
      && (times.elapsed_ns.total >= NOTABLE_NS || times.count >= NOTABLE_COUNT),
    text: () => 'never gave up control',
  },
  {
    id: 'woken-by-task',
    matches: (times) => plain(times) && times.waiting_ns >= WAITED_NS && times.woken_by.length === 1 && times.woken_by[0]!.by === 'task'
      && times.awaited.length > 0 && times.awaited.every(({ what }) => WOKEN_BY_ANYONE.test(what)),
    text: ([first]) => `woken by ${first!.woken_by[0]!.what}`,
  },
];

/** What is said of the await points of one line; empty for nothing. */
export function factText(onLine: readonly TimedAwait[]): string {
  for (const { matches, text } of FACTS) {
    const matching = onLine.filter(matches);
    if (matching.length > 0) return text(matching);
  }
  return '';
}
