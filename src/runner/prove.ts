/**
 * Runs two versions of one function alternately, each time in a fresh worker, so that both meet the same machine: what
 * drifts meanwhile (caches, temperature, other programs) hits both. Whatever happens, when `result` settles, nothing
 * of it runs any more.
 */
import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { ProofRuns } from '../analysis/proof/runs.js';
import { failureOf } from '../analysis/failure.js';
import type { Side } from '../shared/proof.js';
import type { RunEnd, RunRequest } from '../shared/protocol.js';
import { NOTHING_MEASURED, type Report } from '../shared/report.js';
import { startRun, type Run } from './run.js';
import type { Place } from './worker.js';

export interface ProveSpec extends Place {
  /** Each with the text of its version in `source`. */
  old: RunRequest;
  new: RunRequest;
  /** Each runs both versions once; at least 1. */
  rounds: number;
}

export interface ProveEvents {
  /** `round`: from 1 on. */
  onRun?(side: Side, round: number): void;
  onMeasured?(side: Side, elapsedNs: number): void;
}

export interface Measured {
  runs: ProofRuns;
  /** By the user, before all rounds. What ran then is not in `runs`. */
  stopped: boolean;
  /** Which version cannot be run at all, and why; null where both can. No further round was begun then. */
  broken: { side: Side; message: string } | null;
}

export interface Proving {
  readonly result: Promise<Measured>;
  /** Ends what runs, and begins nothing more. */
  stop(): void;
}

/** Reports may have many megabytes; one of the new version's is shown where the change is kept. */
const KEPT_WHOLE = 10;
/** So much of what a stream is written is compared line by line; of the rest its length and its digest. */
const KEPT_BYTES = 128 << 10;

export function prove(spec: ProveSpec, events: ProveEvents = {}): Proving {
  const stopping = new AbortController();
  return { result: alternate(spec, events, stopping.signal), stop: () => stopping.abort() };
}

async function alternate(spec: ProveSpec, events: ProveEvents, stop: AbortSignal): Promise<Measured> {
  const runs: ProofRuns = { old: [], new: [] };
  for (let round = 1; round <= spec.rounds; round += 1) {
    // The order is turned with each round: who comes second finds the files of the first in the caches.
    for (const side of round % 2 === 1 ? (['old', 'new'] as const) : (['new', 'old'] as const)) {
      if (stop.aborted) return { runs, stopped: true, broken: null };
      events.onRun?.(side, round);
      const began = Date.now();
      const { end, printed } = await runOnce(spec, side, stop);
      if (stop.aborted) return { runs, stopped: true, broken: null };
      const message = brokenBy(end);
      if (message !== null) return { runs, stopped: false, broken: { side, message } };
      const { report } = end as Extract<RunEnd, { kind: 'report' }>;
      const whole = side === 'new' && runs.new.length < KEPT_WHOLE;
      runs[side].push({ report: whole ? report : withoutTimelines(report), whole, began, ended: Date.now(), printed });
      events.onMeasured?.(side, report.elapsed_ns);
    }
    // Another round would only wait once more.
    if ([runs.old, runs.new].some((side) => side.at(-1)!.report.outcome === 'timeout')) break;
  }
  return { runs, stopped: false, broken: null };
}

function withoutTimelines({ awaits, ...report }: Report): Report {
  return { ...report, ...NOTHING_MEASURED, awaits };
}

/** Why a version cannot be run at all: then it is as little of use to run it again. */
function brokenBy(end: RunEnd): string | null {
  const couldNot = end.kind !== 'report' || end.report.phase === 'loading';
  return couldNot ? (failureOf(end)?.message ?? 'It ended while its module was loaded.') : null;
}

async function runOnce({ interpreter, workerFolder, cwd, env, ...requests }: ProveSpec, side: Side, stop: AbortSignal): Promise<{ end: RunEnd; printed: string[] }> {
  const streams = { stdout: new Printed(), stderr: new Printed() };
  const run: Run = startRun({ interpreter, workerFolder, cwd, env, request: requests[side] }, { onOutput: (stream, chunk) => streams[stream].add(chunk) });
  const end = (): void => run.stop();
  stop.addEventListener('abort', end, { once: true });
  try {
    return { end: await run.result, printed: [...streams.stdout.lines(), ...streams.stderr.lines()] };
  } catch (error) {
    return { end: { kind: 'failed', message: `The run could not be started: ${String(error)}` }, printed: [] };
  } finally {
    stop.removeEventListener('abort', end);
  }
}

/** What a stream was written, within a bound. */
class Printed {
  private readonly decoder = new StringDecoder('utf8');
  private readonly rest = createHash('sha256');
  private text = '';
  private kept = 0;
  private left = 0;

  add(chunk: Buffer): void {
    const fits = chunk.subarray(0, KEPT_BYTES - this.kept);
    this.kept += fits.length;
    this.text += this.decoder.write(fits);
    if (fits.length === chunk.length) return;
    this.rest.update(chunk.subarray(fits.length));
    this.left += chunk.length - fits.length;
  }

  lines(): string[] {
    const text = this.text + this.decoder.end();
    const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
    return this.left > 0 ? [...lines, `… ${this.left} bytes more, whose digest is ${this.rest.digest('hex').slice(0, 16)}`] : lines;
  }
}
