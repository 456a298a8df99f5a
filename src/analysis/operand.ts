import { lex, type Token } from './lexer.js';
import { next, split, textOf } from './tokens.js';

/** What stands behind `await`, `in` or `with`, as far as its text tells. */
export interface Operand {
  text: string;
  /** Of a call: what is called, `asyncio.sleep`. null when it is no call. */
  callee: string | null;
  /** The callee's last name, `sleep`; empty when it has none, as in `handlers[0]()`. */
  name: string;
  /** What the callee belongs to: `asyncio`, `self.queue`, `queues[0]`; empty for a plain name. */
  owner: string;
  /** Texts of the arguments, `*` and names included. */
  arguments: string[];
}

/** The text may be cut off within the arguments. */
export function parseOperand(text: string): Operand {
  const { tokens } = lex(text);
  const last = lastPart(tokens);
  if (last === 0 || tokens[last]?.text !== '(') return { text, callee: null, name: '', owner: '', arguments: [] };
  const named = tokens[last - 1]?.kind === 'name';
  const dotted = named && tokens[last - 2]?.text === '.';
  const closed = tokens[last]!.partner >= 0;
  const inside = { from: last + 1, end: closed ? tokens.length - 1 : tokens.length };
  return {
    text,
    callee: textOf(text, tokens, { from: 0, end: last }),
    name: named ? tokens[last - 1]!.text : '',
    owner: dotted ? textOf(text, tokens, { from: 0, end: last - 2 }) : '',
    arguments: split(tokens, inside).map((part) => textOf(text, tokens, part)),
  };
}

/** Index of the last bracket or token outside of brackets. */
function lastPart(tokens: readonly Token[]): number {
  let last = 0;
  for (let index = 0; index < tokens.length; index = next(tokens, index, tokens.length)) last = index;
  return last;
}
