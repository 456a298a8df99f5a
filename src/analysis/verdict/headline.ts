/** What is said of a run as a whole: a verdict where a rule is sure of one, and one or two sentences. */
import type { Headline } from '../../shared/panel.js';
import { formatDuration } from '../format.js';
import { NEARLY_ALL, evidenceOf, spent, waitsOf, type Evidence, type Input } from './evidence.js';
import { VERDICT_RULES } from './rules.js';
import { unfinishedOf, type Unfinished } from './unfinished.js';
import { boldTime, siteText } from './words.js';

/** Of a shorter run the lens's own cost is too much of it for a verdict. */
const SHORTEST_NS = 1e6;

export function headlineOf(input: Input): Headline {
  const evidence = evidenceOf(input);
  const { overlap, prediction, report: { outcome, phase } } = evidence;
  const ran = phase === 'running' && outcome !== 'crashed';
  // A program most of whose time was not that of one task has no one verdict.
  const whole = evidence.elapsedNs >= NEARLY_ALL * input.report.elapsed_ns;
  const known = ran && whole && evidence.elapsedNs >= SHORTEST_NS;
  const rule = known ? VERDICT_RULES.find(({ matches }) => matches(evidence)) : undefined;
  const told = rule ? rule.sentences(evidence) : ran && whole && outcome === 'returned' ? sums(evidence) : [];
  const together = outcome === 'returned' && (rule?.verdict === 'sequential' || rule?.verdict === 'concurrent') ? prediction : null;
  return {
    verdict: rule?.verdict ?? null,
    label: rule?.label ?? '',
    sentences: sentences(unfinishedOf(evidence), told),
    prediction: together && { nowNs: together.nowNs, togetherNs: together.togetherNs, lines: together.points.map(({ range }) => range.start.line) },
    overlap: known ? overlap : null,
  };
}

/** Where a run was when it failed comes first; where it waited is not said twice. */
function sentences(unfinished: Unfinished | null, told: readonly string[]): string[] {
  if (!unfinished) return told.slice(0, 2);
  return [unfinished.text, ...told.filter((text) => unfinished.place === null || !text.includes(unfinished.place))].slice(0, 2);
}

/** Where no verdict is sure: where its time went, and no more. */
function sums({ report, path, elapsedNs }: Evidence): string[] {
  const { loop, awaits, target } = report;
  if (loop.steps && awaits.length === 0) return ['No await point was reached: it ran from its start to its end without a pause.'];
  if (loop.steps && awaits.length > 0 && awaits.every(({ suspensions, pending }) => suspensions === 0 && pending === 0)) {
    return ['None of its awaits gave up control: it ran from its start to its end without a pause.'];
  }
  const [longest] = [...awaits].sort((a, b) => b.elapsed_ns.total - a.elapsed_ns.total);
  if (!loop.steps && longest) return [`Its longest await was ${siteText(report, longest, target.name)}: ${boldTime(longest.elapsed_ns.total)}.`];
  const [most] = waitsOf(path);
  if (!most || elapsedNs < SHORTEST_NS) return [];
  const running = spent(path, ({ kind }) => kind === 'running');
  return [`Of ${formatDuration(elapsedNs)} it waited for ${boldTime(spent(path, ({ kind }) => kind !== 'running'))} and ran for ${boldTime(running)}. It waited longest for ${siteText(report, awaits[most.site]!, target.name)}: ${formatDuration(most.ns)}.`];
}
