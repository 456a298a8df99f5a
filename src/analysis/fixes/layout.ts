/** Python code in lines of the width, indentation and line ends of its file, broken as black does it. */
import { columns } from '../lexicon.js';
import type { Lexed } from '../lexer.js';
import type { AsyncFunction } from '../model.js';
import { offsetsOf } from '../independence/statements.js';

/** Black's. */
const WIDTH = 88;

export interface Style {
  /** One step of indentation. */
  unit: string;
  /** The line end of the file. */
  eol: string;
}

/** One argument of a call that is written anew. */
export interface Item {
  /** Comments on lines of their own before it. */
  above: string[];
  /** Its lines, those after the first as they are to stand. */
  code: string;
  /** The comment at its end; empty for none. */
  beside: string;
}

export function styleOf(text: string, { tokens, lines }: Lexed, fn: AsyncFunction | null): Style {
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
  const from = fn ? offsetsOf(text)(fn.nameRange.start) : 0;
  const header = lines.findLast(({ first }) => tokens[first]!.start <= from);
  const inner = lines.find(({ first, indent }) => tokens[first]!.start > from && indent > (header?.indent ?? 0));
  const [outside, inside] = [header, inner].map((line) => (line ? indentAt(text, tokens[line.first]!.start) : ''));
  return { eol, unit: inside!.startsWith(outside!) && inside !== outside ? inside!.slice(outside!.length) : '    ' };
}

/** The white space at the start of the line of that offset. */
export function indentAt(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t\f]*/.exec(text.slice(start, offset))![0];
}

/**
 * `head` with the items and `tail`: on one line, else the items on one line of their own, else one a line. The first
 * line is without its indentation.
 */
export function bracketed(head: string, items: readonly Item[], tail: string, indent: string, { unit, eol }: Style): string {
  const codes = items.map(({ code }) => code);
  const whole = items.every(({ above, code, beside }) => above.length === 0 && beside === '' && !/[\r\n]/.test(code));
  const line = `${head}${codes.join(', ')}${tail}`;
  if (whole && fits(indent + line)) return line;
  const inner = `${indent}${unit}${codes.join(', ')}`;
  if (whole && fits(inner)) return [head, inner, indent + tail].join(eol);
  const comma = items.length > 1 ? ',' : '';
  const lines = items.flatMap(({ above, code, beside }) => [...above, `${code}${comma}${beside === '' ? '' : `  ${beside}`}`]);
  return [head, ...lines.map((each) => indent + unit + each), indent + tail].join(eol);
}

export function fits(line: string): boolean {
  const indent = /^[ \t]*/.exec(line)![0];
  return columns(indent) + [...line.slice(indent.length)].length <= WIDTH;
}
