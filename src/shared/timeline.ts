/** What the panel draws as its timeline: columns of numbers, so that a million steps cross to the webview at once. */
import type { SourceRange, TaskTimes } from './report.js';

/** One task. Its slices are the rows `first` to `first + count` of the columns. */
export interface Lane {
  /** The task's id. */
  task: number;
  name: string;
  function: string;
  /** The id of the task above it in the tree; null for a root. */
  parent: number | null;
  depth: number;
  startNs: number;
  /** null when it had not ended. */
  endNs: number | null;
  outcome: TaskTimes['outcome'];
  runningNs: number;
  waitingNs: number;
  readyNs: number;
  steps: number;
  /** 1-based, as it was when it ran; null when it is not known. */
  createdAt: { file: string; line: number } | null;
  first: number;
  count: number;
}

/** An await point of the run, for hovers and links; lines as they were when it ran. */
export interface AwaitSite extends SourceRange {
  file: string;
  function: string;
  source: string;
  /** In words: `sleep 0.5 s`; empty when it is not known. */
  awaited: string;
}

export type PartKind = 'running' | 'waiting' | 'ready';

/** A stretch of the chain that made the run as long as it was. */
export interface CriticalPart {
  task: number;
  startNs: number;
  endNs: number;
  kind: PartKind;
  /** Index into `sites` of what was awaited; -1 while it ran. */
  site: number;
}

export interface BlockedStretch {
  startNs: number;
  endNs: number;
  task: number | null;
  /** In words: who held the loop, where, for how long, whom it starved. */
  text: string;
}

export interface Timeline {
  /** Elapsed of the run, or so far. */
  endNs: number;
  /** In the order of the tree: each after its parent. */
  lanes: Lane[];
  /** Tasks without a lane, because there were too many. */
  omitted: number;
  /** Whether slices stand for several steps. */
  merged: boolean;

  /** A column each; times in ns. */
  starts: Float64Array;
  ends: Float64Array;
  /** How long the task ran within the slice. */
  ran: Float64Array;
  /** Since when the slice's first step was ready; NaN when it is not known. */
  readyAt: Float64Array;
  /** Index into `sites` of the await at which it was suspended at the slice's end; -1 for none or unknown. */
  site: Int32Array;
  /** Index into `WAKERS` of who made it ready; -1 when it is not known. */
  waker: Int8Array;
  /** Id of the task that did; 0 for none. */
  wakerTask: Int32Array;

  /** When anything ran on the event loop, of all threads together: stretches in the order of time, not overlapping. */
  busyStarts: Float64Array;
  busyEnds: Float64Array;
  /** How long anything ran within each of them: less than it lasts where slices stand for several steps. */
  busyRan: Float64Array;
  blocked: BlockedStretch[];
  sites: AwaitSite[];
  /** `[from task, to task, at ns]`: who awaited whom, from the trace. */
  awaited: number[][];
  critical: CriticalPart[];
}
