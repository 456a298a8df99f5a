/** Line breaks, comments and line ends, for edits that put lines in. */
import { COMMENT, SPACE } from '../lexicon.js';

const SHEBANG_OR_ENCODING = /^#!|^[ \t]*#.*?coding[:=][ \t]*[-\w.]+/;
const BLANK_LINES = /(?:[ \t\f]*(?:\r\n|\r|\n))*/y;
const COMMENT_LINE = /[ \t]*#[^\r\n]*/y;
const LINE_BREAK = /\r\n|\r|\n/y;

/** The first line break of a text, which new ones are to equal. */
export function lineBreakOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}

/** Where the line ends on which a token ends at `from`: behind the comment, and behind a backslash with the line after it. */
export function lineEnd(text: string, from: number): number {
  return matchEnd(COMMENT, text, matchEnd(SPACE, text, from));
}

/** How many line breaks there are from a line's end to the next line that is not blank. */
export function breaksAt(text: string, from: number): number {
  return text.slice(from, matchEnd(BLANK_LINES, text, from)).match(/\r\n|\r|\n/g)?.length ?? 0;
}

/**
 * From a line's end, or the start of the text, over the comments that are not about the code below them: those with a
 * blank line behind them, and at the start of the text those with a shebang or an encoding.
 * @returns the end of the last one's line. `tight`: it is a shebang or an encoding and has code right below it
 */
export function skipComments(text: string, from: number): { at: number; tight: boolean } {
  let at = from === 0 && text.startsWith('\uFEFF') ? 1 : from;
  let tight = false;
  for (;;) {
    const atStart = at === 0 || (at === 1 && text.startsWith('\uFEFF'));
    const start = matchEnd(BLANK_LINES, text, at);
    let end = start;
    const lines: string[] = [];
    for (let line = start; matchEnd(COMMENT_LINE, text, line) > line; line = matchEnd(LINE_BREAK, text, end)) {
      end = matchEnd(COMMENT_LINE, text, line);
      lines.push(text.slice(line, end));
      if (matchEnd(LINE_BREAK, text, end) === end) break;
    }
    const isHead = atStart && lines.slice(0, 2).some((line) => SHEBANG_OR_ENCODING.test(line));
    const isApart = breaksAt(text, end) !== 1 || text.slice(end).trim() === '';
    if (lines.length === 0 || (!isHead && !isApart)) return { at, tight };
    at = end;
    tight = isHead && !isApart && SHEBANG_OR_ENCODING.test(lines.at(-1)!);
  }
}

/** Where a sticky pattern ends that begins at `from`; `from` where it does not match. */
function matchEnd(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}
