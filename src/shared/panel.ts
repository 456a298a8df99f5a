/**
 * What the extension host and the panel say to each other. The panel draws what it is shown and asks; it decides nothing.
 * Texts marked as *rich* have `**bold**` and `` `code` `` in them and nothing else.
 */
import { boolean, isRecord, natural, nullable, number, object, oneOf, string, type Check, type Guard } from './guards.js';
import type { AwaitKind } from './report.js';
import type { Timeline } from './timeline.js';
import type { Trace } from './trace.js';

/** Numbers of one await point, from the run. */
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
  /** Elapsed so far of one that has not ended, else null. */
  pendingNs: number | null;
}

export interface PanelPoint {
  /** 0-based position in the document as it stands now. */
  line: number;
  column: number;
  kind: AwaitKind;
  source: string;
  /** What it does: told from the code alone before a run, from what was measured after. Rich, each a sentence or two. */
  explanation: string[];
  /** What to do about it, if anything. Rich. */
  advice: string | null;
  times: PointTimes | null;
  /** The run is waiting here now. */
  pending: boolean;
  /** Index into the timeline's `sites`; null when it was not reached. */
  site: number | null;
}

/** Who held the event loop, or what looks wrong. */
export interface PanelFinding {
  kind: 'blocking' | 'starvation' | 'warning';
  /** For example `line 12`, as it was when it ran; null when no place is known. */
  where: string | null;
  source: string | null;
  text: string;
}

export const VERDICTS = ['sequential', 'concurrent', 'computing', 'blocked', 'starved', 'idle'] as const;

/** What is to be said of a run as a whole: rules over the report's critical path, and no more than they are sure of. */
export interface Headline {
  /** null when no rule is sure. */
  verdict: (typeof VERDICTS)[number] | null;
  /** For example `Sequential`, `Concurrent, 1.99 × overlapped`; empty without a verdict. */
  label: string;
  /** One or two, rich. */
  sentences: string[];
  /** What awaits that need not wait for each other would take together; null when there are none. */
  prediction: { nowNs: number; togetherNs: number; /** 0-based lines of the awaits. */ lines: number[] } | null;
  /** How many things were waited for or computed at a time, on average; null when that is not known. */
  overlap: number | null;
}

/** A card that explains one idea on the user's own code. */
export interface Concept {
  id: string;
  /** Rich. */
  title: string;
  /** Rich, two or three sentences. */
  text: string;
  /** What is there in the user's function, and where; null when it has no such place. */
  here: { line: number; column: number; text: string } | null;
  /** Python's documentation. */
  link: string;
}

/** A fix that can be applied from the headline. */
export interface PanelOffer {
  /** Id of the fix and offset of what it rewrites: together they tell it from the others of its text. */
  id: string;
  start: number;
  /** Imperative: `Run together with gather`. */
  title: string;
  /** What is gained, and what to know. */
  explanation: string;
  /** Whether it is to be measured against the old text at once. */
  proves: boolean;
}

/** Which of the three the panel shows: the code alone, a run as it goes, or a run's result. */
export type PanelState =
  | { kind: 'code'; /** The run that its times come from, if it ran within another one: `main()`. */ within: string | null }
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
      /** When it began, ms since 1970; null for a saved report. */
      startedAt: number | null;
      headline: Headline;
      /** The best fix of what the headline is about; null for none, and after an edit. */
      offer: PanelOffer | null;
      /** Sums of the main task's three kinds of time; null without steps. */
      times: { waitingNs: number; readyNs: number; runningNs: number } | null;
    };

/** A function of a document, or a saved report. */
export interface PanelSubject {
  /** The document's; null for a report whose file is not here. */
  uri: string | null;
  qualname: string;
  ordinal: number;
  /** URI of a saved report that was opened. */
  report: string | null;
}

export interface PanelView {
  /** As it is called: `main()`. */
  title: string;
  file: string;
  /** What is explained, kept by the panel so that it can be shown again after a reload. */
  subject: PanelSubject;
  pinned: boolean;
  state: PanelState;
  points: PanelPoint[];
  /** Of the last run. */
  findings: PanelFinding[];
  concepts: Concept[];
  /** Why it cannot be run here, or null. */
  blocked: string | null;
}

export type ToPanel =
  | { type: 'show'; view: PanelView }
  /** Whenever there is another run, or a live one goes on; null when there is none. `run` tells one run from another. */
  | { type: 'timeline'; run: string; timeline: Timeline | null; trace: Trace | null; live: boolean }
  /** Where the editor's cursor stands: the `sites` of its line, and the function around it. */
  | { type: 'cursor'; sites: number[]; function: string | null }
  | { type: 'gone'; message: string };

export const EXPORTS = ['chrome', 'otlp', 'collector', 'markdown', 'json'] as const;
export type ExportFormat = (typeof EXPORTS)[number];

export type FromPanel =
  | { type: 'ready' }
  | { type: 'run' }
  | { type: 'stop' }
  | { type: 'reveal'; line: number; column: number }
  /** To a place of the run: one of the timeline's `sites`, where a task was created, or a blocking line. */
  | { type: 'revealOf'; what: 'site' | 'task' | 'blocked'; index: number }
  /** The moment of the replay: which task runs and the site it is at; nulls when it is over. */
  | { type: 'moment'; task: number | null; site: number | null }
  | { type: 'pin'; on: boolean }
  | { type: 'export'; format: ExportFormat | null }
  | { type: 'link'; concept: string }
  /** Applies the fix that the headline offers, and proves it where it said so. */
  | { type: 'fix'; id: string; start: number };

const shapes: Record<FromPanel['type'], Check> = {
  ready: () => true,
  run: () => true,
  stop: () => true,
  reveal: object({ line: natural, column: natural }),
  revealOf: object({ what: oneOf(['site', 'task', 'blocked']), index: natural }),
  moment: object({ task: nullable(natural), site: nullable(natural) }),
  pin: object({ on: boolean }),
  export: object({ format: nullable(oneOf(EXPORTS)) }),
  link: object({ concept: string }),
  fix: object({ id: string, start: natural }),
};

export const isFromPanel = ((value: unknown) =>
  isRecord(value) && typeof value.type === 'string' && Object.hasOwn(shapes, value.type) &&
  shapes[value.type as FromPanel['type']](value)) as Guard<FromPanel>;

const shown: Record<ToPanel['type'], Check> = {
  show: object({ view: isRecord }),
  timeline: object({ run: string, timeline: nullable(isRecord), trace: nullable(isRecord), live: boolean }),
  cursor: object({ sites: (value) => Array.isArray(value) && value.every(number), function: nullable(string) }),
  gone: object({ message: string }),
};

/** The panel trusts its host, yet a message of another origin must not be drawn. */
export const isToPanel = ((value: unknown) =>
  isRecord(value) && typeof value.type === 'string' && Object.hasOwn(shown, value.type) &&
  shown[value.type as ToPanel['type']](value)) as Guard<ToPanel>;
