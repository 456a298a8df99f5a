/** What the panel shows of one function: made from the code alone, from a run as it goes, or from its result. */
import type { Headline, PanelPoint, PanelState, PanelSubject, PanelView, PointTimes } from '../shared/panel.js';
import type { Live, LiveAwait, PendingAwait, RunEnd } from '../shared/protocol.js';
import type { AwaitTimes, Report } from '../shared/report.js';
import { adviceFor } from './advice.js';
import { conceptsOf } from './concepts.js';
import { explain } from './explain/explain.js';
import { explainMeasured } from './explain/measured.js';
import { findingsOf } from './findings.js';
import { failureOf } from './failure.js';
import { headlineOffer, type Offer } from './fixes/offers.js';
import type { AsyncFunction, AwaitPoint, Scan } from './model.js';
import { outcomeText } from './outcome.js';

/** The function in the text as it is now. */
export interface Shown {
  fn: AsyncFunction;
  scan: Scan;
  text: string;
}

/** A passage's times on an await point of the text as it is now. */
export interface PlacedSite {
  point: AwaitPoint;
  /** Index into the report's `awaits`. */
  site: number;
}

/** A report with what is known of where its awaits stand now. */
export interface Measured {
  report: Report;
  headline: Headline;
  /** Of the shown function. */
  places: readonly PlacedSite[];
  /** The function was edited since. */
  stale: boolean;
}

export type ShownRun =
  | { phase: 'running'; startedAt: number | null; stopping: boolean; pending: PendingAwait | null; live: Live | null }
  | { phase: 'ended'; end: RunEnd; python: string; startedAt: number | null; stale: boolean };

export interface ViewInput {
  subject: PanelSubject;
  /** As it is shown: relative to the workspace. */
  file: string;
  pinned: boolean;
  /** null for a saved report whose function is not here. */
  shown: Shown | null;
  run: ShownRun | undefined;
  /** Of that run, or of another one that the function ran in; null before any run. */
  measured: Measured | null;
  /** Milliseconds, on the clock of `startedAt`. */
  now: number;
  blocked: string | null;
  /** What the fixes of the text as it is now have to offer. */
  offers: readonly Offer[];
  /** Whether a fix can be measured against the text before it. */
  canProve(offer: Offer): boolean;
}

export function viewOf(input: ViewInput): PanelView {
  const { shown, run, subject } = input;
  const measured = run?.phase === 'running' ? null : input.measured;
  return {
    title: `${subject.qualname}()`,
    file: input.file,
    subject,
    pinned: input.pinned,
    state: stateOf(input),
    blocked: input.blocked,
    findings: run?.phase === 'ended' && run.end.kind === 'report' ? findingsOf(run.end.report) : [],
    concepts: shown ? conceptsOf(shown.fn, shown.scan, shown.text) : [],
    points: shown
      ? shown.fn.awaitPoints.map((point) => pointOf(point, shown, measured, run))
      : measured ? pointsOfReport(measured.report, subject.qualname) : [],
  };
}

function pointOf(point: AwaitPoint, { fn, scan }: Shown, measured: Measured | null, run: ShownRun | undefined): PanelPoint {
  const site = measured?.places.find((each) => each.point === point || samePlace(each.point, point))?.site ?? null;
  const running = run?.phase === 'running' ? run : null;
  const live = running?.live?.awaits.find((each) => each.function === fn.qualname && isAt(each, point)) ?? null;
  const told = measured && site !== null ? explainMeasured({ point, times: measured.report.awaits[site]!, report: measured.report, scan, site }) : null;
  return {
    line: point.range.start.line,
    column: point.range.start.column,
    kind: point.kind,
    source: point.source,
    explanation: told?.explanation ?? [explain(point, scan)],
    advice: told?.advice ?? null,
    times: measured && site !== null ? timesOf(measured.report.awaits[site]!, measured.report.loop.steps) : live && liveTimes(live),
    pending: (live?.pending ?? 0) > 0 || waitsAt(running?.pending ?? null, fn, point),
    site,
  };
}

function waitsAt(pending: PendingAwait | null, fn: AsyncFunction, point: AwaitPoint): boolean {
  return pending !== null && pending.function === fn.qualname && isAt(pending, point);
}

/** Of a saved report: nothing but what it says. */
function pointsOfReport(report: Report, qualname: string): PanelPoint[] {
  return report.awaits.flatMap((times, site): PanelPoint[] => {
    if (times.function !== qualname || times.file !== report.target.file) return [];
    const point = pointFrom(times);
    return [{
      line: times.line - 1, column: times.column, kind: times.kind, source: times.source, times: timesOf(times, report.loop.steps), pending: false, site,
      ...explainMeasured({ point, times, report, scan: null, site }),
    }];
  });
}

function pointFrom({ kind, source, line, column, end_line, end_column }: AwaitTimes): AwaitPoint {
  const operand = kind === 'await' ? source.replace(/^await\b\s*/, '') : source.replace(/^async for .* in /, '');
  return { kind, source, operand, range: { start: { line: line - 1, column }, end: { line: end_line - 1, column: end_column } } };
}

function samePlace(a: AwaitPoint, b: AwaitPoint): boolean {
  return a.kind === b.kind && a.range.start.line === b.range.start.line && a.range.start.column === b.range.start.column;
}

function isAt({ line, source }: { line: number; source: string }, point: AwaitPoint): boolean {
  return line === point.range.start.line + 1 && source === point.source;
}

function timesOf(times: AwaitTimes, steps: boolean): PointTimes {
  return {
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
    pendingNs: times.pending > 0 ? times.pending_ns : null,
  };
}

/** While it runs only counts and sums are known, not the kinds of time. */
function liveTimes({ count, elapsed_ns, pending, pending_ns }: LiveAwait): PointTimes {
  return {
    count, raised: 0, elapsedNs: elapsed_ns, minNs: 0, maxNs: 0, waitingNs: 0, readyNs: 0, runningNs: 0, suspensions: 0,
    steps: false, estimated: false, belowResolution: false, pendingNs: pending > 0 ? pending_ns : null,
  };
}

function stateOf({ run, now, measured, shown, offers, canProve }: ViewInput): PanelState {
  if (!run) return { kind: 'code', within: measured && shown ? `${measured.report.target.name}()` : null };
  if (run.phase === 'running') {
    return { kind: 'running', elapsedNs: run.startedAt === null ? 0 : (now - run.startedAt) * 1e6, stopping: run.stopping };
  }
  const { end } = run;
  const report = end.kind === 'report' ? end.report : null;
  const failure = failureOf(end);
  const headline = measured?.headline ?? { verdict: null, label: '', sentences: [], prediction: null, overlap: null };
  const main = report?.loop.steps ? report.tasks[0] : undefined;
  return {
    kind: 'ended',
    elapsedNs: report?.elapsed_ns ?? 0,
    outcome: report ? outcomeText(report) : 'Did not run',
    failed: failure !== null,
    stale: run.stale,
    advice: adviceFor(end) ?? (report ? null : (failure?.message ?? null)),
    python: run.python,
    startedAt: run.startedAt,
    headline,
    offer: run.stale || !shown ? null : headlineOffer(offers, { headline, ...shown, guilty: report && guiltyOf(report) }, canProve),
    times: main ? { waitingNs: main.waiting_ns, readyNs: main.ready_ns, runningNs: main.running_ns } : null,
  };
}

/** The line that held the event loop longest. */
function guiltyOf({ blocking }: Report): string | null {
  return [...blocking].sort((a, b) => b.duration_ns - a.duration_ns)[0]?.source ?? null;
}
