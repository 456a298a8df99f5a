/** Cards that explain one idea of asynchronous Python each, on a place of the user's own function. */
import type { Concept } from '../shared/panel.js';
import { callsIn, type Call } from './calls.js';
import { CONCEPTS } from './conceptCards.js';
import { pathOf } from './explain/paths.js';
import type { AsyncFunction, Position, Scan } from './model.js';
import { code } from './rich.js';

/** What the cards look at. */
export interface Subject {
  fn: AsyncFunction;
  /** Calls of dotted names in the function's body, in source order, each with where its name comes from (`explain/paths.ts`). */
  calls: (Call & { path: string })[];
}

/** A place in the function: its position, and its code. */
export interface ConceptPlace {
  at: Position;
  source: string;
}

export interface ConceptCard {
  id: string;
  title: string;
  text: string;
  /** After `https://docs.python.org/3/`. */
  link: string;
  /** It is shown without a place, too: no one can do without the idea. */
  basic: boolean;
  here(subject: Subject): ConceptPlace | null;
}

const DOCUMENTATION = 'https://docs.python.org/3/';

/** Where Python's documentation explains the concept; null where there is no such card. */
export function linkOf(id: string): string | null {
  const card = CONCEPTS.find((each) => each.id === id);
  return card ? DOCUMENTATION + card.link : null;
}

/** Those with a place in the function first, each in the order of the table. `text` is what was scanned. */
export function conceptsOf(fn: AsyncFunction, scan: Scan, text: string): Concept[] {
  const { names } = scan;
  const calls = callsIn(text, fn).map((call) => ({ ...call, path: pathOf(call.callee, { scope: fn.qualname, line: call.at.line }, names).replace(/^\?/, '') }));
  const subject = { fn, calls };
  const concepts = CONCEPTS.flatMap((card): Concept[] => {
    const place = card.here(subject);
    return place || card.basic ? [{ id: card.id, title: card.title, text: card.text, here: place && hereOf(place), link: DOCUMENTATION + card.link }] : [];
  });
  return [...concepts.filter(({ here }) => here), ...concepts.filter(({ here }) => !here)];
}

function hereOf({ at, source }: ConceptPlace): Concept['here'] {
  return { line: at.line, column: at.column, text: `${code(source)} on line ${at.line + 1}` };
}
