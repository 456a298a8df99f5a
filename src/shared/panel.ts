/** What the extension host and the panel say to each other. The panel draws what it is shown and asks; it decides nothing. */
import { isRecord, natural, object, string, type Check, type Guard } from './guards.js';
import type { AwaitKind } from './report.js';

/** Numbers of one await point, from the last run. */
export interface PointTimes {
  count: number;
  raised: number;
  elapsedNs: number;
  minNs: number;
  maxNs: number;
  /** What it awaited was not ready. */
  waitingNs: number;
  /** Its result was there, but the loop was busy with something else. */
  readyNs: number;
  runningNs: number;
  suspensions: number;
  /** Whether the loop told its steps; without them the three kinds of time are not known. */
  steps: boolean;
  /** Some passages were counted without being timed, or are too short to be told from the lens's own cost. */
  estimated: boolean;
  belowResolution: boolean;
  /** What was awaited, as the report names it. */
  awaited: string[];
  /** Elapsed so far of one that has not ended, else null. */
  pendingNs: number | null;
}

export interface PanelPoint {
  /** 0-based position in the document as it stands now. */
  line: number;
  column: number;
  kind: AwaitKind;
  source: string;
  /** What the code says that it awaits, in one sentence. */
  explanation: string;
  times: PointTimes | null;
  /** The run is waiting here now. */
  pending: boolean;
}

/** Who held the event loop, or what looks wrong. */
export interface PanelFinding {
  kind: 'blocking' | 'starvation' | 'warning';
  /** For example `line 12`, as it was when it ran; null when no place is known. */
  where: string | null;
  source: string | null;
  text: string;
}

/** Which of the three the panel shows: the code alone, a run as it goes, or a run's result. */
export type PanelState =
  | { kind: 'code' }
  | { kind: 'running'; elapsedNs: number; stopping: boolean }
  | {
      kind: 'ended';
      elapsedNs: number;
      /** For example `Returned None` or `Raised ValueError: bad`. */
      outcome: string;
      failed: boolean;
      /** The function was edited since. */
      stale: boolean;
      /** What to do about a failure, if anything is known. */
      advice: string | null;
      python: string;
    };

export interface PanelView {
  /** As it is called: `main()`. */
  title: string;
  file: string;
  state: PanelState;
  points: PanelPoint[];
  /** Of the last run. */
  findings: PanelFinding[];
  /** Why it cannot be run here, or null. */
  blocked: string | null;
}

export type ToPanel = { type: 'show'; view: PanelView } | { type: 'gone'; message: string };

export type FromPanel =
  | { type: 'ready' }
  | { type: 'run' }
  | { type: 'stop' }
  | { type: 'reveal'; line: number; column: number };

const shapes: Record<FromPanel['type'], Check> = {
  ready: () => true,
  run: () => true,
  stop: () => true,
  reveal: object({ line: natural, column: natural }),
};

export const isFromPanel = ((value: unknown) =>
  isRecord(value) && typeof value.type === 'string' && Object.hasOwn(shapes, value.type) &&
  shapes[value.type as FromPanel['type']](value)) as Guard<FromPanel>;

/** The panel trusts its host, yet a message of another origin must not be drawn. */
export const isToPanel = ((value: unknown) =>
  isRecord(value) && ((value.type === 'gone' && string(value.message)) || (value.type === 'show' && isRecord(value.view)))) as Guard<ToPanel>;
