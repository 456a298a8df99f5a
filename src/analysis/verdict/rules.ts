/** The verdicts, the most telling first: the first that is sure is given. */
import type { Headline } from '../../shared/panel.js';
import type { Evidence } from './evidence.js';
import { BLOCKED, COMPUTING, STARVED } from './held.js';
import { CONCURRENT, IDLE, SEQUENTIAL } from './waited.js';

export interface VerdictRule {
  verdict: NonNullable<Headline['verdict']>;
  label: string;
  matches(evidence: Evidence): boolean;
  /** One or two sentences, rich. */
  sentences(evidence: Evidence): string[];
}

export const VERDICT_RULES: readonly VerdictRule[] = [BLOCKED, STARVED, COMPUTING, CONCURRENT, SEQUENTIAL, IDLE];
