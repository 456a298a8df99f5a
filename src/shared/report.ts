/**
 * The report: what a run hands back. Documented field by field in `docs/report.md`; written by
 * `src/worker/await_lens/report.py`. Times are integer nanoseconds from the start of the run.
 */
import { blockingStep, jointStarvation, place, taskNameFields, warning } from './evidence.js';
import type { BlockingStep, JointStarvation, Place, TaskName, Warning } from './evidence.js';
import { arrayOf, boolean, isRecord, nullable, number, object, oneOf, string, type Guard } from './guards.js';
import { NO_TRACE, trace, type Trace } from './trace.js';

/** The report's version. Later versions add fields; they never rename those of an earlier one. */
export const REPORT_SCHEMA = 3;

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

export const WAKERS = ['task', 'timer', 'io', 'thread', 'callback'] as const;

/** Who made a suspended task ready. */
export interface Waker {
  by: (typeof WAKERS)[number];
  /** The task, when `by` is `task` and it is known. */
  task: number | null;
  /** In words: `Task-2 (worker)`, `timer`, `I/O`, `thread`. */
  what: string;
}

/** One of the longest times that an await point was passed. The three kinds of time sum to `elapsed_ns`. */
export interface Occurrence {
  /** The task that awaited; null outside of every task. */
  task: number | null;
  start_ns: number;
  elapsed_ns: number;
  waiting_ns: number;
  ready_ns: number;
  running_ns: number;
  suspensions: number;
  /** What ended its last suspension; null when it was never suspended. */
  woken_by: Waker | null;
}

/** What ran during the suspensions of the `of` longest passages of an await point. */
export interface Meanwhile {
  of: number;
  /** The longest first, at most 10. */
  tasks: (TaskName & { running_ns: number })[];
  /** Running time of all others. */
  rest_ns: number;
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
  /** `waiting_ns + ready_ns`. */
  suspended_ns: number;
  /** What it awaited was not ready. */
  waiting_ns: number;
  /** Its result was there, but the loop was busy with something else. */
  ready_ns: number;
  running_ns: number;
  /** The lens's own cost, estimated and taken off the times above. */
  overhead_ns: number;
  /** How many of `count` were counted without being timed: their times are estimated from those of the others. */
  sampled: number;
  /** Whether one passage takes less on average than can be told from the lens's own cost. */
  below_resolution: boolean;
  /** How many times control went back to the event loop. */
  suspensions: number;
  awaited: { what: string; count: number }[];
  /** What ended its suspensions, at most 16 and one more for the rest; an await that was suspended several times counts its last. */
  woken_by: (Waker & { count: number })[];
  /** The longest passages, the longest first, at most 8. */
  longest: Occurrence[];
  meanwhile: Meanwhile;
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
  /** Where it was created, in the user's code; null when that is not known. */
  created_at: Place | null;
  /** Number of its thread, from 1 on. */
  thread: number;
  start_ns: number;
  /** null when it had not ended. */
  end_ns: number | null;
  outcome: 'returned' | 'raised' | 'cancelled' | 'pending';
  /** Who cancelled it; null unless `cancelled`. */
  cancelled_by: Waker | null;
  running_ns: number;
  waiting_ns: number;
  ready_ns: number;
  steps: number;
  /** Its steps in their order, each `[start_ns, end_ns, running_ns, steps]`: one step, or several merged into one. */
  timeline: number[][];
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
  /** What ran on the loops outside of every task (callbacks, I/O), as the `timeline` of a task. */
  callbacks: number[][];
  /** Whether some entries of a timeline stand for several steps, because there were too many. */
  timeline_merged: boolean;
  trace: Trace;
  /** Steps longer than the threshold, in their order, at most 200. */
  blocking: BlockingStep[];
  blocking_omitted: number;
  starvation: JointStarvation[];
  warnings: Warning[];
  /** How long a step may be before it is in `blocking`. */
  block_threshold_ns: number;
  /** The lens's own cost as measured at the start of the run: of one await, of one that is only counted, of one step. */
  calibration: { await_ns: number; counted_ns: number; step_ns: number };
  /** Remarks for the reader, in plain sentences: what was skipped while loading, and the like. */
  notes: string[];
}

/** The measured part of a report of a run that left none. */
export const NOTHING_MEASURED = {
  awaits: [], tasks: [], tasks_omitted: 0, callbacks: [], timeline_merged: false, trace: NO_TRACE, blocking: [], blocking_omitted: 0,
  starvation: [], warnings: [], block_threshold_ns: 0, calibration: { await_ns: 0, counted_ns: 0, step_ns: 0 },
} satisfies Partial<Report>;

const range = { line: number, column: number, end_line: number, end_column: number };
const wakerFields = { by: oneOf(WAKERS), task: nullable(number), what: string };
const waker = object(wakerFields);
export const timeline = arrayOf(arrayOf(number));
const awaitTimes = object({
  ...range, file: string, kind: oneOf(AWAIT_KINDS), function: string, source: string, count: number, raised: number,
  elapsed_ns: object({ total: number, min: number, max: number }), suspended_ns: number, waiting_ns: number, ready_ns: number,
  running_ns: number, overhead_ns: number, sampled: number, below_resolution: boolean, suspensions: number,
  awaited: arrayOf(object({ what: string, count: number })), woken_by: arrayOf(object({ ...wakerFields, count: number })),
  longest: arrayOf(object({
    task: nullable(number), start_ns: number, elapsed_ns: number, waiting_ns: number, ready_ns: number, running_ns: number,
    suspensions: number, woken_by: nullable(waker),
  })),
  meanwhile: object({ of: number, tasks: arrayOf(object({ ...taskNameFields, running_ns: number })), rest_ns: number }),
  pending: number, pending_ns: number,
});
export const taskTimes = object({
  id: number, name: string, function: string, parent: nullable(number), start_ns: number, end_ns: nullable(number),
  created_at: nullable(place), thread: number, outcome: oneOf(['returned', 'raised', 'cancelled', 'pending']),
  cancelled_by: nullable(waker), running_ns: number, waiting_ns: number, ready_ns: number, steps: number, timeline,
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
  callbacks: timeline,
  timeline_merged: boolean,
  trace,
  blocking: arrayOf(blockingStep),
  blocking_omitted: number,
  starvation: arrayOf(jointStarvation),
  warnings: arrayOf(warning),
  block_threshold_ns: number,
  calibration: object({ await_ns: number, counted_ns: number, step_ns: number }),
  notes: arrayOf(string),
});

/** Whether `value` is a report of a version this code reads. */
export const isReport = ((value: unknown) =>
  isRecord(value) && value.schema === REPORT_SCHEMA && reportShape(value)) as Guard<Report>;
