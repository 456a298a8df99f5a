/** What the runs of a proof hand to its judgement. */
import type { Side } from '../../shared/proof.js';
import type { Report } from '../../shared/report.js';

export interface ProofRun {
  report: Report;
  /** Whether the report is as the run handed it back, and not without its timelines and its trace. */
  whole: boolean;
  /** When its process began and had ended, ms since 1970. */
  began: number;
  ended: number;
  /** Lines of its standard output, then those of its standard error: in which order the two were written is not known. */
  printed: string[];
}

/** In the order in which they ran. */
export type ProofRuns = Record<Side, ProofRun[]>;
