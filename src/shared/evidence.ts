/** What a report says beyond the await points: who held the event loop, whom that kept waiting, and what looks wrong. */
import { arrayOf, nullable, number, object, string } from './guards.js';

/** A task as a report names it: enough to be read without looking it up. */
export interface TaskName {
  /** Its `id` in the report's `tasks`. */
  task: number;
  name: string;
  /** Qualified name of its coroutine function. */
  function: string;
}

/** A place in the source; `line` is 1-based. */
export interface Place {
  file: string;
  line: number;
  function: string;
  source: string;
}

/** A step that held the event loop for longer than the threshold. */
export interface BlockingStep {
  start_ns: number;
  duration_ns: number;
  /** null: a callback of the loop, outside of every task. */
  task: TaskName | null;
  /** The guilty line of the user's code, where most samples found it; all null when none was taken there. */
  file: string | null;
  /** 1-based. */
  line: number | null;
  function: string | null;
  source: string | null;
  /** What ran innermost in those samples, for example `time.sleep`; null when nothing but that line is known. */
  innermost: string | null;
  /** How many samples were taken, and how many of them at that line. */
  samples: { taken: number; here: number };
  /** Tasks that were ready and could not run, the longest kept first, at most 20. */
  starved: (TaskName & { kept_ns: number })[];
  /** How many more there were. */
  starved_more: number;
}

/** A stretch in which many short steps together kept ready tasks waiting over the threshold. */
export interface JointStarvation {
  start_ns: number;
  duration_ns: number;
  /** How many waits of ready tasks were over the threshold in it. */
  waits: number;
  /** The tasks kept waiting, the longest first, at most 20. */
  starved: (TaskName & { kept_ns: number })[];
  starved_more: number;
  /** The functions whose steps made it up, the longest first, at most 10. */
  made_of: { function: string; steps: number; running_ns: number }[];
  /** Running time of all others in it. */
  rest_ns: number;
}

/** Something that looks wrong, with its evidence. */
export interface Warning {
  /** Which rule: a name of the table in `docs/report.md`. */
  id: string;
  /** One plain sentence. */
  message: string;
  /** Where; null when nobody knows. */
  at: Place | null;
  /** How often. */
  count: number;
  /** Further facts, in words, at most 10. */
  evidence: string[];
}

export const taskNameFields = { task: number, name: string, function: string };
export const place = object({ file: string, line: number, function: string, source: string });
const starved = arrayOf(object({ ...taskNameFields, kept_ns: number }));
const span = { start_ns: number, duration_ns: number };

export const blockingStep = object({
  ...span, task: nullable(object(taskNameFields)), file: nullable(string), line: nullable(number), function: nullable(string),
  source: nullable(string), innermost: nullable(string),
  samples: object({ taken: number, here: number }), starved, starved_more: number,
});
export const jointStarvation = object({
  ...span, waits: number, starved, starved_more: number,
  made_of: arrayOf(object({ function: string, steps: number, running_ns: number })), rest_ns: number,
});
export const warning = object({ id: string, message: string, at: nullable(place), count: number, evidence: arrayOf(string) });
