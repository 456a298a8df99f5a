/** Calls of dotted names in a function's body, found by its tokens. */
import { lex } from './lexer.js';
import type { AsyncFunction, Position } from './model.js';
import { next, textOf } from './tokens.js';

export interface Call {
  /** As it is written: `asyncio.create_task`. */
  callee: string;
  at: Position;
  /** The whole call. */
  source: string;
}

/** In source order, those of functions inside it included. `text` is the whole file's. */
export function callsIn(text: string, { range, headerLine }: AsyncFunction): Call[] {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  const from = starts[headerLine] ?? 0;
  const body = text.slice(from, (starts[range.end.line] ?? 0) + range.end.column);
  const { tokens } = lex(body);
  const calls: Call[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const dotted = tokens[index - 1]?.text === '.' || tokens[index]?.kind !== 'name';
    if (dotted || tokens[index - 1]?.text === 'def' || tokens[index - 1]?.text === 'class') continue;
    let end = index + 1;
    while (tokens[end]?.text === '.' && tokens[end + 1]?.kind === 'name') end += 2;
    const open = tokens[end];
    if (open?.text !== '(' || open.kind !== 'open') continue;
    const callee = textOf(body, tokens, { from: index, end });
    const offset = from + tokens[index]!.start;
    const line = starts.findLastIndex((start) => start <= offset);
    calls.push({
      callee: callee.replace(/\s+/g, ''), at: { line, column: offset - starts[line]! },
      source: textOf(body, tokens, { from: index, end: next(tokens, end, tokens.length) }).replace(/\s+/g, ' '),
    });
  }
  return calls;
}
