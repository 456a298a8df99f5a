/** How much of a run went on at the same time. */
import type { Report } from '../../shared/report.js';
import { historyOf, type History, type Step } from './history.js';

/** Of these it is known that no task ends them, whoever woke the one that waited: a cancelled sleep was one all the same. */
const OF_THE_WORLD = /^(?:sleep |stream |open_connection|address look-up|(?:thread|process) executor|start of subprocess|subprocess )/;

/**
 * How many tasks at a time were running, or waiting for something that is no task, on average over the main task's time.
 * Two sleeps at once are 2, two in turn 1. null when the steps are not known to the end.
 */
export function overlapOf(report: Report): number | null {
  return meanOverlap(report, historyOf(report), () => true);
}

/** The same, of some of the tasks. */
export function meanOverlap(report: Report, history: History, counts: (task: number) => boolean): number | null {
  const { main, startNs, untilNs, steps, complete } = history;
  if (!main || !complete || steps.size === 0 || untilNs <= startNs) return null;
  let sum = 0;
  for (const [task, own] of steps) if (counts(task)) sum += activeNs(report, history, own);
  return sum / (untilNs - startNs);
}

/** How long a task was running or waiting for something that is no task, while the main task lasted. */
export function activeNs(report: Report, { startNs, untilNs }: History, steps: readonly Step[]): number {
  const within = (from: number, to: number): number => Math.max(0, Math.min(to, untilNs) - Math.max(from, startNs));
  return steps.reduce((sum, step, index) => {
    const next = steps[index + 1];
    const words = report.awaits[step.site]?.awaited ?? [];
    const world = words.length > 0 && words.every(({ what }) => OF_THE_WORLD.test(what));
    const waits = world || !step.awaitsTask && (next ? next.wakerTask === null : step.site >= 0);
    return sum + within(step.startNs, step.endNs) + (waits ? within(step.endNs, next?.readyNs ?? untilNs) : 0);
  }, 0);
}

/**
 * The tasks that the main one had something of: those that ended of themselves, those that woke one of these before
 * their own end, and their like, as the workers of one pool. What only went on beside it, such as a heartbeat that is
 * cancelled at the end, is not among them.
 */
export function contributors(report: Report, { main, steps }: History): Set<number> {
  const end = main?.end_ns ?? Infinity;
  const alike = new Map<string, number[]>();
  const pools = new Map<number, number[]>();
  for (const { id, parent, function: fn } of report.tasks) {
    const pool = alike.get(`${parent} ${fn}`) ?? [];
    alike.set(`${parent} ${fn}`, pool);
    pool.push(id);
    pools.set(id, pool);
  }
  const ended = report.tasks.filter(({ outcome, end_ns }) => outcome !== 'cancelled' && end_ns !== null && end_ns <= end);
  const found = new Set([...(main ? [main.id] : []), ...ended.map(({ id }) => id)]);
  // A set goes on over what is added to it meanwhile.
  for (const task of found) {
    for (const { wakerTask, readyNs } of (steps.get(task) ?? []).slice(1)) {
      const last = wakerTask === null ? undefined : steps.get(wakerTask)?.at(-1);
      if (last && wakerTask !== null && readyNs < last.startNs) (pools.get(wakerTask) ?? [wakerTask]).forEach((id) => found.add(id));
    }
  }
  return found;
}
