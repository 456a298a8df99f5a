import { lex } from './lexer.js';
import { find, next, split, textOf } from './tokens.js';

/** What stands behind `await`, `in` or `with`, as far as its text tells. */
export interface Operand {
  text: string;
  /** Of a call: what is called, `asyncio.sleep`. null when it is no call of a dotted name. */
  callee: string | null;
  /** The callee's last name, `sleep`; empty when there is no callee. */
  name: string;
  /** What the callee belongs to: `asyncio`, `self.queue`; empty for a plain name. */
  owner: string;
  /** Texts of the arguments, `*` and names included. */
  arguments: string[];
}

export function parseOperand(text: string): Operand {
  const { tokens } = lex(text);
  const open = find(tokens, { from: 0, end: tokens.length }, (token) => token.text === '(');
  const callee = textOf(text, tokens, { from: 0, end: open });
  const called = open < tokens.length && next(tokens, open, tokens.length) === tokens.length && /^[\w.]+$/.test(callee);
  if (!called) return { text, callee: null, name: '', owner: '', arguments: [] };
  const dot = callee.lastIndexOf('.');
  const inside = { from: open + 1, end: tokens.length - 1 };
  return {
    text, callee, name: callee.slice(dot + 1), owner: dot < 0 ? '' : callee.slice(0, dot),
    arguments: split(tokens, inside).map((part) => textOf(text, tokens, part)),
  };
}
