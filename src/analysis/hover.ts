/** What one await point did, as Markdown for a hover. */
import type { BlockingStep } from '../shared/evidence.js';
import { taskLabel, withoutComment } from './blocking.js';
import { formatCount, formatDuration, formatMean, formatShare } from './format.js';
import { code, enumerate, placeText } from './markdown.js';
import type { TimedAwait } from './timedAwait.js';

/** How many of a list are told; a hover is read at a glance. */
const TOLD = 3;
/** The lens's own cost is told from this share of elapsed on. */
const OVERHEAD_SHARE = 0.01;
/** Width of a whole bar, in spaces. */
const BAR = 24;

/** `stale`: the function was edited since. Some lines are HTML of our own; whatever the user wrote is a code span. */
export function hoverText(times: TimedAwait, stale: boolean): string {
  const kind = KINDS[times.kind];
  const controlled = times.steps && times.count > 0;
  const paragraphs = [
    [code(times.source) + (kind && ` — ${kind}`)],
    [...elapsed(times), ...ending(times), ...lateness(times)],
    [controlled && times.suspensions > 0 ? table(times) : ''],
    [...(controlled ? control(times) : []), ...cause(times), ...(times.count > 1 ? longest(times) : [])],
    precision(times),
    [stale ? '_Measured before the function was edited_' : ''],
  ];
  // Two spaces before the end of a line keep it one.
  return paragraphs.map((lines) => lines.join('  \n')).filter((text) => text !== '').join('\n\n');
}

/** What the source of the await point does not say by itself. */
const KINDS: Record<TimedAwait['kind'], string> = {
  await: '',
  'async for': 'steps of `async for`',
  'async with enter': 'entering `async with`',
  'async with exit': 'leaving `async with`',
  'async comprehension': 'steps of an asynchronous comprehension',
};

function elapsed({ count, elapsed_ns: { total, min, max }, below_resolution: below }: TimedAwait): string[] {
  if (count === 0) return [];
  if (count === 1) return [`**${formatMean(total, below)}** elapsed`];
  return [`**${formatDuration(total)}** elapsed in ${formatCount(count)} awaits: mean ${formatMean(total / count, below)}, min ${formatDuration(min)}, max ${formatDuration(max)}`];
}

function control({ suspensions, woken_by }: TimedAwait): string[] {
  if (suspensions === 0) return ['Did not give up control: no other task could run meanwhile'];
  const woken = woken_by.length > 0 ? `, woken by ${listed(woken_by)}` : '';
  return [`Gave control back ${suspensions === 1 ? 'once' : `${formatCount(suspensions)} times`}${woken}`];
}

function listed(all: readonly { what: string; count: number }[]): string {
  return all.map(({ what, count }) => code(what) + (count > 1 ? ` × ${formatCount(count)}` : '')).join(', ');
}

/** How elapsed is made up of the three kinds of time. */
function table(times: TimedAwait): string {
  const rows = KINDS_OF_TIME.map(({ name, field, color, meaning }) => {
    const ns = times[field];
    const share = ns / Math.max(1, times.elapsed_ns.total);
    const width = Math.min(BAR, ns > 0 ? Math.max(1, Math.round(share * BAR)) : 0);
    const bar = width > 0 ? `<span style="background-color:var(--vscode-charts-${color});">${'&nbsp;'.repeat(width)}</span>` : '';
    return `| ${name} | ${formatDuration(ns)} | ${formatShare(ns, times.elapsed_ns.total)} | ${bar} | ${meaning} |`;
  });
  return ['| | | | | |', '|:--|--:|--:|:--|:--|', ...rows].join('\n');
}

const KINDS_OF_TIME = [
  { name: 'waiting', field: 'waiting_ns', color: 'blue', meaning: 'for what it awaits' },
  { name: 'ready', field: 'ready_ns', color: 'yellow', meaning: 'but the loop was busy' },
  { name: 'running', field: 'running_ns', color: 'green', meaning: 'code of its own' },
] as const;

function lateness({ late, ready_ns: ready, file }: TimedAwait): string[] {
  if (!late) return [];
  const { blocking: [step, ...others], starvation: [joint] } = late;
  if (step) {
    const more = others.length > 0 ? `, and by ${others.length === 1 ? 'another step' : `${formatCount(others.length)} more`}` : '';
    return [`**${formatDuration(ready)} late**: the event loop was held ${formatDuration(step.duration_ns)} by ${holder(step, file)}${more}`];
  }
  if (joint) {
    const functions = joint.made_of.slice(0, TOLD).map((each) => `${code(each.function)} (${formatCount(each.steps)})`);
    return [`**${formatDuration(ready)} late**: many short steps together kept the event loop busy for ${formatDuration(joint.duration_ns)}: ${enumerate(functions)}`];
  }
  return [`**${formatDuration(ready)} late**: the event loop was busy with other tasks`];
}

function holder({ source, file, line, innermost, task }: BlockingStep, here: string): string {
  if (source !== null && file !== null && line !== null) return `${code(withoutComment(source))} in ${placeText(file, line, here)}`;
  return innermost !== null ? code(innermost) : task ? code(taskLabel(task)) : 'a callback';
}

function ending({ count, raised, pending, pending_ns }: TimedAwait): string[] {
  const lines: string[] = [];
  if (raised > 0) lines.push(raised === count ? 'Ended by an exception' : `${formatCount(raised)} of ${formatCount(count)} ended by an exception`);
  if (pending > 0) {
    const who = pending === 1 ? 'Not finished' : `${formatCount(pending)} not finished`;
    lines.push(`${who} when the run ended, after ${formatDuration(pending_ns)}`);
  }
  return lines;
}

/** What it awaited, and what ran meanwhile. */
function cause({ awaited, meanwhile: { of, tasks, rest_ns }, count }: TimedAwait): string[] {
  const lines: string[] = [];
  if (awaited.length > 0) lines.push(`Awaited: ${listed(awaited)}`);
  if (tasks.length > 0) {
    const told = tasks.slice(0, TOLD).map((task) => `${code(taskLabel(task))} ${formatDuration(task.running_ns)}`);
    const rest = tasks.slice(TOLD).reduce((sum, { running_ns }) => sum + running_ns, rest_ns);
    const which = of < count ? ` (in the longest ${of === 1 ? 'one' : formatCount(of)})` : '';
    lines.push(`Meanwhile ran${which}: ${told.join(', ')}${rest > 0 ? `, others ${formatDuration(rest)}` : ''}`);
  }
  return lines;
}

function longest({ longest: [first], longestIn, woken_by }: TimedAwait): string[] {
  if (!first) return [];
  const task = longestIn === null ? '' : `, in ${code(longestIn)}`;
  const waker = first.woken_by && woken_by.length > 1 ? `, woken by ${code(first.woken_by.what)}` : '';
  return [`Longest: ${formatDuration(first.elapsed_ns)}, begun ${formatDuration(first.start_ns)} into the run${task}${waker}`];
}

/** How far the numbers can be believed. */
function precision({ sampled, count, below_resolution, overhead_ns, elapsed_ns: { total } }: TimedAwait): string[] {
  const lines: string[] = [];
  if (sampled > 0) lines.push(`Estimated: ${formatCount(count - sampled)} of ${formatCount(count)} were timed, the others counted`);
  if (below_resolution) lines.push('Each takes less than can be told from the lens\'s own cost');
  if (overhead_ns > OVERHEAD_SHARE * total) lines.push(`The lens's own cost, about ${formatDuration(overhead_ns)}, is taken off already`);
  return lines;
}
