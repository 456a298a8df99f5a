/** Code of the text as it is to stand elsewhere: other indentation, on one line where black would write it on one. */
import type { Lexed } from '../lexer.js';
import { isString, next, split, textOf, type TokenRange } from '../tokens.js';
import { bracketed, fits, type Style } from './layout.js';

export interface Source {
  text: string;
  lexed: Lexed;
}

/**
 * Code for a line of that indentation. `before` and `after`: what else is to stand on its first and last line. What is
 * on several lines since it does not fit or ends in a comma, or has comments, stays on several, moved along.
 */
export function moved(source: Source, range: TokenRange, indent: string, style: Style, before = '', after = ''): string {
  const line = onOneLine(source, range);
  if (line !== null && fits(indent + before + line + after)) return line;
  const { text, lexed: { tokens } } = source;
  const own = textOf(text, tokens, range);
  if (line !== null && !/[\r\n]/.test(own)) return brokenAtCall(source, range, indent, style, before, after);
  const from = /^[ \t]*/.exec(text.slice(lineStart(text, tokens[range.from]!.start)))![0];
  return pieces(source, range).map(({ gap, code }) => gap.replace(/(\r\n|\r|\n)([ \t]*)(?=[^ \t\r\n]|$)/g, (_, end: string, white: string) => end + (white.startsWith(from) ? indent + white.slice(from.length) : white)) + code).join('');
}

/** Without the line breaks between its tokens; null where it cannot be, or where a last comma wants it on several lines. */
export function onOneLine(source: Source, range: TokenRange): string | null {
  let line = '';
  for (const { gap, code, first, opened, closes, comma } of pieces(source, range)) {
    if (gap.includes('#') || /[\r\n]/.test(code) || (closes && comma && /[\r\n]/.test(gap))) return null;
    line += (/[\r\n]/.test(gap) ? (opened || closes ? '' : ' ') : first ? '' : gap) + code;
  }
  return line;
}

export const hasComment = (source: Source, range: TokenRange): boolean => pieces(source, range).some(({ gap }) => gap.includes('#'));

/** Comments in the lines between statements, and behind the last of them. `end`: offset of its end. */
export function commentsBetween({ text, lexed: { tokens } }: Source, lines: readonly { first: number; end: number }[]): string[] {
  return lines.flatMap(({ end }, index) => {
    const from = tokens[end - 1]!.end;
    const following = lines[index + 1];
    const gap = following ? text.slice(from, tokens[following.first]!.start) : restOfLine(text, from);
    return gap.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line.startsWith('#'));
  });
}

export const restOfLine = (text: string, from: number): string => /^[^\r\n]*/.exec(text.slice(from))![0];

interface Piece {
  /** What stands before it. */
  gap: string;
  code: string;
  first: boolean;
  /** It stands behind an opening bracket, is a closing one, stands behind a comma. */
  opened: boolean;
  closes: boolean;
  comma: boolean;
}

/** The tokens with the gaps before them, strings whole. */
function pieces({ text, lexed: { tokens } }: Source, { from, end }: TokenRange): Piece[] {
  const found: Piece[] = [];
  let behind = tokens[from]?.start ?? 0;
  for (let index = from; index < end;) {
    const after = isString(tokens[index]) ? next(tokens, index, end) : index + 1;
    const { start, kind } = tokens[index]!;
    const before = index > from ? tokens[index - 1] : undefined;
    const stop = tokens[after - 1]!.end;
    found.push({ gap: text.slice(behind, start), code: text.slice(start, stop), first: index === from, opened: before?.kind === 'open', closes: kind === 'close', comma: before?.text === ',' });
    behind = stop;
    index = after;
  }
  return found;
}

/** One line that is too long, broken at its last bracket. */
function brokenAtCall({ text, lexed: { tokens } }: Source, { from, end }: TokenRange, indent: string, style: Style, before: string, after: string): string {
  const close = tokens[end - 1]!;
  const line = textOf(text, tokens, { from, end });
  if (close.kind !== 'close' || !/^[)\]]$/.test(close.text) || close.partner < from) return line;
  const items = split(tokens, { from: close.partner + 1, end: end - 1 }).map((part) => ({ above: [], code: textOf(text, tokens, part), beside: '' }));
  if (items.length === 0) return line;
  const laid = bracketed(before + textOf(text, tokens, { from, end: close.partner + 1 }), items, close.text + after, indent, style);
  return laid.slice(before.length, laid.length - after.length);
}

export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
