/** What a fix would save, from a run of the text that it is offered for. */
import type { Fix, FixContext } from '../fixes/fix.js';
import type { Lexed } from '../lexer.js';
import type { AwaitPoint, AsyncFunction } from '../model.js';
import type { AwaitTimes, Report } from '../../shared/report.js';
import { inOrder, inTurn, isWhole, predictGroup, saving, type Prediction, type SiteOf } from './prediction.js';
import { stretchesOf, together, type Stretch } from './schedule.js';

/** Less is not worth a word: tasks have their cost, too. */
const WORTHWHILE_NS = 1e6;
const WORTHWHILE_SHARE = 0.05;

/**
 * null where nothing can be told, or nothing would be saved.
 * @param fn the function that the fix is for, as `siteOf` knows its await points
 */
export function predictFix({ saves, range }: Fix, fn: AsyncFunction, { lexed }: Pick<FixContext, 'lexed'>, report: Report, siteOf: SiteOf): Prediction | null {
  if (!saves || saves.points.length === 0) return null;
  const told = !saves.loop
    ? predictGroup(report, saves.points, siteOf)
    : callsOf(report, fn) === 1 && !isInLoop(lexed, range.start) ? predictLoop(report, saves.points, saves.limit, siteOf) : null;
  return told && saving(told) >= Math.max(WORTHWHILE_NS, WORTHWHILE_SHARE * told.nowNs) ? told : null;
}

/** Of a loop that ran once: the awaits of each item stay one after the other. */
function predictLoop(report: Report, points: AwaitPoint[], limit: number | undefined, siteOf: SiteOf): Prediction | null {
  const sites = points.map(siteOf).filter((site) => site !== undefined);
  const [first] = sites;
  if (!first || sites.length < points.length || first.count < 2) return null;
  const usable = sites.every((site) => site.count === first.count && isWhole(site) && site.sampled === 0 && !site.below_resolution);
  if (!usable || !sites.every((site) => inTurn(inOrder(site)))) return null;
  const passages = sites.map((site) => passagesOf(report, site));
  const items = passages[0]!.map((_, item) => passages.flatMap((each) => each[item]!));
  return { points, nowNs: sites.reduce((sum, { elapsed_ns }) => sum + elapsed_ns.total, 0), togetherNs: together(items, limit) };
}

/** All passages of a site in their order. Of those that are not among its longest only the mean is known, and about when they were. */
function passagesOf(report: Report, site: AwaitTimes): Stretch[][] {
  const kept = inOrder(site);
  const others = site.count - kept.length;
  const known = kept.map((passage) => stretchesOf(report, passage));
  if (others === 0) return known;
  const rest = (total: number, of: 'running_ns' | 'waiting_ns' | 'ready_ns'): number =>
    Math.max(0, total - kept.reduce((sum, passage) => sum + passage[of], 0)) / others;
  const mean: Stretch = { busyNs: rest(site.running_ns, 'running_ns'), idleNs: rest(site.waiting_ns, 'waiting_ns') + rest(site.ready_ns, 'ready_ns') };
  const task = report.tasks.find(({ id }) => id === kept[0]?.task);
  const ends = [task?.start_ns ?? 0, ...kept.map(({ start_ns, elapsed_ns }) => start_ns + elapsed_ns)];
  const starts = [...kept.map(({ start_ns }) => start_ns), task?.end_ns ?? report.elapsed_ns];
  const gaps = starts.map((start, index) => Math.max(0, start - ends[index]!));
  const whole = Math.max(1, gaps.reduce((sum, gap) => sum + gap, 0));
  const all: Stretch[][] = [];
  let before = 0;
  gaps.forEach((gap, index) => {
    const numberBefore = Math.round((before / whole) * others);
    before += gap;
    const numberAfter = index === gaps.length - 1 ? others : Math.round((before / whole) * others);
    all.push(...Array.from({ length: numberAfter - numberBefore }, () => [mean]), ...(known[index] ? [known[index]] : []));
  });
  return all;
}

/** How often a function was run, as far as tasks and awaits tell: rather too often than too rarely. */
function callsOf({ tasks, awaits, tasks_omitted: omitted }: Report, { qualname }: AsyncFunction): number {
  const named = (what: string): boolean => !what.endsWith(`(${qualname})`) && what.split(/[\s,]/).includes(qualname);
  const awaited = awaits.flatMap((site) => site.awaited).filter(({ what }) => named(what)).reduce((sum, { count }) => sum + count, 0);
  return tasks.filter((task) => task.function === qualname).length + awaited + omitted;
}

/** Whether what stands at this offset is run again and again by a loop around it, within its function. */
function isInLoop({ tokens, lines }: Lexed, offset: number): boolean {
  const at = lines.findIndex(({ first, end }) => tokens[first]!.start <= offset && offset < tokens[end - 1]!.end);
  let indent = lines[at]?.indent ?? 0;
  for (let index = at - 1; index >= 0 && indent > 0; index -= 1) {
    const line = lines[index]!;
    if (line.indent >= indent) continue;
    indent = line.indent;
    const word = tokens[line.first]!.text === 'async' ? tokens[line.first + 1]?.text : tokens[line.first]!.text;
    if (word === 'for' || word === 'while') return true;
    if (word === 'def') return false;
  }
  return false;
}
