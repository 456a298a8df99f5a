/** What an await point did in a run, in at most three sentences, and what to do about it, if anything. */
import type { AwaitTimes, Report } from '../../shared/report.js';
import type { AwaitPoint, Scan } from '../model.js';
import { latenessOf, type Lateness } from '../timedAwait.js';
import { ADVICE_RULES } from './measuredAdvice.js';
import { MEASURED_RULES } from './measuredRules.js';

export interface MeasuredInput {
  /** As it stands in the text now. Of a report without its source: `pointOf(times)`. */
  point: AwaitPoint;
  times: AwaitTimes;
  report: Report;
  /** Of the text as it is now; null when there is none. */
  scan: Scan | null;
  /** Index of `times` in the report's `awaits`. */
  site: number;
}

/** What the rules look at. */
export interface Measured extends MeasuredInput {
  /** Null where it was hardly late. */
  late: Lateness | null;
}

export interface MeasuredRule {
  id: string;
  /** Which are told where there is more to tell than room: the lowest first. Only one of a rank is told. */
  rank: number;
  matches(measured: Measured): boolean;
  /** One sentence, rich. */
  explain(measured: Measured): string;
}

export interface MeasuredAdvice {
  id: string;
  matches(measured: Measured): boolean;
  /** One or two sentences, rich. */
  advise(measured: Measured): string;
}

const SENTENCES = 3;

/** Both rich. The sentences stand in the order of the table, which is that of telling. */
export function explainMeasured(input: MeasuredInput): { explanation: string[]; advice: string | null } {
  const measured = { ...input, late: latenessOf(input.times, input.report) };
  const advice = ADVICE_RULES.find((rule) => rule.matches(measured));
  return { explanation: sentences(measured).map((rule) => rule.explain(measured)), advice: advice?.advise(measured) ?? null };
}

/** The rules that are told, at most one of each rank. */
export function sentences(measured: Measured): MeasuredRule[] {
  const matching = MEASURED_RULES.filter((rule) => rule.matches(measured));
  const first = matching.filter((rule, index) => matching.findIndex(({ rank }) => rank === rule.rank) === index);
  const told = [...first].sort((a, b) => a.rank - b.rank).slice(0, SENTENCES);
  return first.filter((rule) => told.includes(rule));
}

/** An await point of a report whose source is not at hand: its columns are those of the report. */
export function pointOf({ kind, source, line, column, end_line, end_column }: AwaitTimes): AwaitPoint {
  const range = { start: { line: line - 1, column }, end: { line: end_line - 1, column: end_column } };
  return { kind, source, range, operand: operandOf(kind, source) };
}

function operandOf(kind: AwaitPoint['kind'], source: string): string {
  switch (kind) {
    case 'await': return source.replace(/^await\b\s*/, '');
    case 'async for':
    case 'async comprehension': return source.replace(/^.*?\bin\b\s*/, '');
    case 'async with enter':
    case 'async with exit': return source.replace(/\s+as\s+[^()]*$/, '');
  }
}
