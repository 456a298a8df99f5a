/** What the panel shows of one function: made from the code alone, from a run as it goes, or from its result. */
import type { PanelPoint, PanelState, PanelView, PointTimes } from '../shared/panel.js';
import type { PendingAwait, RunEnd } from '../shared/protocol.js';
import type { AwaitTimes, Report } from '../shared/report.js';
import { adviceFor } from './advice.js';
import { explain } from './explain.js';
import { findingsOf } from './findings.js';
import { describe, failureOf } from './failure.js';
import type { AsyncFunction, AwaitPoint, Scan } from './model.js';
import type { PlacedTimes } from './placement.js';

export interface ViewInput {
  fn: AsyncFunction;
  scan: Scan;
  /** As it is shown: relative to the workspace. */
  file: string;
  /** The document's times, of all its functions. */
  times: readonly PlacedTimes[];
  run:
    | { phase: 'running'; startedAt: number | null; stopping: boolean; pending: PendingAwait | null }
    | { phase: 'ended'; end: RunEnd; python: string; stale: boolean }
    | undefined;
  /** Milliseconds, on the clock of `startedAt`. */
  now: number;
  blocked: string | null;
}

export function viewOf(input: ViewInput): PanelView {
  const { fn, scan, run, times } = input;
  const steps = run?.phase !== 'ended' || run.end.kind !== 'report' || run.end.report.loop.steps;
  const measured = run?.phase === 'running' ? [] : times;
  return {
    title: `${fn.qualname}()`,
    file: input.file,
    state: stateOf(input),
    blocked: input.blocked,
    findings: run?.phase === 'ended' && run.end.kind === 'report' ? findingsOf(run.end.report) : [],
    points: fn.awaitPoints.map((point): PanelPoint => ({
      line: point.range.start.line,
      column: point.range.start.column,
      kind: point.kind,
      source: point.source,
      explanation: explain(point, scan),
      times: pointTimes(measured.find((each) => each.point === point || samePlace(each.point, point))?.times, steps),
      pending: run?.phase === 'running' && isPending(run.pending, fn, point),
    })),
  };
}

function samePlace(a: AwaitPoint, b: AwaitPoint): boolean {
  return a.kind === b.kind && a.range.start.line === b.range.start.line && a.range.start.column === b.range.start.column;
}

function isPending(pending: PendingAwait | null, fn: AsyncFunction, point: AwaitPoint): boolean {
  return pending !== null && pending.function === fn.qualname && pending.line === point.range.start.line + 1 && pending.source === point.source;
}

function pointTimes(times: AwaitTimes | undefined, steps: boolean): PointTimes | null {
  return times === undefined ? null : {
    count: times.count,
    raised: times.raised,
    elapsedNs: times.elapsed_ns.total,
    minNs: times.elapsed_ns.min,
    maxNs: times.elapsed_ns.max,
    waitingNs: times.waiting_ns,
    readyNs: times.ready_ns,
    runningNs: times.running_ns,
    suspensions: times.suspensions,
    steps,
    estimated: times.sampled > 0 || times.below_resolution,
    belowResolution: times.below_resolution,
    awaited: times.awaited.map(({ what }) => what),
    pendingNs: times.pending > 0 ? times.pending_ns : null,
  };
}

function stateOf({ run, now }: ViewInput): PanelState {
  if (!run) return { kind: 'code' };
  if (run.phase === 'running') {
    return { kind: 'running', elapsedNs: run.startedAt === null ? 0 : (now - run.startedAt) * 1e6, stopping: run.stopping };
  }
  const { end } = run;
  const failure = failureOf(end);
  return {
    kind: 'ended',
    elapsedNs: end.kind === 'report' ? end.report.elapsed_ns : 0,
    outcome: end.kind === 'report' ? outcomeOf(end.report) : 'Did not run',
    failed: failure !== null,
    stale: run.stale,
    advice: adviceFor(end) ?? (end.kind === 'report' ? null : (failure?.message ?? null)),
    python: run.python,
  };
}

function outcomeOf({ outcome, value, exception, exit_code, phase }: Report): string {
  switch (outcome) {
    case 'returned': return `Returned ${value}`;
    case 'raised': return `${phase === 'loading' ? 'Could not be loaded' : 'Raised'}${exception ? `: ${describe(exception)}` : ''}`;
    case 'timeout': return 'Timed out';
    case 'cancelled': return 'Stopped';
    case 'exited': return `Exited with code ${exit_code}`;
    case 'crashed': return `Crashed${exception ? `: ${exception.message}` : ''}`;
  }
}
