/** What a statement does with the value that stands at its end, and what that is. */
import { find, primaryEnd, type TokenRange } from '../../tokens.js';
import { isWord, type Code, type Statement } from './code.js';

export interface Form {
  /** `header`: the statement begins a block. `other`: no more is known. */
  kind: 'bare' | 'assigned' | 'augmented' | 'returned' | 'header' | 'other';
  /** What is assigned to, its annotation included; for several, as in `a = b = c`, all of them. */
  target: TokenRange | null;
  value: TokenRange;
}

const AUGMENTED = /^(?:[-+*/%@&|^]|\/\/|\*\*|<<|>>)=$/;

export function formOf({ tokens }: Code, { from, end, header }: Statement): Form {
  const range = { from, end };
  if (header) return { kind: 'header', target: null, value: range };
  if (isWord(tokens[from], 'return')) return { kind: 'returned', target: null, value: { from: from + 1, end } };
  if (isWord(tokens[from], 'raise', 'assert', 'del', 'global', 'nonlocal', 'import', 'from', 'type', 'yield')) return { kind: 'other', target: null, value: range };
  let value = range;
  for (;;) {
    const equals = find(tokens, value, ({ kind, text }) => kind === 'operator' && (text === '=' || AUGMENTED.test(text)));
    if (equals >= end) break;
    value = { from: equals + 1, end };
    if (tokens[equals]!.text !== '=') return { kind: 'augmented', target: { from, end: equals }, value };
  }
  if (value.from > from) return { kind: 'assigned', target: { from, end: value.from - 1 }, value };
  return { kind: find(tokens, range, ({ text }) => text === ':') < end ? 'other' : 'bare', target: null, value };
}

/** What `await f(…)` calls, where a range is just that. */
export function awaitedCallOf({ tokens }: Code, { from, end }: TokenRange): TokenRange | null {
  const open = tokens[end - 1]?.text === ')' ? tokens[end - 1]!.partner : -1;
  const isCall = isWord(tokens[from], 'await') && open > from + 1 && primaryEnd(tokens, { from: from + 1, end }) === end;
  return isCall ? { from: from + 1, end: open } : null;
}
