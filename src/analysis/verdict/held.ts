/** Verdicts on runs whose event loop was held by code: one long step, many short ones, or computing all along. */
import type { BlockingStep } from '../../shared/evidence.js';
import type { Report, TaskTimes } from '../../shared/report.js';
import { starvedBy, withoutComment } from '../blocking.js';
import { formatDuration, formatShare } from '../format.js';
import { enumerate, placeText } from '../markdown.js';
import { code } from '../rich.js';
import { NEARLY_ALL, type Evidence } from './evidence.js';
import type { VerdictRule } from './rules.js';
import { boldTime, count, often, functionsText, taskText } from './words.js';

/** From this share of the run on, time in which others could not run mattered. */
const MATTERED = 0.1;
/** A task that was kept for less is none that anybody would miss. */
const KEPT_NS = 10e6;
/** What ran for less than this part of what ran longest did not compute for its own sake. */
const VICTIM = 1 / 4;
/** Calls that wait instead of computing, as the samples name them: another task could have run. */
const WAITS = /^(?:time\.sleep|input|select\.|selectors\.|socket\.|_?ssl\.|subprocess\.|urllib|http\.client|requests\.|sqlite3\.|os\.(?:wait|read|system|popen)|_?thread|threading\.|_?queue\.|concurrent\.futures|multiprocessing\.)/;

export const BLOCKED: VerdictRule = {
  verdict: 'blocked',
  label: 'Blocked',
  matches: (evidence) => {
    const { report, elapsedNs } = evidence;
    const held = heldNs(mattering(report));
    // Where most of what kept others were short steps, the few long ones are not the point.
    return held > 0 && held >= MATTERED * elapsedNs && (held >= computedNs(evidence) / 2 || victimsOf(evidence).length === 0);
  },
  sentences: ({ report, elapsedNs }) => {
    const steps = mattering(report);
    const all = heldNs(steps);
    const repeated = steps.length > 1 ? `, ${often(steps.length)}` : '';
    const first = `${guiltyText(report, steps)} held the event loop for ${boldTime(all)}${repeated}, ${formatShare(all, elapsedNs)} of the run: no other task could run meanwhile.`;
    const { tasks, more } = starvedBy(steps);
    const [most] = tasks;
    if (!most) return [first];
    const others = tasks.length - 1 + more;
    return [first, `${taskText(most)} was ready, and kept waiting for ${formatDuration(most.kept_ns)}${others > 0 ? `; so ${others === 1 ? 'was one other task' : `were ${count(others)} others`}` : ''}.`];
  },
};

/**
 * Blocking steps in which the call itself only waited, or that kept a task from running for a good part of their time.
 * Tasks that compute as much themselves, and share the loop's time, are not kept from anything.
 */
function mattering({ blocking, tasks }: Report): BlockingStep[] {
  const most = Math.max(0, ...tasks.map(({ running_ns }) => running_ns));
  const victims = new Set(tasks.filter(({ running_ns }) => running_ns < most * VICTIM).map(({ id }) => id));
  return blocking.filter(({ innermost, starved, duration_ns }) =>
    WAITS.test(innermost ?? '') || starved.some(({ task, kept_ns }) => victims.has(task) && kept_ns >= duration_ns / 4));
}

const heldNs = (steps: readonly BlockingStep[]): number => steps.reduce((sum, { duration_ns }) => sum + duration_ns, 0);

/** The line that held it longest, and how many others there were. */
function guiltyText({ target }: Report, steps: readonly BlockingStep[]): string {
  const lines = new Map<string, { step: BlockingStep; ns: number }>();
  for (const step of steps) {
    const key = `${step.file}:${step.line}`;
    lines.set(key, { step, ns: (lines.get(key)?.ns ?? 0) + step.duration_ns });
  }
  const [most, ...others] = [...lines.values()].sort((a, b) => b.ns - a.ns);
  if (!most) return '';
  const { file, line, source, innermost } = most.step;
  const here = file !== null && line !== null ? `${code(withoutComment(source ?? ''))} in ${placeText(file, line, target.file)}`
    : innermost === null ? 'Code outside of your files' : code(innermost);
  return enumerate([here], others.length).replace(/ more$/, others.length === 1 ? ' other line' : ' other lines');
}

export const STARVED: VerdictRule = {
  verdict: 'starved',
  label: 'Starved',
  matches: (evidence) => victimsOf(evidence).length > 0,
  sentences: (evidence) => {
    const { report, elapsedNs } = evidence;
    const victims = victimsOf(evidence);
    const [most] = victims;
    const others = victims.length - 1;
    const [busiest, next] = [...report.tasks].sort((a, b) => b.running_ns - a.running_ns);
    const alone = busiest && busiest.running_ns >= 2 * (next?.running_ns ?? 0);
    const busy = alone ? [busiest] : report.tasks.filter(({ running_ns }) => running_ns >= MATTERED * elapsedNs);
    const steps = busy.reduce((sum, task) => sum + task.steps, 0);
    const ran = busy.reduce((sum, { running_ns }) => sum + running_ns, 0);
    return [
      `${taskText(most!.task)} was ready, and kept waiting for ${boldTime(most!.keptNs)}, ${formatShare(most!.keptNs, elapsedNs)} of the run${others > 0 ? `; so ${others === 1 ? 'was one other task' : `were ${count(others)} others`}` : ''}.`,
      ...(busy.length > 0 ? [`${functionsText(busy)} held the event loop meanwhile: ${formatDuration(ran)} in ${count(steps)} steps.`] : []),
    ];
  },
};

/**
 * Tasks that were kept waiting for a good part of the run by steps of others, the longest kept first. Where a function's
 * tasks together take much of the loop's time themselves, each is kept by its like, and none is a victim.
 */
function victimsOf({ report, elapsedNs, history }: Evidence): { task: TaskTimes; keptNs: number }[] {
  const running = new Map<string, number>();
  for (const { function: name, running_ns } of report.tasks) running.set(name, (running.get(name) ?? 0) + running_ns);
  const most = Math.max(0, ...running.values());
  const late = report.tasks.filter(({ ready_ns, function: name }) =>
    ready_ns >= Math.max(KEPT_NS, MATTERED * elapsedNs) && (running.get(name) ?? 0) < most * VICTIM);
  if (late.length === 0) return [];
  const busy = new BusyTimes(report);
  return late
    .map((task) => ({ task, keptNs: (history.steps.get(task.id) ?? []).reduce((sum, { readyNs, startNs }) => sum + busy.between(readyNs, startNs), 0) }))
    .filter(({ keptNs }) => keptNs >= Math.max(KEPT_NS, MATTERED * elapsedNs))
    .sort((a, b) => b.keptNs - a.keptNs);
}

/** When the event loop was at work. A task that is ready while it is not only waits for the system to notice. */
class BusyTimes {
  private readonly slices: readonly number[][];

  constructor({ tasks, callbacks }: Report) {
    this.slices = [...tasks.flatMap(({ timeline }) => timeline), ...callbacks].sort((a, b) => a[0]! - b[0]!);
  }

  between(from: number, to: number): number {
    let low = 0;
    let high = this.slices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.slices[middle]![1]! <= from) low = middle + 1;
      else high = middle;
    }
    let sum = 0;
    for (; low < this.slices.length; low += 1) {
      const [start = 0, end = 0, ran = 0] = this.slices[low]!;
      if (start >= to) break;
      // Of a merged slice its part.
      if (end > from) sum += ran * ((Math.min(end, to) - Math.max(start, from)) / Math.max(1, end - start));
    }
    return sum;
  }
}

export const COMPUTING: VerdictRule = {
  verdict: 'computing',
  label: 'Computing',
  matches: (evidence) => computedNs(evidence) >= NEARLY_ALL * evidence.elapsedNs,
  sentences: (evidence) => {
    const { report, elapsedNs } = evidence;
    const [most] = [...report.tasks].sort((a, b) => b.running_ns - a.running_ns);
    const who = most && report.tasks.length > 1 && most.running_ns >= NEARLY_ALL * elapsedNs ? `, nearly all of it in ${taskText(most)}` : '';
    return [
      `The event loop was computing for ${boldTime(Math.min(computedNs(evidence), elapsedNs))} of ${formatDuration(elapsedNs)}${who}.`,
      'It runs one task at a time, so awaits cannot overlap this: only other threads or processes could share the work.',
    ];
  },
};

const computedNs = ({ report }: Evidence): number => report.tasks.reduce((sum, { running_ns }) => sum + running_ns, 0);
