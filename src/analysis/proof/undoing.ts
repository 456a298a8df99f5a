/** How a change is taken back out of a text that may have been edited since, without touching what was edited. */
import { applyEdits, type TextEdit } from '../edits.js';

/** Where a part of the change stands now, offsets in UTF-16 units, and what stood there before. */
export interface Region {
  start: number;
  end: number;
  before: string;
}

/** A piece of text that was replaced: `length` units from `offset` on by `inserted` ones. */
export interface Replaced {
  offset: number;
  length: number;
  inserted: number;
}

/** With line ends as the text has them: an editor makes them so. */
export function withLineEnds(edits: readonly TextEdit[], lineEnd: '\n' | '\r\n'): TextEdit[] {
  return edits.map((edit) => ({ ...edit, text: edit.text.replace(/\r\n|\r|\n/g, lineEnd) }));
}

/** The regions of a change, from the text before and after it. Where the editor made something else of the edits, it is one region. */
export function regionsOf(before: string, edits: readonly TextEdit[], after: string): Region[] {
  if (applyEdits(before, edits) === after) {
    let shift = 0;
    return [...edits].sort((a, b) => a.start - b.start || a.end - b.end).map(({ start, end, text }) => {
      const region = { start: start + shift, end: start + shift + text.length, before: before.slice(start, end) };
      shift += text.length - (end - start);
      return region;
    });
  }
  let head = 0;
  while (head < before.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [{ start: head, end: after.length - tail, before: before.slice(head, before.length - tail) }];
}

/** Where the regions stand after further edits; null once one of them was touched. The edits' places are those of the text before them, as the editor tells them. */
export function moved(regions: readonly Region[], changes: readonly Replaced[]): Region[] | null {
  let all = [...regions];
  // From the end on, so that the places of those before it hold.
  for (const { offset, length, inserted } of [...changes].sort((a, b) => b.offset - a.offset)) {
    const next: Region[] = [];
    for (const region of all) {
      if (offset >= region.end) next.push(region);
      else if (offset + length <= region.start) next.push({ ...region, start: region.start + inserted - length, end: region.end + inserted - length });
      else return null;
    }
    all = next;
  }
  return all;
}

/** The edits that take the change back. */
export const undoing = (regions: readonly Region[]): TextEdit[] => regions.map(({ start, end, before }) => ({ start, end, text: before }));
