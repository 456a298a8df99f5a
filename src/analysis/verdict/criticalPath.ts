/**
 * The chain that made the run as long as it was. It is followed back from the end of the main task: while a task ran it
 * is on the path; where another task woke it, the path goes on in that one at the moment at which it did; what waited
 * for a timer, I/O or a thread is on the path with its waiting.
 */
import type { Report } from '../../shared/report.js';
import type { CriticalPart } from '../../shared/timeline.js';
import { historyOf, lastBefore, type History } from './history.js';

/** In the order of time, without gaps, from the start of the main task to its end, or to where its steps are known. Empty without steps. */
export function criticalPath(report: Report): CriticalPart[] {
  return pathOf(report, historyOf(report));
}

export function pathOf(report: Report, { main, startNs, untilNs, steps }: History): CriticalPart[] {
  if (!main || !steps.get(main.id)?.length) return [];
  const parents = new Map(report.tasks.map(({ id, parent }) => [id, parent]));
  const path = new BackwardPath(startNs);
  let task = main.id;
  let at = untilNs;
  while (at > startNs) {
    const own = steps.get(task) ?? [];
    const index = lastBefore(own, at);
    const step = own[index];
    if (!step) {
      // Before its first step a task cannot have done anything: whoever created it, or the main task, had.
      if (task === main.id) break;
      task = parents.get(task) ?? main.id;
      continue;
    }
    path.add(task, step.endNs, at, 'waiting', step.site);
    path.add(task, step.startNs, Math.min(step.endNs, at), 'running', -1);
    const before = own[index - 1];
    const site = before?.site ?? -1;
    const ready = Math.min(step.startNs, Math.max(step.readyNs, before?.endNs ?? 0));
    path.add(task, ready, step.startNs, 'ready', site);
    at = ready;
    const wakerSteps = step.wakerTask === null ? [] : (steps.get(step.wakerTask) ?? []);
    const wakerStep = wakerSteps[lastBefore(wakerSteps, ready)];
    if (before && wakerStep && step.wakerTask !== null && wakerStep.endNs > before.endNs) {
      // While callbacks handed its waker on, the one that was woken was still waiting.
      path.add(task, wakerStep.endNs, ready, 'waiting', site);
      at = Math.min(ready, wakerStep.endNs);
      task = step.wakerTask;
    } else if (before) {
      path.add(task, before.endNs, ready, 'waiting', site);
      at = before.endNs;
    } else if (task !== main.id) task = step.wakerTask ?? parents.get(task) ?? main.id;
    else break;
  }
  return path.parts.reverse();
}

/** Parts from the last to the first, neighbours of one kind joined. */
class BackwardPath {
  readonly parts: CriticalPart[] = [];

  constructor(private readonly from: number) {}

  add(task: number, startNs: number, endNs: number, kind: CriticalPart['kind'], site: number): void {
    const start = Math.max(startNs, this.from);
    if (endNs <= start) return;
    const later = this.parts.at(-1);
    if (later && later.task === task && later.kind === kind && later.site === site && later.startNs === endNs) later.startNs = start;
    else this.parts.push({ task, startNs: start, endNs, kind, site });
  }
}
