/**
 * A proof: two versions of a text, a function of theirs run alternately, and what can be said of the difference. And what
 * the extension host and the view of a proof say to each other. Times are integer nanoseconds; texts marked as *rich*
 * have `**bold**` and `` `code` `` in them and nothing else.
 */
import { arrayOf, boolean, isRecord, natural, nullable, number, object, oneOf, string, type Check, type Guard } from './guards.js';
import { AWAIT_KINDS, type AwaitKind } from './report.js';

/** Of the proof and of the messages. */
export const PROOF_VERSION = 1;

/** `old`: before the change, or the version that is compared with; `new`: after it, or the editor's text. */
export const SIDES = ['old', 'new'] as const;
export type Side = (typeof SIDES)[number];

/** What the runs of one version took. */
export interface SideTimes {
  /** Of every run that was measured, in the order in which they ran. */
  elapsedNs: number[];
  medianNs: number;
  minNs: number;
  maxNs: number;
  /** Where the middle half of the runs lies. */
  lowerQuartileNs: number;
  upperQuartileNs: number;
}

/** By how much the new version is faster. */
export interface SpeedUp {
  /** The old median over the new one: 2 is twice as fast, below 1 is slower. */
  ratio: number;
  /** The interval that holds the true factor with `confidence`, from 0 to 1; exact for these numbers of runs. */
  low: number;
  high: number;
  confidence: number;
  /** How likely two versions that take the same time would be told apart this clearly by chance, from 0 to 1. */
  p: number;
  /** Whether every run of one version was faster than every run of the other. */
  separated: boolean;
}

export const AGREEMENTS = ['same', 'nearly', 'reordered', 'varies', 'different', 'unknown'] as const;

/** Whether both versions agree in one thing. */
export interface Agreement {
  what: 'result' | 'exception' | 'output';
  /**
   * `nearly`: the same but for what a run always has of its own, such as addresses and clock times; `reordered`: the same
   * lines, or values, in another order; `varies`: the old version already differs from run to run; `unknown`: no run to tell by.
   */
  state: (typeof AGREEMENTS)[number];
  /** A sentence, rich. */
  text: string;
  /** Where they differ; empty unless `different` or `reordered`. */
  diff: DiffLine[];
}

export interface DiffLine {
  /** Of which version; null for lines of both, and for those that are left out. */
  side: Side | null;
  text: string;
}

/** An await point in both versions. A time is the median over the runs that passed it, of all its passages in one run. */
export interface AwaitChange {
  function: string;
  kind: AwaitKind;
  source: string;
  old: AwaitTime | null;
  new: AwaitTime | null;
}

export interface AwaitTime {
  /** 1-based, in its version's text. */
  line: number;
  /** Name of the file where it is not the one that is compared, else null. */
  file: string | null;
  elapsedNs: number;
  /** How often it was passed in one run: the median. */
  count: number;
}

/** `good`: keep it; `bad`: the new version is wrong or slower; `unclear`: nothing that would speak for it. */
export type Tone = 'good' | 'unclear' | 'bad';

export interface Verdict {
  /** Id of its rule. */
  id: string;
  tone: Tone;
  /** A few words: `2.0 × faster`. */
  label: string;
  /** What to know first, then the rest. Rich. */
  sentences: string[];
}

export interface Proof {
  version: number;
  /** As it is called: `main()`. */
  title: string;
  /** Arguments that both were run with, as Python; empty for none. */
  arguments: string;
  /** For example `3.12.1`. */
  python: string;
  /** How many rounds there were to be; each runs both versions once. */
  rounds: number;
  /** Stopped by the user before all rounds. */
  stopped: boolean;
  old: SideTimes;
  new: SideTimes;
  speedUp: SpeedUp;
  agreements: Agreement[];
  awaits: AwaitChange[];
  /** How many awaits are left out of `awaits` because of its bound. */
  awaitsOmitted: number;
  verdict: Verdict;
}

/** What a proof is of, said before it has begun. */
export interface ProofSubject {
  title: string;
  /** As it is shown: relative to the workspace. */
  file: string;
  /** `Run together with gather`; `The editor's text against the last commit`. */
  change: string;
  /** How the two versions are called: `before` and `after`, `last commit` and `editor`. */
  names: Record<Side, string>;
}

export type ProofState =
  | { kind: 'running'; round: number; rounds: number; side: Side; /** So far, in order. */ elapsedNs: Record<Side, number[]>; stopping: boolean }
  | { kind: 'ended'; proof: Proof }
  /** Nothing was measured; why, for the user. */
  | { kind: 'failed'; message: string };

export interface ProofView {
  subject: ProofSubject;
  state: ProofState;
  /** What can be done with the change; null where there is nothing to keep. */
  decision: { first: 'keep' | 'undo'; /** What came of an undo, if it was asked for. */ note: string | null; done: boolean } | null;
}

export type ToProof = { v: number; type: 'show'; view: ProofView };

export type FromProof = { v: number } & (
  | { type: 'ready' }
  | { type: 'stop' }
  | { type: 'keep' }
  | { type: 'undo' }
  /** To an await point: a 1-based line of the new text. */
  | { type: 'reveal'; line: number });

const asked: Record<FromProof['type'], Check> = {
  ready: () => true, stop: () => true, keep: () => true, undo: () => true, reveal: object({ line: (value) => natural(value) && value !== 0 }),
};

export const isFromProof = ((value: unknown) =>
  isRecord(value) && value.v === PROOF_VERSION && typeof value.type === 'string' && Object.hasOwn(asked, value.type) &&
  asked[value.type as FromProof['type']](value)) as Guard<FromProof>;

const sideTimes = object({ elapsedNs: arrayOf(number), medianNs: number, minNs: number, maxNs: number, lowerQuartileNs: number, upperQuartileNs: number });
const diffLine = object({ side: nullable(oneOf(SIDES)), text: string });
const awaitTime = nullable(object({ line: number, file: nullable(string), elapsedNs: number, count: number }));
const proofShape = object({
  title: string, arguments: string, python: string, rounds: natural, stopped: boolean, old: sideTimes, new: sideTimes,
  speedUp: object({ ratio: number, low: number, high: number, confidence: number, p: number, separated: boolean }),
  agreements: arrayOf(object({ what: oneOf(['result', 'exception', 'output']), state: oneOf(AGREEMENTS), text: string, diff: arrayOf(diffLine) })),
  awaits: arrayOf(object({ function: string, kind: oneOf(AWAIT_KINDS), source: string, old: awaitTime, new: awaitTime })),
  awaitsOmitted: natural,
  verdict: object({ id: string, tone: oneOf(['good', 'unclear', 'bad']), label: string, sentences: arrayOf(string) }),
});

export const isProof = ((value: unknown) => isRecord(value) && value.version === PROOF_VERSION && proofShape(value)) as Guard<Proof>;

const bySide = (check: Check): Check => object({ old: check, new: check });
const states: Record<ProofState['kind'], Check> = {
  running: object({ round: natural, rounds: natural, side: oneOf(SIDES), elapsedNs: bySide(arrayOf(number)), stopping: boolean }),
  ended: object({ proof: isProof }),
  failed: object({ message: string }),
};
const isState: Check = (value) => isRecord(value) && typeof value.kind === 'string' && Object.hasOwn(states, value.kind) && states[value.kind as ProofState['kind']](value);
const isView = object({
  subject: object({ title: string, file: string, change: string, names: bySide(string) }),
  state: isState,
  decision: nullable(object({ first: oneOf(['keep', 'undo']), note: nullable(string), done: boolean })),
});

/** The view trusts its host, yet a message of another origin must not be drawn. */
export const isToProof = ((value: unknown) =>
  isRecord(value) && value.v === PROOF_VERSION && value.type === 'show' && isView(value.view)) as Guard<ToProof>;

/** What `awaitLens.applyAndProve` is given besides the document's URI and version: a change, ready to be applied. */
export interface Proposal {
  /** Imperative: `Run together with gather`. */
  title: string;
  /** Not overlapping; offsets in UTF-16 units into the text of that version. */
  edits: { start: number; end: number; text: string }[];
}

export const isProposal = ((value: unknown) => object({
  title: string,
  edits: (edits) => Array.isArray(edits) && edits.length > 0 && edits.every(object({ start: natural, end: natural, text: string })),
})(value)) as Guard<Proposal>;
