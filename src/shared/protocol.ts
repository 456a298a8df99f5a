/**
 * What the extension host and a worker process say to each other, one JSON object a line, over a loopback
 * connection that the worker opens (`src/worker/await_lens/channel.py`). The user's own output never travels
 * here: the host reads it from the process's pipes.
 */
import { arrayOf, boolean, isRecord, nullable, number, object, oneOf, string, type Check, type Guard } from './guards.js';
import { AWAIT_KINDS, isReport, taskTimes, timeline, type AwaitKind, type Report, type SourceRange, type TaskTimes } from './report.js';

export const PROTOCOL_VERSION = 1;
/** Environment variable by which a worker learns where to connect: `PORT:TOKEN`. The worker removes it. */
export const CHANNEL_VARIABLE = 'AWAIT_LENS_CHANNEL';

/** What to run. Paths are absolute. */
export interface RunRequest {
  file: string;
  /** Dotted name within the module, for example `Client.fetch`. */
  qualname: string;
  /** 1-based line of its `async def` in the text that runs, where several have that name; null for the last of them. */
  line: number | null;
  /** The editor's text, when it is to run in place of what the file holds. */
  source: string | null;
  /** Arguments as Python, for example `3, name="x"`; empty for none. */
  arguments: string;
  /** For a method: how to make its object, for example `Client()`; null otherwise. */
  instance: string | null;
  /** Folder that is importable besides the file's own, and whose code is rewritten; null for none. */
  root: string | null;
  /** Seconds after which the run is ended; null for never. */
  timeout: number | null;
  /** Milliseconds that a step may hold the event loop before it is told as blocking; at least 1. */
  block_threshold_ms: number;
}

export type HostMessage =
  /** To one that has waited for a while: asks for `checked`. */
  | { v: number; type: 'check' }
  | { v: number; type: 'run'; request: RunRequest }
  /** Whether `progress` is to tell what has happened so far, because somebody watches. */
  | { v: number; type: 'watch'; on: boolean }
  | { v: number; type: 'stop' };

/** An await point that has not ended, innermost of the run's main task. */
export interface PendingAwait {
  file: string;
  line: number;
  function: string;
  source: string;
  elapsed_ns: number;
}

/** A line that holds the event loop now, for longer than the threshold. */
export interface BlockingNow {
  file: string;
  /** 1-based. */
  line: number;
  source: string;
  /** So far. */
  duration_ns: number;
}

/** An await point while the run goes on. */
export interface LiveAwait extends SourceRange {
  file: string;
  kind: AwaitKind;
  function: string;
  source: string;
  /** How often it ended. */
  count: number;
  elapsed_ns: number;
  /** How many have not ended, and the elapsed time so far of the longest of those. */
  pending: number;
  pending_ns: number;
}

/** What has happened so far, within a bound: the first 200 tasks, their timelines merged. */
export interface Live {
  tasks: TaskTimes[];
  tasks_omitted: number;
  callbacks: number[][];
  awaits: LiveAwait[];
}

const UNUSABLE_REASONS = ['no-file', 'no-function', 'syntax', 'arguments', 'instance', 'not-async'] as const;

/** Why a request could not be run at all; `message` says what to do next. */
export interface Unusable {
  reason: (typeof UNUSABLE_REASONS)[number];
  message: string;
  file: string | null;
  line: number | null;
  column: number | null;
}

/** What came of a request. */
export type RunEnd =
  | { kind: 'report'; report: Report }
  | { kind: 'unusable'; unusable: Unusable }
  /** The worker could not be started or spoken to; `message` says what to do next. */
  | { kind: 'failed'; message: string };

export type WorkerMessage =
  | { v: number; type: 'hello'; token: string; pid: number; python: string }
  /** Whether everything that Python read when it started is as it was then. */
  | { v: number; type: 'checked'; fresh: boolean }
  /** The module is loaded, the arguments are bound: the function's first line is next. */
  | { v: number; type: 'started' }
  /** Sent at least four times a second, also while the loop is blocked. */
  | { v: number; type: 'progress'; elapsed_ns: number; pending: PendingAwait | null; blocking: BlockingNow | null; live: Live | null }
  | { v: number; type: 'done'; report: Report }
  | ({ v: number; type: 'unusable' } & Unusable);

const pending = object({ file: string, line: number, function: string, source: string, elapsed_ns: number });
const blocking = object({ file: string, line: number, source: string, duration_ns: number });
const liveAwait = object({
  file: string, kind: oneOf(AWAIT_KINDS), function: string, source: string, line: number, column: number, end_line: number, end_column: number,
  count: number, elapsed_ns: number, pending: number, pending_ns: number,
});
const live = object({ tasks: arrayOf(taskTimes), tasks_omitted: number, callbacks: timeline, awaits: arrayOf(liveAwait) });
const shapes: Record<WorkerMessage['type'], Check> = {
  hello: object({ token: string, pid: number, python: string }),
  checked: object({ fresh: boolean }),
  started: () => true,
  progress: object({ elapsed_ns: number, pending: nullable(pending), blocking: nullable(blocking), live: nullable(live) }),
  done: object({ report: isReport }),
  unusable: object({
    reason: oneOf(UNUSABLE_REASONS), message: string, file: nullable(string), line: nullable(number), column: nullable(number),
  }),
};

/** Whether `value` is a well-formed message of this version. */
export const isWorkerMessage = ((value: unknown) =>
  isRecord(value) && value.v === PROTOCOL_VERSION && typeof value.type === 'string' &&
  Object.hasOwn(shapes, value.type) && shapes[value.type as WorkerMessage['type']](value)) as Guard<WorkerMessage>;
