/**
 * Fixes: edits that turn one way of awaiting into another. Each rule is an object in the table (`table.ts`): it detects
 * places, says of each why it must be left alone, if so, explains what the fix is for, and makes the edits.
 */
import type { Report } from '../../shared/report.js';
import type { Lexed } from '../lexer.js';
import type { AsyncFunction, AwaitPoint, Range, Scan } from '../model.js';
import type { TextEdit } from '../edits.js';

/** What the rules look at: one text, and what is known of the project around it. */
export interface FixContext {
  text: string;
  lexed: Lexed;
  scan: Scan;
  /** Minor version of the project's CPython 3, for example 12; null when it is not known: then nothing newer than 3.8 is used. */
  python: number | null;
  /** Runs that this very text has, for places that only a run shows; empty before any. */
  reports: readonly Report[];
}

/** Why a place is left alone, in words that go on after "because". */
export interface FixRefusal {
  /** Which rule said so: `needs-result`. */
  id: string;
  reason: string;
  /** Whether it is known that the fix would change what the program does. What only may is offered, with the reason in its title. */
  sure: boolean;
}

/** The awaits that a fix lets go on together. */
export interface Saves {
  /** In source order; empty where no await tells how much is saved. */
  points: AwaitPoint[];
  /** Its awaits run once for each item of a loop. */
  loop: boolean;
  /** How many items go on at a time; left out where all do. */
  limit?: number;
}

/** One way to change a place, ready to be offered. */
export interface Fix {
  /** Id of its rule, and of its way among several: `together.gather`. */
  id: string;
  /** Imperative, without a prediction and without the caution: `Run together with gather`. */
  title: string;
  /** One or two plain sentences: what is gained, and what to know. */
  explanation: string;
  /** Not overlapping. Missing imports, and what a fix needs at the module's level, are among them; else they lie within `range`. */
  edits: TextEdit[];
  /** Offsets of the statements that are rewritten. */
  range: { start: number; end: number };
  /** It may change behaviour: the reason; null when neither text nor rules speak against it. */
  caution: string | null;
  /** Whether it is there to save time, so that it can be proven by a measurement, and awaits whose times foretell how much. */
  saves: Saves | null;
}

/** A place that a rule has looked at: `fixes` is empty where `refusal` is sure. */
export interface FixPlace {
  rule: string;
  /** The function that it stands in; null at the module's level. */
  fn: AsyncFunction | null;
  /** Where the hint stands: a word or a short expression, such as the `await`s. The editor's positions. */
  marks: Range[];
  /** One sentence for the mark: `Neither of these two awaits needs the other's result.` */
  hint: string;
  refusal: FixRefusal | null;
  /** The best first. */
  fixes: Fix[];
}

export interface FixRule {
  id: string;
  /** What it finds and what it makes of it, in a sentence, for the documentation. */
  about: string;
  /** All places of the text, the refused ones included, in source order. Never fails on half-typed text. */
  find(context: FixContext): FixPlace[];
}
