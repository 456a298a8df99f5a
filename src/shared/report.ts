/**
 * The report: what a run hands back. Documented field by field in `docs/report.md`; written by
 * `src/worker/await_lens/report.py`. Times are integer nanoseconds from the start of the run.
 */
import { arrayOf, boolean, isRecord, nullable, number, object, oneOf, string, type Guard } from './guards.js';

/** The report's version. Later versions add fields; they never rename those of an earlier one. */
export const REPORT_SCHEMA = 1;

export const OUTCOMES = ['returned', 'raised', 'timeout', 'cancelled', 'exited', 'crashed'] as const;
/** How a run ended. `crashed` is also said by the host, of a worker that vanished without a report. */
export type Outcome = (typeof OUTCOMES)[number];

export const AWAIT_KINDS = ['await', 'async for', 'async with enter', 'async with exit', 'async comprehension'] as const;
export type AwaitKind = (typeof AWAIT_KINDS)[number];

export interface Target {
  kind: 'function' | 'script' | 'module';
  /** Absolute path; null for a module whose file is not known. */
  file: string | null;
  /** The function's qualified name, the module's name, or the script's path. */
  name: string;
}

export interface PythonInfo {
  /** For example `3.12.1`. */
  version: string;
  implementation: string;
  executable: string;
}

export interface LoopInfo {
  /** For example `asyncio.unix_events._UnixSelectorEventLoop`; null when no loop ran. */
  type: string | null;
  /** Whether the loop told its steps. Without them there are totals only: no suspended or running share. */
  steps: boolean;
  /** Why there are totals only. */
  note: string | null;
}

export interface Frame {
  file: string;
  line: number;
  function: string;
  source: string;
}

export interface RaisedException {
  /** Class name, qualified by its module unless it is a builtin. */
  type: string;
  message: string;
  /** As Python prints it, the user's frames only. */
  traceback: string;
  /** The user's frames, outermost first. */
  frames: Frame[];
}

/** Where a piece of source is: 1-based lines, 0-based columns counted in code points. */
export interface SourceRange {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

export interface AwaitTimes extends SourceRange {
  file: string;
  kind: AwaitKind;
  /** Qualified name of the function that the await point stands in. */
  function: string;
  /** Source text of the await point, at most 200 characters. */
  source: string;
  /** How often it ended. */
  count: number;
  /** How many of `count` ended by an exception, cancellation included. */
  raised: number;
  elapsed_ns: { total: number; min: number; max: number };
  suspended_ns: number;
  running_ns: number;
  /** How many times control went back to the event loop. */
  suspensions: number;
  awaited: { what: string; count: number }[];
  /** How many had not ended when the report was made. */
  pending: number;
  /** Elapsed so far of the longest of those, else 0. */
  pending_ns: number;
}

export interface TaskTimes {
  id: number;
  name: string;
  function: string;
  /** The id of the task that created it; null for the first. */
  parent: number | null;
  start_ns: number;
  /** null when it had not ended. */
  end_ns: number | null;
  outcome: 'returned' | 'raised' | 'cancelled' | 'pending';
  running_ns: number;
  steps: number;
}

export interface Report {
  schema: number;
  target: Target;
  python: PythonInfo;
  loop: LoopInfo;
  outcome: Outcome;
  /** Where the outcome came about: while the module was loaded, or while the function ran. */
  phase: 'loading' | 'running';
  /** Bounded repr of the returned value; null unless `outcome` is `returned`. */
  value: string | null;
  exception: RaisedException | null;
  /** Exit status the program asked for; null unless `outcome` is `exited`. */
  exit_code: number | null;
  elapsed_ns: number;
  awaits: AwaitTimes[];
  tasks: TaskTimes[];
  /** How many tasks are not in `tasks` because of its bound. */
  tasks_omitted: number;
  /** Remarks for the reader, in plain sentences: what was skipped while loading, and the like. */
  notes: string[];
}

const range = { line: number, column: number, end_line: number, end_column: number };
const awaitTimes = object({
  ...range, file: string, kind: oneOf(AWAIT_KINDS), function: string, source: string, count: number, raised: number,
  elapsed_ns: object({ total: number, min: number, max: number }), suspended_ns: number, running_ns: number,
  suspensions: number, awaited: arrayOf(object({ what: string, count: number })), pending: number, pending_ns: number,
});
const taskTimes = object({
  id: number, name: string, function: string, parent: nullable(number), start_ns: number, end_ns: nullable(number),
  outcome: oneOf(['returned', 'raised', 'cancelled', 'pending']), running_ns: number, steps: number,
});
const frame = object({ file: string, line: number, function: string, source: string });
const reportShape = object({
  schema: number,
  target: object({ kind: oneOf(['function', 'script', 'module']), file: nullable(string), name: string }),
  python: object({ version: string, implementation: string, executable: string }),
  loop: object({ type: nullable(string), steps: boolean, note: nullable(string) }),
  outcome: oneOf(OUTCOMES),
  phase: oneOf(['loading', 'running']),
  value: nullable(string),
  exception: nullable(object({ type: string, message: string, traceback: string, frames: arrayOf(frame) })),
  exit_code: nullable(number),
  elapsed_ns: number,
  awaits: arrayOf(awaitTimes),
  tasks: arrayOf(taskTimes),
  tasks_omitted: number,
  notes: arrayOf(string),
});

/** Whether `value` is a report of a version this code reads. */
export const isReport = ((value: unknown) =>
  isRecord(value) && value.schema === REPORT_SCHEMA && reportShape(value)) as Guard<Report>;
