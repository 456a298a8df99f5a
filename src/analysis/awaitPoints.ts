/** Finds await points in tokens. Their ranges are those of the nodes of Python's own `ast`, which the worker reports. */
import type { LogicalLine, Token } from './lexer.js';
import type { AwaitPoint } from './model.js';
import { find, next, primaryEnd, split, stripped, textOf, type TokenRange } from './tokens.js';

/** An await point by its tokens, without the editor's positions. */
export interface FoundPoint {
  kind: AwaitPoint['kind'];
  range: TokenRange;
  operand: TokenRange;
}

/** The await points among the tokens of `range`, a part of `line`, in source order. */
export function findAwaitPoints(tokens: readonly Token[], line: LogicalLine, range: TokenRange): FoundPoint[] {
  const points: FoundPoint[] = [];
  for (let index = range.from; index < range.end; index += 1) {
    if (tokens[index]?.kind !== 'name' || tokens[index - 1]?.text === '.') continue;
    const word = tokens[index]?.text;
    const following = tokens[index + 1]?.text;
    const rest = { from: index, end: range.end };
    if (word === 'await') points.push(...awaitExpression(tokens, rest));
    else if (word !== 'async') continue;
    else if (following === 'with' && index === line.first) points.push(...asyncWith(tokens, rest));
    else if (following !== 'for') continue;
    else points.push(...(index === line.first ? asyncFor(tokens, rest) : asyncComprehension(tokens, rest)));
  }
  return points;
}

/** `await` binds tighter than every operator: what it awaits is one primary. */
function awaitExpression(tokens: readonly Token[], { from, end }: TokenRange): FoundPoint[] {
  const operand = { from: from + 1, end: primaryEnd(tokens, { from: from + 1, end }) };
  return isEmpty(operand) ? [] : [{ kind: 'await', range: { from, end: operand.end }, operand }];
}

function asyncFor(tokens: readonly Token[], { from, end }: TokenRange): FoundPoint[] {
  const header = { from, end: find(tokens, { from, end }, ({ text }) => text === ':') };
  const operand = stripped(tokens, { from: find(tokens, header, isWord('in')) + 1, end: header.end });
  return isEmpty(operand) ? [] : [{ kind: 'async for', range: { from, end: operand.end }, operand }];
}

function asyncWith(tokens: readonly Token[], { from, end }: TokenRange): FoundPoint[] {
  const header = { from: from + 2, end: find(tokens, { from, end }, ({ text }) => text === ':') };
  const parenthesised = tokens[header.from]?.text === '(' && tokens[header.from]?.partner === header.end - 1;
  // `with (a, b):` has two items since Python 3.9. `with ():` and `with (x for x in y):` have one, as expressions.
  const inner = { from: header.from + 1, end: header.end - 1 };
  const asItems = parenthesised && !isEmpty(inner) && find(tokens, inner, isWord('for')) === inner.end;
  return split(tokens, asItems ? inner : header).flatMap((item): FoundPoint[] => {
    const as = find(tokens, item, isWord('as'));
    const operand = stripped(tokens, { from: item.from, end: as });
    if (isEmpty(operand)) return [];
    const target = stripped(tokens, { from: as + 1, end: item.end });
    const range = { from: operand.from, end: isEmpty(target) ? operand.end : target.end };
    return [{ kind: 'async with enter', range, operand }, { kind: 'async with exit', range, operand }];
  });
}

function asyncComprehension(tokens: readonly Token[], { from, end }: TokenRange): FoundPoint[] {
  const target = { from: from + 2, end: find(tokens, { from: from + 2, end }, (token) => isWord('in')(token) || token.kind === 'close') };
  let after = target.end + 1;
  while (after < end && !endsIterable(tokens[after])) after = next(tokens, after, end);
  const operand = stripped(tokens, { from: target.end + 1, end: after });
  if (isEmpty(target) || isEmpty(operand)) return [];
  return [{ kind: 'async comprehension', range: { from: stripped(tokens, target).from, end: operand.end }, operand }];
}

function endsIterable(token: Token | undefined): boolean {
  return token?.kind === 'close' || token?.text === ',' || (token?.kind === 'name' && /^(?:if|for|async)$/.test(token.text));
}

const isWord = (word: string) => (token: Token): boolean => token.kind === 'name' && token.text === word;
const isEmpty = ({ from, end }: TokenRange): boolean => from >= end;

/** Text on one line and at most 200 characters, as a report's `source` is. */
export function sourceOf(text: string, tokens: readonly Token[], range: TokenRange): string {
  const line = textOf(text, tokens, range).replace(/\s+/g, ' ');
  return line.length <= 200 ? line : [...line].slice(0, 200).join('');
}
