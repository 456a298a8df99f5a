/** The statements of a function that each consist of one await, and what they call. */
import type { Lexed, LogicalLine, Token } from '../lexer.js';
import type { AsyncFunction, AwaitPoint, Position } from '../model.js';
import { find, next, primaryEnd, split, textOf, type TokenRange } from '../tokens.js';
import { boundBy } from './definitions.js';
import { chainAt } from './touches.js';

/** A call whose result is waited for. */
export interface Call {
  /** `self.fetch` as its names; empty when what is awaited is no call of a dotted name. */
  names: string[];
  arguments: TokenRange[];
  /** Whether another thread or process is to make it. */
  handedOver: boolean;
}

export interface AwaitStatement {
  point: AwaitPoint;
  /** The whole statement. */
  range: TokenRange;
  /** What stands before its `=`, an annotation included; null for a bare await, and where it is not plain. */
  target: TokenRange | null;
  /** What is awaited. */
  operand: TokenRange;
  /** Whether it is nothing but the await, or plain names that are bound to it. */
  plain: boolean;
  targets: string[];
  /** The attribute or item that the result is put in, `self.user` or `found["user"]`; null for names and for none. */
  store: TokenRange | null;
  /** What is awaited, with what `gather`, `wait_for`, `shield` and threads were given in place of these. */
  calls: Call[];
  /** Texts of the headers of the blocks around it within the function, the innermost first. */
  around: string[];
}

/** Runs of such statements that stand directly below each other in one block, in source order. */
export function awaitStatements(fn: AsyncFunction, text: string, { tokens, lines }: Lexed, offset = offsetsOf(text)): AwaitStatement[][] {
  const inside = linesBetween(tokens, lines, offset(fn.nameRange.start), offset(fn.range.end));
  const runs: AwaitStatement[][] = [[]];
  let before: LogicalLine | undefined;
  inside.forEach((line, index) => {
    const from = tokens[line.first]!.start;
    const end = tokens[line.end - 1]!.end;
    const points = fn.awaitPoints.filter(({ range }) => offset(range.start) >= from && offset(range.start) < end);
    const [point] = points;
    const statement = point && points.length === 1 && point.kind === 'await' ? statementOf(text, tokens, line, point, offset(point.range.start)) : null;
    if (before?.indent !== line.indent || statement === null) runs.push([]);
    if (statement) runs.at(-1)!.push({ ...statement, around: headersAround(text, tokens, inside, index) });
    before = statement ? line : undefined;
  });
  return runs.filter((run) => run.length > 0);
}

function statementOf(text: string, tokens: readonly Token[], { first, end }: LogicalLine, point: AwaitPoint, at: number): Omit<AwaitStatement, 'around'> | null {
  const range = { from: first, end };
  let word = first;
  while (word < end && tokens[word]!.start < at) word += 1;
  // An await within an f-string of Python before 3.12 and the like has no token of its own.
  if (word === end || tokens[word]!.start !== at || tokens[word]!.text !== 'await') return null;
  const operand = { from: word + 1, end: primaryEnd(tokens, { from: word + 1, end }) };
  const equals = find(tokens, range, ({ text: each }) => each === '=');
  const names = textOf(text, tokens, { from: first, end: find(tokens, { from: first, end: equals }, ({ text: each }) => each === ':') });
  const bare = word === first;
  const stored = /^\w+(?:\.\w+)*(?:\.\w+|\[(?:\w+|'[^'\\]*'|"[^"\\]*")\])$/.test(names);
  const bound = equals === word - 1 && (/^[\w\s,()]*$/.test(names) || stored);
  return { point, range, target: bound ? { from: first, end: equals } : null, operand, plain: operand.end === end && (bare || bound), targets: bare ? [] : boundBy(tokens, range), store: bound && stored ? { from: first, end: equals } : null, calls: callsOf(tokens, operand) };
}

/** Texts of the headers of the blocks that the line stands in, by their indentation, the innermost first. `lines`: of the function. */
export function headersAround(text: string, tokens: readonly Token[], lines: readonly LogicalLine[], index: number): string[] {
  const headers: string[] = [];
  let { indent } = lines[index]!;
  for (let at = index - 1; at >= 0; at -= 1) {
    const line = lines[at]!;
    if (line.indent >= indent) continue;
    ({ indent } = line);
    headers.push(textOf(text, tokens, { from: line.first, end: line.end }));
  }
  return headers;
}

const NO_CALL: Call = { names: [], arguments: [], handedOver: false };

/** What is called by what is awaited. */
export function callsOf(tokens: readonly Token[], range: TokenRange): Call[] {
  const open = tokens[range.end - 1]?.partner ?? -1;
  // Whatever the loop is got from.
  if (tokens[open - 1]?.text === 'run_in_executor') return [handedOver(tokens, split(tokens, { from: open + 1, end: range.end - 1 }).slice(1))];
  const { names, end } = chainAt(tokens, range);
  if (tokens[range.from]?.kind !== 'name' || tokens[end]?.text !== '(' || next(tokens, end, range.end) !== range.end) return [NO_CALL];
  const all = split(tokens, { from: end + 1, end: range.end - 1 });
  const named = ({ from }: TokenRange): boolean => tokens[from]?.kind === 'name' && tokens[from + 1]?.text === '=';
  const given = all.filter((each) => !named(each));
  const [first = range] = given;
  const name = names.length === 1 || names[0] === 'asyncio' ? names.at(-1) : undefined;
  const rest = all.filter((each) => each !== first);
  if (name === 'gather') return given.flatMap((each) => gathered(tokens, each));
  if (name === 'wait_for' || name === 'shield') return given.length === 0 ? [NO_CALL] : callsOf(tokens, first).map((call) => ({ ...call, arguments: [...call.arguments, ...rest] }));
  if (name === 'to_thread') return [handedOver(tokens, all)];
  return [{ names, arguments: all, handedOver: false }];
}

/** `*(fetch(url) for url in urls)` is as many calls of `fetch`; any other starred argument could be tasks that run already. */
function gathered(tokens: readonly Token[], part: TokenRange): Call[] {
  if (tokens[part.from]?.text !== '*') return callsOf(tokens, part);
  const open = part.from + 1;
  const inner = { from: open + 1, end: next(tokens, open, part.end) - 1 };
  const loop = find(tokens, inner, ({ kind, text }) => kind === 'name' && (text === 'for' || text === 'async'));
  if (tokens[open]?.kind !== 'open' || loop === inner.end) return [NO_CALL];
  return callsOf(tokens, { from: inner.from, end: loop }).map((call) => ({ ...call, arguments: [...call.arguments, { from: loop, end: inner.end }] }));
}

/** A function, not a call of it, that another thread or process is to run. */
function handedOver(tokens: readonly Token[], [called, ...given]: readonly TokenRange[]): Call {
  if (!called) return NO_CALL;
  const { names, end } = chainAt(tokens, called);
  return end === called.end && tokens[called.from]?.kind === 'name' ? { names, arguments: given, handedOver: true } : NO_CALL;
}

/** The logical lines that start between two offsets, neither included. */
function linesBetween(tokens: readonly Token[], lines: readonly LogicalLine[], from: number, end: number): LogicalLine[] {
  return lines.slice(lineFrom(tokens, lines, from + 1), lineFrom(tokens, lines, end));
}

/** Index of the first logical line that starts at an offset or after it. */
export function lineFrom(tokens: readonly Token[], lines: readonly LogicalLine[], offset: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[lines[middle]!.first]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Offsets into the text by the editor's positions. */
export function offsetsOf(text: string): (position: Position) => number {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  return ({ line, column }) => (starts[line] ?? text.length) + column;
}
