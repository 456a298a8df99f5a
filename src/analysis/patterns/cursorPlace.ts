/** What a place in a text is for whoever inserts statements there: its indentation, and the function around it. */
import { lineEnd } from '../imports/importLayout.js';
import type { Lexed, LogicalLine } from '../lexer.js';
import { columns } from '../lexicon.js';

export interface CursorPlace {
  /** Offsets of what new lines replace: a blank line, or nothing behind a line that is not. */
  start: number;
  end: number;
  /** Whether the new lines stand below the line at the cursor, and not on it. */
  below: boolean;
  /** White space before each new line. */
  indentation: string;
  /** The innermost definition around it; null for none. */
  inside: 'async def' | 'def' | 'class' | null;
  /** Offset of the outermost statement around it, its decorators included; null at the module's level. */
  outermost: number | null;
}

const OPENER = /^(?:if|elif|else|try|except|finally|for|while|with|def|class|async|match|case)$/;

/** `unit`: one level of indentation. Text that is half typed, or indented wrongly, has a place too. */
export function placeOf(text: string, lexed: Lexed, offset: number, unit: string): CursorPlace {
  const { tokens, lines } = lexed;
  const startOf = ({ first }: LogicalLine): number => tokens[first]!.start;
  const endOf = ({ end }: LogicalLine): number => lineEnd(text, tokens[end - 1]!.end);
  const leading = (line: LogicalLine): string => /[ \t\f]*$/.exec(text.slice(0, startOf(line)))![0];

  const here = physicalLine(text, offset);
  const on = lines.findIndex((line) => startOf(line) - leading(line).length <= offset && offset <= endOf(line));
  const at = on < 0 ? -1 : heldTogether(lexed, on);
  const before = at >= 0 ? at : lines.findLastIndex((line) => startOf(line) < here.start);
  const previous = lines[before];
  const next = lines[before + 1];
  const opens = previous !== undefined && isOpener(lexed, previous);

  let around = previous ? enclosing(lexed, before, opens ? Infinity : previous.indent) : [];
  let indentation = '';
  if (previous && opens) indentation = next && next.indent > previous.indent ? leading(next) : leading(previous) + unit;
  else if (previous) {
    const wanted = at >= 0 ? Infinity : Math.max(columns(here.leading), next?.indent ?? 0);
    const levels = [previous, ...around.map((index) => lines[index]!)];
    const level = levels.find(({ indent }) => indent <= wanted) ?? levels.at(-1)!;
    indentation = leading(level);
    around = around.filter((index) => lines[index]!.indent < level.indent);
  }
  const outermost = around.at(-1);
  const end = at >= 0 ? endOf(lines[at]!) : here.end;
  return {
    start: at < 0 && here.blank ? here.start : end, end, below: at >= 0 || !here.blank, indentation,
    inside: around.map((index) => definition(lexed, lines[index]!)).find((kind) => kind !== null) ?? null,
    outermost: outermost === undefined ? null : startOf(lines[withDecorators(lexed, outermost)]!),
  };
}

/** The line below which new ones may stand: a decorator's definition, the docstring of a header. */
function heldTogether(lexed: Lexed, index: number): number {
  const { tokens, lines } = lexed;
  let at = index;
  while (at < lines.length - 1 && tokens[lines[at]!.first]!.text === '@') at += 1;
  const next = lines[at + 1];
  const documented = next && definition(lexed, lines[at]!) !== null && next.indent > lines[at]!.indent
    && tokens.slice(next.first, next.end).every(({ kind }) => kind === 'string');
  return documented ? at + 1 : at;
}

/** Indices of the lines whose blocks hold what stands below a line at that indent, the innermost first. */
function enclosing({ tokens, lines }: Lexed, from: number, indent: number): number[] {
  const found: number[] = [];
  let below = indent;
  for (let index = from; index >= 0 && below > 0; index -= 1) {
    const line = lines[index]!;
    if (line.indent >= below) continue;
    if (isOpener({ tokens }, line)) found.push(index);
    below = line.indent;
  }
  return found;
}

/** A header whose block stands below it. */
function isOpener({ tokens }: Pick<Lexed, 'tokens'>, { first, end }: LogicalLine): boolean {
  return OPENER.test(tokens[first]!.text) && tokens[end - 1]!.text === ':';
}

function definition({ tokens }: Lexed, { first }: LogicalLine): CursorPlace['inside'] {
  const words = `${tokens[first]!.text} ${tokens[first + 1]?.text ?? ''}`;
  if (words === 'async def') return 'async def';
  return words.startsWith('def ') ? 'def' : words.startsWith('class ') ? 'class' : null;
}

function withDecorators({ tokens, lines }: Lexed, index: number): number {
  let first = index;
  while (first > 0 && tokens[lines[first - 1]!.first]!.text === '@') first -= 1;
  return first;
}

/** `leading`: its white space; of a blank line what stands before the offset. */
function physicalLine(text: string, offset: number): { start: number; end: number; leading: string; blank: boolean } {
  const start = offset - /[^\r\n]*$/.exec(text.slice(0, offset))![0].length;
  const line = /^[^\r\n]*/.exec(text.slice(start))![0];
  const mark = start === 0 && line.startsWith('\uFEFF') ? 1 : 0;
  const blank = line.slice(mark).trim() === '';
  const leading = blank ? text.slice(start + mark, offset) : /^[ \t\f]*/.exec(line.slice(mark))![0];
  return { start: start + mark, end: start + line.length, leading, blank };
}
