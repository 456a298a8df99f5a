/**
 * Converts between the report's positions (1-based lines, columns in code points) and the editor's (0-based lines,
 * columns in UTF-16 units). They differ only right of a character outside of the basic plane, so the line's text
 * is needed. A column beyond the line's end stays as far beyond it.
 */
import type { SourceRange } from '../shared/report.js';
import type { Position, Range } from './model.js';

/** Text of a line of the document, by its 0-based number. */
export type LineText = (line: number) => string;

/** `lineText`: text of that line; `line` and `column` as in a report. */
export function toEditorPosition(lineText: string, line: number, column: number): Position {
  return { line: line - 1, column: unitsOf(lineText, column) };
}

export function toReportRange({ start, end }: Range, lineText: LineText): SourceRange {
  return {
    line: start.line + 1,
    column: codePointsOf(lineText(start.line), start.column),
    end_line: end.line + 1,
    end_column: codePointsOf(lineText(end.line), end.column),
  };
}

/** How many UTF-16 units the first `codePoints` characters of a text take. */
function unitsOf(text: string, codePoints: number): number {
  let units = 0;
  for (let left = codePoints; left > 0; left -= 1) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

/** How many characters the first `units` UTF-16 units of a text are. */
function codePointsOf(text: string, units: number): number {
  let codePoints = 0;
  for (let at = 0; at < units; codePoints += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return codePoints;
}
