/** Verdicts on runs that mostly waited: for several things at once, for one after the other, or for one. */
import { formatDuration } from '../format.js';
import { neighboursOf } from '../independence/independence.js';
import { enumerate } from '../markdown.js';
import type { AwaitTimes, TaskTimes } from '../../shared/report.js';
import { NEARLY_ALL, spent, waitsOf, type Evidence, type Focus } from './evidence.js';
import { activeNs, severalNs } from './overlap.js';
import { placedAt, type Prediction } from './prediction.js';
import type { VerdictRule } from './rules.js';
import { boldTime, capital, count, often, functionsText, linesText, siteText, taskText, within } from './words.js';

/** From this overlap on things went on at the same time; below it they ran one after the other. */
const OVERLAPPED = 1.2;
/** Where the overlap is an estimate, and what went on beside the rest is not told apart. */
const FOR_SURE = 2;
/** What takes a smaller share of the whole is not counted. */
const NOTABLE = 0.05;
/** Awaits that together take this share are where the time went. */
const MOST = 0.7;
/** Durations that differ by less are told as the same. */
const ALIKE = 0.1;
const TURNS = /^(?:Lock|Semaphore|Condition)/;
/** What comes when it comes: to wait for it again and again is to wait for one thing. */
const COMES = /^(?:sleep |Queue\.|Event|Condition|Lock|Semaphore|Barrier|Future|stream |subprocess )/;

export const CONCURRENT: VerdictRule = {
  verdict: 'concurrent',
  label: 'Concurrent',
  matches: ({ joint, history, report, elapsedNs }) =>
    joint === null ? severalNs(report, history) >= MOST * elapsedNs : joint >= (history.complete ? OVERLAPPED : FOR_SURE),
  sentences: (evidence) => {
    const { report, history, helpers, elapsedNs, joint, prediction, path } = evidence;
    const [most] = waitsOf(path);
    if (joint === null) return most ? [`${siteText(report, report.awaits[most.site]!, report.target.name)} waited for several things at the same time, ${boldTime(most.ns)} until the last had come.`] : [];
    const activity = ({ id, running_ns, waiting_ns }: TaskTimes): number =>
      (history.complete ? activeNs(report, history, history.steps.get(id) ?? []) : id === history.main?.id ? 0 : running_ns + waiting_ns);
    const active = report.tasks.filter((task) => helpers.has(task.id) && activity(task) >= NOTABLE * elapsedNs);
    const who = active.length > 0 ? functionsText(active) : `${count(helpers.size - 1)} tasks`;
    const first = `${capital(who)} went on at the same time: ${history.complete ? '' : 'about '}${formatDuration(joint * elapsedNs)} of waiting and computing took ${boldTime(elapsedNs)}.`;
    const second = prediction ? predictionText(evidence, prediction, true) : slowestText(evidence, active);
    return second === null ? [first] : [first, second];
  },
};

/** What it would have to be about, to take less time. */
function slowestText({ report, history }: Evidence, active: readonly TaskTimes[]): string | null {
  const took = ({ start_ns, end_ns }: TaskTimes): number => (end_ns ?? report.elapsed_ns) - start_ns;
  const [longest, ...others] = active.filter(({ id }) => id !== history.main?.id).sort((a, b) => took(b) - took(a));
  if (!longest || others.length === 0) return null;
  if (took(others.at(-1)!) >= (1 - ALIKE) * took(longest)) return `Each took about ${formatDuration(took(longest))}.`;
  const end = (task: TaskTimes): number => (task.end_ns ?? report.elapsed_ns) - history.startNs;
  const before = Math.max(...others.map(end));
  if (before > (1 - ALIKE) * end(longest)) return null;
  return `${taskText(longest)} took longest, ${boldTime(took(longest))}: the others had ended after ${formatDuration(before)}.`;
}

export const SEQUENTIAL: VerdictRule = {
  verdict: 'sequential',
  label: 'Sequential',
  matches: (evidence) => {
    const { joint, elapsedNs, focus, prediction } = evidence;
    if (joint === null || joint >= OVERLAPPED) return false;
    const notable = notableOf(evidence);
    const passages = notable.reduce((sum, { times }) => sum + times.count, 0);
    const longest = Math.max(0, ...focus.sites.map(({ times }) => times.elapsed_ns.max));
    const polled = notable.length === 1 && notable[0]!.times.awaited.every(({ what }) => COMES.test(what));
    return prediction !== null || takingTurns(evidence) !== null || passages > 1 && !polled && longest < NEARLY_ALL * elapsedNs && elapsedOf(notable) >= MOST * elapsedNs;
  },
  sentences: (evidence) => {
    const { report, focus, elapsedNs, prediction } = evidence;
    if (prediction) return [predictionText(evidence, prediction, false)];
    const turns = takingTurns(evidence);
    if (turns) return [`${functionsText(turns.tasks)} were to run together, but went on one after the other: each waited for its turn at ${siteText(report, turns.site, report.target.name)}.`];
    const notable = notableOf(evidence);
    const { times } = notable.reduce((most, each) => (each.times.elapsed_ns.total > most.times.elapsed_ns.total ? each : most));
    if (notable.length === 1) {
      return [`${siteText(report, times, focus.function)} was awaited ${often(times.count)}, one after the other: ${boldTime(times.elapsed_ns.total)} in all, ${formatDuration(times.elapsed_ns.total / times.count)} each on average.`];
    }
    const all = `${capital(within(focus))} ${count(notable.length)} ${notable.length < focus.sites.length ? 'longest ' : ''}awaits, in ${linesText(report, notable.map((site) => site.times))}, ran one after the other: ${boldTime(elapsedOf(notable))} of ${formatDuration(elapsedNs)}.`;
    return [all, dependenceText(evidence) ?? `The longest is ${siteText(report, times, focus.function)}: ${formatDuration(times.elapsed_ns.total)}.`];
  },
};

/** Tasks of which only one went on at a time, because they waited for each other at one place: a lock, a semaphore of one. */
function takingTurns({ report, path, elapsedNs, history }: Evidence): { tasks: TaskTimes[]; site: AwaitTimes } | null {
  const others = report.tasks.filter(({ id }) => id !== history.main?.id);
  const tasks = others.filter(({ id }) => spent(path, ({ task }) => task === id) >= NOTABLE * elapsedNs);
  const [site] = report.awaits.filter(({ awaited }) => awaited.some(({ what }) => TURNS.test(what))).sort((a, b) => b.waiting_ns - a.waiting_ns);
  const waited = site?.longest.filter(({ task }) => tasks.some(({ id }) => id === task)).length ?? 0;
  const inTasks = spent(path, ({ task }) => tasks.some(({ id }) => id === task));
  return site && tasks.length > 1 && waited > 1 && inTasks >= MOST * elapsedNs && site.waiting_ns >= MOST * elapsedNs ? { tasks, site } : null;
}

const notableOf = ({ focus, elapsedNs }: Evidence): Focus['sites'] => focus.sites.filter(({ times }) => times.elapsed_ns.total >= NOTABLE * elapsedNs);
const elapsedOf = (sites: Focus['sites']): number => sites.reduce((sum, { times }) => sum + times.elapsed_ns.total, 0);

/** `Its two awaits ran one after the other, and neither needs the other's result: together they would take about **1.00 s**.` */
function predictionText(evidence: Evidence, { points, nowNs, togetherNs }: Prediction, still: boolean): string {
  const { focus } = evidence;
  const lines = points.map(({ range }) => range.start.line + 1);
  const whole = focus.fn !== null && focus.fn.awaitPoints.length === points.length && points.every((point) => focus.fn?.awaitPoints.includes(point));
  const which = whole ? `${capital(within(focus))} ${count(points.length)} awaits` : `${new Set(lines).size > 1 ? 'Lines' : 'The awaits of line'} ${enumerate([...new Set(lines)].map(String))}`;
  const needs = points.length === 2 ? "neither needs the other's result" : "none needs another's result";
  return `${which} ${still ? 'still ' : ''}ran one after the other, and ${needs}: together they would take about ${boldTime(togetherNs)}${whole && !still ? '' : ` instead of ${formatDuration(nowNs)}`}.`;
}

/** Why two of the long awaits cannot run together, where the text says so for sure. */
function dependenceText(evidence: Evidence): string | null {
  const { focus, input: { text, report } } = evidence;
  if (!focus.fn || text === null) return null;
  const notable = notableOf(evidence);
  const found = neighboursOf(focus.fn, text).find(({ first, second, refusal }) => refusal?.rule === 'needs-result'
    && [first, second].every((point) => notable.some(({ times }) => placedAt(report, point, times, text))));
  return found ? `Line ${found.second.range.start.line + 1} has to wait for line ${found.first.range.start.line + 1}: ${found.refusal!.reason}.` : null;
}

export const IDLE: VerdictRule = {
  verdict: 'idle',
  label: 'Idle',
  matches: ({ path, elapsedNs }) => (waitsOf(path)[0]?.ns ?? 0) >= NEARLY_ALL * elapsedNs,
  sentences: ({ report, path, elapsedNs, history }) => {
    const [{ site, ns }] = waitsOf(path) as [{ site: number; ns: number }];
    const times = report.awaits[site]!;
    const repeated = times.count > 1 ? `, ${often(times.count)}` : '';
    // Where that is deep in other functions, the line from which it was reached says more to who looks at this one.
    const own = report.awaits.filter(({ file, function: name }) => file === report.target.file && name === (history.main?.function ?? report.target.name));
    const from = own.includes(times) ? undefined : own.find(({ elapsed_ns }) => elapsed_ns.max >= NEARLY_ALL * elapsedNs);
    const reached = from ? `, reached from line ${from.line}` : '';
    return [`It waited for one thing nearly all the time: ${siteText(report, times, report.target.name)}${reached}${repeated}, ${boldTime(ns)} of ${formatDuration(elapsedNs)}.`];
  },
};
