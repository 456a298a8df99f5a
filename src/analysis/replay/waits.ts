/** What a task waits for between two of its steps. */
import { WAKERS } from '../../shared/report.js';
import type { AwaitSite } from '../../shared/timeline.js';
import { saysMore } from '../awaitedWords.js';
import { formatDuration } from '../format.js';
import { enumerate } from '../markdown.js';
import { bold } from '../rich.js';
import type { Names } from './names.js';
import type { Steps } from './steps.js';
import type { Timers } from './timers.js';

/** How many are named before the rest is only counted. */
const NAMED = 3;

/** By what ends the wait, where nothing closer is known. */
const UNTIL = { timer: 'until a timer is due', io: 'for I/O', thread: 'for another thread', callback: 'for a callback' } as const;

/**
 * `for **worker**`, `until **main** makes it ready`, rich; empty when nothing is known but the await.
 * @param index the row of the step before
 */
export function waitWords(index: number, ns: number, timers: Timers, steps: Steps, names: Names, sites: readonly AwaitSite[]): string {
  const awaited = steps.awaited(index);
  if (awaited.length > 0) return `for ${some(awaited.map((task) => bold(names.of(task))))}`;
  const due = timers.sleepOf(steps.task(index), ns);
  if (due !== null) return due > ns ? `for its timer, due in ${formatDuration(due - ns)}` : 'for its timer, which is due';
  const next = steps.after[index]!;
  const waker = next < 0 ? undefined : WAKERS[steps.waker(next)];
  if (waker === 'task' && !steps.madeByItself(next)) return `until ${bold(names.of(steps.wakerTask(next)))} makes it ready`;
  const site = sites[steps.site(index)];
  const lasting = site ? withoutState(site.awaited) : '';
  if (site && lasting !== '' && saysMore(lasting, site.source)) return `for ${lasting}`;
  return waker === undefined || waker === 'task' ? '' : UNTIL[waker];
}

/** `a, b, c and 2 more`, each once. */
export function some(names: readonly string[]): string {
  const all = [...new Set(names)];
  return enumerate(all.slice(0, NAMED), Math.max(0, all.length - NAMED));
}

/** `Queue.get` of `Queue.get, empty`: the state may have been another one at this moment. */
function withoutState(awaited: string): string {
  return awaited.replace(/(,| held by| full| free).*$/, '');
}
