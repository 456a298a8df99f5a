/** Puts a proof together from what was measured. */
import { PROOF_VERSION, SIDES, type Agreement, type Proof, type Side } from '../../shared/proof.js';
import { agreementsOf } from './agreement.js';
import { awaitChanges } from './awaits.js';
import type { ProofRuns } from './runs.js';
import { speedUp, timesOf } from './statistics.js';
import { verdictOf } from './verdict.js';

export interface Proven {
  title: string;
  arguments: string;
  python: string;
  /** How many there were to be. */
  rounds: number;
  stopped: boolean;
  /** The file that is compared, as the worker names it. */
  file: string;
  runs: ProofRuns;
}

/** null while there is no run of both versions. */
export function proofOf({ title, arguments: given, python, rounds, stopped, file, runs }: Proven): Proof | null {
  const elapsed = (side: Side): number[] => runs[side].map(({ report }) => report.elapsed_ns);
  const up = speedUp(elapsed('old'), elapsed('new'));
  if (!up) return null;
  const agreements = agreementsOf(runs);
  const [old, fresh] = [timesOf(elapsed('old')), timesOf(elapsed('new'))];
  const notReturned = (side: Side): number => runs[side].filter(({ report: { outcome, exit_code } }) => outcome !== 'returned' && !(outcome === 'exited' && exit_code === 0)).length;
  const { awaits, omitted } = awaitChanges(runs, file);
  return {
    version: PROOF_VERSION, title, arguments: given, python, rounds, stopped, old, new: fresh, speedUp: up, agreements, awaits, awaitsOmitted: omitted,
    verdict: verdictOf({
      old, new: fresh, speedUp: up,
      agreements: Object.fromEntries(agreements.map((each) => [each.what, each])) as Record<Agreement['what'], Agreement>,
      notReturned: { old: notReturned('old'), new: notReturned('new') },
      timedOut: SIDES.some((side) => runs[side].some(({ report }) => report.outcome === 'timeout')),
    }),
  };
}
