/** Who held the event loop, in words: for the end of the guilty line, its hover, and the panel. */
import type { BlockingStep, TaskName } from '../shared/evidence.js';
import type { BlockingNow } from '../shared/protocol.js';
import { formatCount, formatDuration, formatRunning } from './format.js';
import { lex } from './lexer.js';
import { code, enumerate } from './markdown.js';

/** How many tasks that were kept waiting a hover names. */
const NAMED = 5;

/** As the engine names tasks (`called_task`): `Task-2 (heartbeat)`, `Task 'first' (fetch)` where the program gave the name. */
export function taskLabel({ name, function: fn }: Pick<TaskName, 'name' | 'function'>): string {
  // CPython 3.13.0 names eager tasks `None`.
  const given = /^Task-\d+$/.test(name) ? name : name === '' || name === 'None' ? 'Task' : `Task '${name}'`;
  return fn === '' ? given : `${given} (${fn})`;
}

/** The code of a line. */
export function withoutComment(source: string): string {
  const last = lex(source).tokens.at(-1);
  return last ? source.slice(0, last.end) : source;
}

/** `held the event loop 0.50 s`, `held the event loop 3 times, 1.50 s`. Of steps that were held at one line. */
export function heldText(steps: readonly BlockingStep[]): string {
  const total = formatDuration(steps.reduce((sum, { duration_ns }) => sum + duration_ns, 0));
  return `held the event loop ${steps.length > 1 ? `${formatCount(steps.length)} times, ` : ''}${total}`;
}

/** `starved Task-2 (heartbeat) and 3 more`; empty where no task was kept waiting. */
export function starvedText(steps: readonly Starving[]): string {
  const { tasks: [first, ...others], more } = starvedBy(steps);
  if (!first) return more > 0 ? `starved ${tasksText(more)}` : '';
  return `starved ${enumerate([taskLabel(first)], others.length + more)}`;
}

/** While it lasts, and after it until the report says how long it was; it never claims time that has not passed. */
export function holdingText({ duration_ns }: BlockingNow, now: boolean): string {
  return now ? `holds the event loop: ${formatRunning(duration_ns)}` : `held the event loop for over ${formatRunning(duration_ns)}`;
}

/** The hover of a line that held the loop in these steps, as Markdown. */
export function blockingHover(steps: readonly BlockingStep[]): string {
  const lines: string[] = [];
  const longest = steps.reduce((a, b) => (b.duration_ns > a.duration_ns ? b : a));
  const runners = unique(steps.map(({ task }) => (task ? taskLabel(task) : 'a callback of the loop')));
  const times = steps.length > 1 ? `, the longest ${formatDuration(longest.duration_ns)}` : '';
  lines.push(`In ${enumerate(runners.slice(0, NAMED).map(code), Math.max(0, runners.length - NAMED))}${times}`);
  const innermost = unique(steps.flatMap((step) => step.innermost ?? []));
  const seen = steps.reduce((sum, { samples }) => ({ taken: sum.taken + samples.taken, here: sum.here + samples.here }), { taken: 0, here: 0 });
  if (innermost.length > 0) lines.push(`Innermost call: ${enumerate(innermost.slice(0, NAMED).map(code), Math.max(0, innermost.length - NAMED))}`);
  if (seen.here < seen.taken) lines.push(`Seen at this line in ${formatCount(seen.here)} of ${formatCount(seen.taken)} looks`);
  const { tasks, more } = starvedBy(steps);
  const kept = tasks.slice(0, NAMED).map((task) => `${code(taskLabel(task))} ${formatDuration(task.kept_ns)}`);
  const rest = tasks.length - kept.length + more;
  if (kept.length > 0) lines.push(`Ready, and kept waiting: ${enumerate(kept, rest)}`);
  // Two spaces before the end of a line keep it one.
  return [`**${capital(heldText(steps))}**: no other task could run`, lines.join('  \n')].join('\n\n');
}

type Starving = Pick<BlockingStep, 'starved' | 'starved_more'>;

/** Each task once, the longest kept first, and how many more there were at least. */
export function starvedBy(steps: readonly Starving[]): { tasks: BlockingStep['starved']; more: number } {
  const tasks = new Map<number, BlockingStep['starved'][number]>();
  for (const each of steps.flatMap(({ starved }) => starved)) {
    tasks.set(each.task, { ...each, kept_ns: each.kept_ns + (tasks.get(each.task)?.kept_ns ?? 0) });
  }
  return { tasks: [...tasks.values()].sort((a, b) => b.kept_ns - a.kept_ns), more: Math.max(0, ...steps.map(({ starved_more }) => starved_more)) };
}

const tasksText = (count: number): string => `${formatCount(count)} ${count === 1 ? 'task' : 'tasks'}`;
const unique = (all: readonly string[]): string[] => [...new Set(all)];
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
