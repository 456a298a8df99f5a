/** How much of a run went on at the same time. */
import type { Report } from '../../shared/report.js';
import { historyOf, type History, type Step } from './history.js';

/** Of these it is known that no task ends them, whoever woke the one that waited: a cancelled sleep was one all the same. */
const OF_THE_WORLD = /^(?:sleep |stream |open_connection|address look-up|(?:thread|process) executor|start of subprocess|subprocess )/;

/** Awaits of several things at once: how long each of them took is not known unless they are tasks. */
const OF_SEVERAL = /^(?:gather|wait) of (?!1\b)\d/;
/** From this share on, such awaits leave the overlap unknown. */
const TOO_MUCH = 0.1;

/**
 * How many tasks at a time were running, or waiting for something that is no task, on average over the main task's time.
 * Two sleeps at once are 2, two in turn 1. Of runs whose steps are not all known it is an estimate; null when there is none.
 */
export function overlapOf(report: Report): number | null {
  return meanOverlap(report, historyOf(report), () => true);
}

/** The same, of some of the tasks. */
export function meanOverlap(report: Report, history: History, counts: (task: number) => boolean): number | null {
  const { main, startNs, untilNs, steps, complete } = history;
  if (!main || severalNs(report, history) > TOO_MUCH * report.elapsed_ns) return null;
  if (!complete) return estimatedOverlap(report);
  if (untilNs <= startNs) return null;
  let sum = 0;
  for (const [task, own] of steps) if (counts(task)) sum += activeNs(report, history, own);
  return sum / (untilNs - startNs);
}

/** How long the main task waited for several futures that are no tasks. */
export function severalNs(report: Report, { main, steps }: History): number {
  const own = (main && steps.get(main.id)) ?? [];
  return own.reduce((sum, { site, awaitsTask, endNs }, index) => {
    const next = own[index + 1];
    const several = !awaitsTask && next && next.wakerTask === null && (report.awaits[site]?.awaited ?? []).some(({ what }) => OF_SEVERAL.test(what));
    return sum + (several ? next.startNs - endNs : 0);
  }, 0);
}

/** From the sums of all awaits: of those that waited themselves, what was ended by something that is no task. */
function estimatedOverlap(report: Report): number | null {
  const { awaits, tasks, elapsed_ns, loop, tasks_omitted } = report;
  if (!loop.steps || tasks_omitted > 0 || elapsed_ns <= 0) return null;
  const functions = new Set(awaits.map((site) => site.function));
  const waiting = awaits
    .filter(({ awaited }) => !awaited.some(({ what }) => functions.has(what)))
    .reduce((sum, { waiting_ns, woken_by }) => {
      const all = woken_by.reduce((total, { count }) => total + count, 0);
      const ofTasks = woken_by.reduce((total, { by, count }) => total + (by === 'task' ? count : 0), 0);
      return sum + (all > 0 ? waiting_ns * (1 - ofTasks / all) : 0);
    }, 0);
  return (waiting + tasks.reduce((sum, { running_ns }) => sum + running_ns, 0)) / elapsed_ns;
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
