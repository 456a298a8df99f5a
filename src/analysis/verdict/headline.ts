/** What is said of a run as a whole: a verdict where a rule is sure of one, and one or two sentences. */
import type { Headline } from '../../shared/panel.js';
import { formatDuration } from '../format.js';
import { evidenceOf, spent, waitsOf, type Evidence, type Input } from './evidence.js';
import { VERDICT_RULES } from './rules.js';
import { unfinishedText } from './unfinished.js';
import { boldTime, siteText } from './words.js';

/** Of a shorter run the lens's own cost is too much of it for a verdict. */
const SHORTEST_NS = 1e6;

export function headlineOf(input: Input): Headline {
  const evidence = evidenceOf(input);
  const { overlap, prediction, report: { outcome, phase } } = evidence;
  const unfinished = unfinishedText(input.report);
  const known = phase === 'running' && evidence.elapsedNs >= SHORTEST_NS && outcome !== 'crashed';
  const rule = known ? VERDICT_RULES.find(({ matches }) => matches(evidence)) : undefined;
  const told = rule ? rule.sentences(evidence) : known && outcome === 'returned' ? sums(evidence) : [];
  const together = rule && outcome === 'returned' ? prediction : null;
  return {
    verdict: rule?.verdict ?? null,
    label: rule?.label ?? '',
    sentences: (unfinished === null ? told : [unfinished, ...told]).slice(0, 2),
    prediction: together && { nowNs: together.nowNs, togetherNs: together.togetherNs, lines: together.points.map(({ range }) => range.start.line) },
    overlap: known ? overlap : null,
  };
}

/** Where no verdict is sure: where its time went, and no more. */
function sums({ report, path, elapsedNs }: Evidence): string[] {
  if (report.loop.steps && report.awaits.length > 0 && report.awaits.every(({ suspensions, pending }) => suspensions === 0 && pending === 0)) {
    return ['None of its awaits gave up control: it ran from its start to its end without a pause.'];
  }
  const [most] = waitsOf(path);
  if (!most) return [];
  const waited = spent(path, ({ kind }) => kind === 'waiting');
  return [`It waited for ${boldTime(waited)} of ${formatDuration(elapsedNs)}, longest for ${siteText(report, report.awaits[most.site]!, report.target.name)}: ${formatDuration(most.ns)}.`];
}
