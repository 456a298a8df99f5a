/** The steps of a report's tasks one by one: from the trace, and where that ends from the timelines. */
import { WAKERS, type Occurrence, type Report, type TaskTimes, type Waker } from '../../shared/report.js';

/** One step of a task. Times are nanoseconds from the start of the run. */
export interface Step {
  startNs: number;
  endNs: number;
  /** Since when it was ready; `startNs` when that is not known. */
  readyNs: number;
  /** Who made it ready; null when that is not known. */
  waker: Waker['by'] | null;
  /** The task that did; null when it was none, or itself. */
  wakerTask: number | null;
  /** Index into the report's `awaits` of where it was suspended at its end; -1: it ended, or that is not known. */
  site: number;
  /** Whether it was a task that it waited for then. */
  awaitsTask: boolean;
}

export interface History {
  /** What the run was for; undefined where no loop told its tasks. */
  main: TaskTimes | undefined;
  startNs: number;
  /** Until when the steps are known, at most the end of `main`. */
  untilNs: number;
  /** Whether they are known to the end of `main`. */
  complete: boolean;
  /** By task, in the order of time. */
  steps: Map<number, Step[]>;
}

/** A worker keeps 24,000 slices; of a report with many more, which another program made, the trace has to do. */
const MOST_SLICES = 50_000;
/** How much later than its await's end a step may begin, by what the lens takes off its times. */
const SLACK_NS = 1e6;

export function historyOf(report: Report): History {
  const main = mainTask(report);
  const steps = traced(report);
  const { complete: whole, until_ns } = report.trace;
  const end = main ? (main.end_ns ?? main.start_ns + report.elapsed_ns) : 0;
  // A merged slice does not tell when its task ran: what is behind the trace is left out then.
  const told = whole || report.loop.steps && !report.timeline_merged && report.tasks.reduce((sum, { timeline }) => sum + timeline.length, 0) <= MOST_SLICES;
  if (!whole && told) continueFromTimelines(report, steps);
  return { main, startNs: main?.start_ns ?? 0, untilNs: told ? end : Math.min(end, until_ns), complete: told || until_ns >= end, steps };
}

/** Of a function the first task runs it; of a program, which may have run several loops, the one that lasted longest. */
function mainTask({ target, tasks, elapsed_ns }: Report): TaskTimes | undefined {
  if (target.kind === 'function') return tasks[0];
  const lasted = ({ start_ns, end_ns }: TaskTimes): number => (end_ns ?? elapsed_ns) - start_ns;
  return tasks.filter(({ parent }) => parent === null).reduce<TaskTimes | undefined>((longest, task) => (longest && lasted(longest) >= lasted(task) ? longest : task), undefined);
}

function traced({ trace }: Report): Map<number, Step[]> {
  const steps = new Map<number, Step[]>();
  for (const [task = 0, startNs = 0, endNs = 0, ready = -1, waker = -1, wakerTask = 0, site = -1, , ...awaited] of trace.steps) {
    if (task === 0) continue;
    const list = steps.get(task) ?? [];
    steps.set(task, list);
    list.push({
      startNs, endNs, readyNs: ready < 0 ? startNs : ready, waker: WAKERS[waker] ?? null,
      wakerTask: wakerTask === 0 || wakerTask === task ? null : wakerTask, site, awaitsTask: awaited.length > 0,
    });
  }
  return steps;
}

/** The timelines tell when a task ran; what it waited for meanwhile is told of the longest awaits only. */
function continueFromTimelines(report: Report, steps: Map<number, Step[]>): void {
  const passages = new Map<number, { site: number; passage: Occurrence }[]>();
  report.awaits.forEach(({ longest }, site) => longest.forEach((passage) => {
    if (passage.task === null || passage.suspensions === 0) return;
    passages.set(passage.task, [...(passages.get(passage.task) ?? []), { site, passage }]);
  }));
  for (const { id, timeline } of report.tasks) {
    const list = steps.get(id) ?? [];
    steps.set(id, list);
    for (const [startNs = 0, endNs = 0] of timeline) {
      const before = list.at(-1);
      if (before && startNs < before.endNs) continue;
      const step: Step = { startNs, endNs, readyNs: startNs, waker: null, wakerTask: null, site: -1, awaitsTask: false };
      const around = before && innermost(passages.get(id) ?? [], (before.endNs + startNs) / 2);
      if (before && around && before.site < 0) before.site = around.site;
      const woken = around?.passage.woken_by;
      if (woken && around.passage.start_ns + around.passage.elapsed_ns >= startNs - SLACK_NS) {
        step.waker = woken.by;
        step.wakerTask = woken.task === id ? null : woken.task;
      }
      list.push(step);
    }
  }
}

function innermost(passages: readonly { site: number; passage: Occurrence }[], at: number): { site: number; passage: Occurrence } | undefined {
  return passages
    .filter(({ passage: { start_ns, elapsed_ns } }) => start_ns <= at && at <= start_ns + elapsed_ns)
    .sort((a, b) => a.passage.elapsed_ns - b.passage.elapsed_ns)[0];
}

/** The last of a task's steps that began before `at`, by its index; -1 for none. */
export function lastBefore(steps: readonly Step[], at: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]!.startNs < at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
