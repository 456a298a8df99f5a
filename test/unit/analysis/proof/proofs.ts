/** Runs of a proof, made up. */
import type { ProofRun, ProofRuns } from '../../../../src/analysis/proof/runs.js';
import { proofOf } from '../../../../src/analysis/proof/prove.js';
import type { Proof } from '../../../../src/shared/proof.js';
import type { Report } from '../../../../src/shared/report.js';
import { reportOf } from '../../reports.js';

/** In a time zone that is 5:45 ahead it is 22:58:50. */
export const BEGAN = Date.UTC(2026, 10, 29, 17, 13, 50);

/** A run of that many seconds. */
export function runOf(seconds: number, changes: Partial<Report> = {}, printed: string[] = []): ProofRun {
  return { report: reportOf({ elapsed_ns: Math.round(seconds * 1e9), ...changes }), whole: true, began: BEGAN, ended: BEGAN + 1000 * seconds, printed };
}

export const raising = (type: string, message: string): Partial<Report> =>
  ({ outcome: 'raised', value: null, exception: { type, message, traceback: '', frames: [] } });

export const OLD = [2.0, 2.01, 1.99, 2.002, 2.003];
export const NEW = [1.0, 1.001, 1.002, 0.999, 1.003];

/** Five runs each, which differ in nothing but their time unless changed. */
export function runsOf(change: (side: 'old' | 'new', index: number) => { report?: Partial<Report>; printed?: string[]; seconds?: number } = () => ({})): ProofRuns {
  const side = (name: 'old' | 'new', times: readonly number[]): ProofRun[] => times.map((seconds, index) => {
    const changed = change(name, index);
    return runOf(changed.seconds ?? seconds, changed.report, changed.printed ?? ['Hello!', 'World!']);
  });
  return { old: side('old', OLD), new: side('new', NEW) };
}

export function proven(runs: ProofRuns): Proof {
  return proofOf({ title: 'main()', arguments: '', python: '3.12.1', rounds: 5, stopped: false, file: '/a.py', runs })!;
}
