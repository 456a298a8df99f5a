/** What the rules of the headline look at: sums and shares of a report, worked out once. */
import type { AwaitTimes, Report } from '../../shared/report.js';
import type { CriticalPart } from '../../shared/timeline.js';
import type { AsyncFunction } from '../model.js';
import { scan } from '../scan.js';
import { pathOf } from './criticalPath.js';
import { historyOf, type History } from './history.js';
import { contributors, meanOverlap } from './overlap.js';
import { predict, type Prediction } from './prediction.js';

export interface Input {
  report: Report;
  /** The function that ran, as a scan of `text` finds it; null where that is not known. */
  fn: AsyncFunction | null;
  /** The text of its file as it ran. */
  text: string | null;
}

/** The function where the time went: the one that ran, or the one that it hardly did more than to await. */
export interface Focus {
  function: string;
  isTarget: boolean;
  /** As the text has it; null where that is not known. */
  fn: AsyncFunction | null;
  /** Its await points that were reached, by their index in the report. */
  sites: { index: number; times: AwaitTimes }[];
}

export interface Evidence {
  report: Report;
  history: History;
  path: CriticalPart[];
  /** Of the main task, from its start to its end, or to where its steps are known. */
  elapsedNs: number;
  /** See `overlapOf`. */
  overlap: number | null;
  /** The same, of the tasks that the main one had something of. */
  joint: number | null;
  helpers: ReadonlySet<number>;
  focus: Focus;
  prediction: Prediction | null;
  input: Input;
}

/** From this share on, one thing is nearly all of another. */
export const NEARLY_ALL = 0.8;
/** Savings below this share of the whole are not worth a word. */
const WORTHWHILE = 0.05;

export function evidenceOf(input: Input): Evidence {
  const { report } = input;
  const history = historyOf(report);
  const helpers = contributors(report, history);
  const path = pathOf(report, history);
  // A program loads its modules and may run several loops; only its main task is judged.
  const elapsedNs = report.target.kind === 'function' ? report.elapsed_ns : Math.max(0, history.untilNs - history.startNs);
  const focus = focusOf(input, history, path);
  const found = predictionOf(input, focus);
  return {
    input, report, history, path, helpers, elapsedNs, focus,
    overlap: meanOverlap(report, history, () => true),
    joint: meanOverlap(report, history, (task) => helpers.has(task)),
    prediction: found && found.nowNs - found.togetherNs >= WORTHWHILE * elapsedNs ? found : null,
  };
}

function predictionOf({ report, fn, text }: Input, focus: Focus): Prediction | null {
  if (text === null) return null;
  return (fn && predict(report, fn, text)) ?? (focus.fn && !focus.isTarget ? predict(report, focus.fn, text) : null);
}

/** Follows the await that took nearly all the time into the function it ran, as long as there is such a one. */
function focusOf({ report, fn, text }: Input, { main }: History, path: readonly CriticalPart[]): Focus {
  const target = report.target.kind === 'function' ? report.target.name : (main?.function ?? '');
  const seen = new Set<string>();
  const functions = text === null ? [] : scan(text).functions;
  let focus: Focus = { function: target, isTarget: true, fn, sites: sitesOf(report, target) };
  for (;;) {
    seen.add(focus.function);
    const [most] = [...focus.sites].sort((a, b) => b.times.elapsed_ns.total - a.times.elapsed_ns.total);
    if (!most || most.times.count !== 1 || most.times.elapsed_ns.total < NEARLY_ALL * report.elapsed_ns) return focus;
    const inner = innerFunction(report, most.times, path);
    const sites = inner === null || seen.has(inner) ? [] : sitesOf(report, inner);
    if (inner === null || sites.length === 0) return focus;
    const here = sites.every(({ times }) => times.file === report.target.file);
    focus = { function: inner, isTarget: false, fn: (here && functions.find(({ qualname }) => qualname === inner)) || null, sites };
  }
}

function sitesOf({ awaits }: Report, name: string): Focus['sites'] {
  return awaits.map((times, index) => ({ index, times })).filter(({ times }) => times.function === name);
}

/** The one function that an await ran: by its words, or because the path went through one task meanwhile. */
function innerFunction(report: Report, { awaited, longest }: AwaitTimes, path: readonly CriticalPart[]): string | null {
  const [passage] = longest;
  if (awaited.length !== 1 || !passage) return null;
  const named = awaited[0]!.what.replace(/^wait_for of ([^,]+),.*$/, '$1').replace(/^.*\((.+)\)$/, '$1');
  if (report.awaits.some((site) => site.function === named)) return named;
  const meanwhile = path.filter(({ task, startNs, endNs }) => task !== passage.task && endNs > passage.start_ns && startNs < passage.start_ns + passage.elapsed_ns);
  const [only, ...others] = new Set(meanwhile.filter(({ kind }) => kind !== 'ready').map(({ task }) => task));
  // Of several tasks at once no one alone is where the time went.
  const children = report.tasks.filter(({ parent, start_ns }) => parent === passage.task && start_ns >= passage.start_ns && start_ns <= passage.start_ns + passage.elapsed_ns);
  return only !== undefined && others.length === 0 && children.length === 1 ? (report.tasks.find(({ id }) => id === only)?.function ?? null) : null;
}

/** How long the parts of the path that match are together. */
export function spent(path: readonly CriticalPart[], matches: (part: CriticalPart) => boolean): number {
  return path.reduce((sum, part) => sum + (matches(part) ? part.endNs - part.startNs : 0), 0);
}

/**
 * The sites at which the path was suspended longest, the longest first. Ready counts as well: where that is much because
 * others kept the loop, another verdict comes before; else the system was late.
 */
export function waitsOf(path: readonly CriticalPart[]): { site: number; ns: number }[] {
  const sums = new Map<number, number>();
  for (const { kind, site, startNs, endNs } of path) if (kind !== 'running' && site >= 0) sums.set(site, (sums.get(site) ?? 0) + endNs - startNs);
  return [...sums].map(([site, ns]) => ({ site, ns })).sort((a, b) => b.ns - a.ns);
}
