/** Loops and comprehensions that await once for each item, found by their tokens. */
import type { TokenRange } from '../../tokens.js';
import type { AwaitPoint } from '../../model.js';
import type { FixRefusal } from '../fix.js';

/** What becomes of the results. */
export type Form =
  | { kind: 'drop' }
  /** Each is added to a list or set, or put in a dictionary; `made`: how that was made directly before, if it was. */
  | { kind: 'list' | 'set'; into: string; made: Made | null }
  | { kind: 'dict'; into: string; key: TokenRange; made: Made | null }
  /** They are the value of a comprehension; `range`: with its brackets. */
  | { kind: 'comprehension'; of: 'list' | 'set' | 'dict'; key: TokenRange | null; range: TokenRange };

export interface Made {
  /** Of `found: list[str] = []`: `list[str]`; null for none. */
  annotation: string | null;
}

export interface Each {
  point: AwaitPoint;
  /** What is awaited. */
  operand: TokenRange;
  /** What each item is bound to. */
  target: TokenRange;
  /** The names in it, and in the targets of further loops. */
  names: string[];
  /** What is gone through. */
  items: TokenRange;
  /** Conditions and further loops, of a comprehension as they stand, of an `if` its condition; null for none. */
  more: { range: TokenRange; condition: boolean } | null;
  form: Form;
  /** A name that only stands between the await and where its result is put. */
  between: string | null;
  /** The lines that are rewritten, or the line that the comprehension stands in, as indices among the function's. */
  lines: { from: number; end: number };
}

/** A place that was looked at: what is done for each item, or why that stays as it is. */
export type Found = { each: Each } | { points: AwaitPoint[]; refusal: FixRefusal };
