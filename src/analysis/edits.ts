/** Changes of a text, told apart from the editor that makes them. */

/** Replaces what stands from `start` to `end`, offsets in UTF-16 units; an insertion has them equal. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/**
 * The text after all edits, whose places are those of the text before.
 * @throws {Error} when two of them overlap: a fix that does so is wrong, and nothing of it may be applied
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: inserted } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < at || end < start || end > text.length) throw new Error(`An edit from ${start} to ${end} overlaps another one or leaves the text.`);
    parts.push(text.slice(at, start), inserted);
    at = end;
  }
  return parts.join('') + text.slice(at);
}
