/** One moment of a run, as the event loop had it. Texts marked as *rich* have `**bold**` and `` `code` `` in them. */

/** A task or a callback, in words. */
export interface Named {
  /** null of a callback. */
  task: number | null;
  /** Short and telling them apart: `main`, `Task-2 (worker)`, `gather callback`. */
  name: string;
}

export interface RunningNow extends Named {
  /** Qualified name of the coroutine or the callback. */
  function: string;
  /** The await that it came back from, as an index into the timeline's `sites`; -1 for none. */
  from: number;
  /** The await at which it is going to be suspended; -1 for none. */
  to: number;
  /** When its step is over. */
  endNs: number;
}

/** In the queue of what the loop runs next. */
export interface ReadyNow extends Named {
  sinceNs: number;
  /** What made it ready: `a timer`, `Task-2 (worker)`; empty when that is not known. */
  wokenBy: string;
}

export interface TimerNow {
  dueNs: number;
  /** Until it is due; below 0 when the loop has not come to it yet. */
  inNs: number;
  /** Who set it; null for nobody known. */
  task: number | null;
  /** What it does, rich: `wakes **worker**`. */
  words: string;
}

export interface WaitingNow extends Named {
  /** Where, as an index into the timeline's `sites`; -1 when it is not known. */
  site: number;
  /** For what, rich: `for its timer, due in 0.20 s`, `until **main** makes it ready`; empty when that is not known. */
  words: string;
}

/** What is the case at a time. Each list may be only its beginning; `counts` are of all. */
export interface State {
  /** The innermost first; several when a task started another within its own step, or on several threads. */
  running: RunningNow[];
  /** In the order in which they are going to run. */
  ready: ReadyNow[];
  /** Those that are due first come first. */
  timers: TimerNow[];
  /** In the order in which they began to wait. */
  waiting: WaitingNow[];
  /** The latest first. */
  ended: Named[];
  counts: { ready: number; timers: number; waiting: number; ended: number };
}

export interface Moment extends State {
  index: number;
  ns: number;
  /** A step starts; the loop begins to sleep; the run, or what is known of it, is over. */
  kind: 'step' | 'idle' | 'end';
  /** What happens, in a sentence or two. Rich. */
  happens: string;
}
