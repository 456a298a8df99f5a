/**
 * Ways over a token list that treat brackets with all they hold as one thing. Ranges are pairs of indices, the end
 * not included; a bracket that is never closed reaches to the end of the range.
 */
import type { Token } from './lexer.js';

export interface TokenRange {
  from: number;
  end: number;
}

const OPERATOR_WORDS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'for', 'async', 'await', 'lambda', 'yield', 'as', 'from']);

/** Index after the token, or after the bracket it opens. */
export function next(tokens: readonly Token[], index: number, end: number): number {
  const token = tokens[index];
  if (token?.kind !== 'open') return index + 1;
  return token.partner < 0 || token.partner >= end ? end : token.partner + 1;
}

/** Index of the first token outside of brackets for which `wanted` holds, else `end`. Skips the parameters of lambdas. */
export function find(tokens: readonly Token[], { from, end }: TokenRange, wanted: (token: Token) => boolean): number {
  let heads = 0;
  for (let index = from; index < end; index = next(tokens, index, end)) {
    const token = tokens[index];
    if (!token) break;
    if (token.kind === 'name' && token.text === 'lambda') heads += 1;
    else if (heads > 0 && token.text === ':') heads -= 1;
    else if (heads === 0 && wanted(token)) return index;
  }
  return end;
}

/** The parts between commas outside of brackets; a comma at the very end opens no further part. */
export function split(tokens: readonly Token[], range: TokenRange): TokenRange[] {
  const parts: TokenRange[] = [];
  let { from } = range;
  while (from < range.end) {
    const end = find(tokens, { from, end: range.end }, (token) => token.text === ',');
    parts.push({ from, end });
    from = end + 1;
  }
  return parts;
}

/** Index after a primary: a name, literal or bracket with the attributes, calls and subscripts behind it. */
export function primaryEnd(tokens: readonly Token[], { from, end }: TokenRange): number {
  const first = tokens[from];
  if (!first || from >= end || first.kind === 'close') return from;
  if (first.kind === 'name' ? OPERATOR_WORDS.has(first.text) : first.kind === 'operator' && first.text !== '...') return from;
  let index = next(tokens, from, end);
  if (isString(first)) while (index < end && isString(tokens[index])) index = next(tokens, index, end);
  for (;;) {
    const token = tokens[index];
    if (!token || index >= end) return index;
    if (token.kind === 'open' && (token.text === '(' || token.text === '[')) index = next(tokens, index, end);
    else if (token.text === '.' && index + 1 < end && tokens[index + 1]?.kind === 'name') index += 2;
    else return index;
  }
}

/** Without the parentheses around the whole, where they make neither a tuple nor a generator. */
export function stripped(tokens: readonly Token[], range: TokenRange): TokenRange {
  let { from, end } = range;
  while (end - from > 2 && tokens[from]?.text === '(' && tokens[from]?.partner === end - 1) {
    const inner = { from: from + 1, end: end - 1 };
    if (find(tokens, inner, ({ kind, text }) => text === ',' || (kind === 'name' && text === 'for')) < inner.end) break;
    ({ from, end } = inner);
  }
  return { from, end };
}

export function isString(token: Token | undefined): boolean {
  return token?.kind === 'string' || (token?.kind === 'open' && /['"]$/.test(token.text));
}

/** The text of a range of tokens as it stands. */
export function textOf(text: string, tokens: readonly Token[], { from, end }: TokenRange): string {
  const first = tokens[from];
  const last = tokens[end - 1];
  return first && last && from < end ? text.slice(first.start, last.end) : '';
}
