/** Where two lists of lines differ, in a few lines. */
import type { DiffLine } from '../../shared/proof.js';

/** Of lines that differ, and of those around them. */
const SHOWN = 12;
const AROUND = 1;
/** Beyond so many lines the middle is compared line by line: the table of a full comparison grows with their product. */
const COMPARED = 400;
const LONGEST = 160;

/** The lines of one side only, and one on either side of them; those that are left out are told by a line without a side. */
export function diffLines(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  const all = compare(old, fresh);
  const wanted = new Set<number>();
  all.forEach(({ side }, index) => {
    if (side !== null) for (let near = index - AROUND; near <= index + AROUND; near += 1) wanted.add(near);
  });
  const lines: DiffLine[] = [];
  let left = 0;
  all.forEach((line, index) => {
    if (!wanted.has(index) || lines.length >= SHOWN) {
      left += 1;
      return;
    }
    if (left > 0) lines.push(skipped(left));
    left = 0;
    lines.push({ ...line, text: shortened(line.text) });
  });
  return left > 0 ? [...lines, skipped(left)] : lines;
}

const skipped = (count: number): DiffLine => ({ side: null, text: `… ${count} ${count === 1 ? 'line' : 'lines'} more` });
const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** All lines of both, in order, each marked with the side that alone has it. */
function compare(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const both = (text: string): DiffLine => ({ side: null, text });
  return [
    ...old.slice(0, head).map(both),
    ...middle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...old.slice(old.length - tail).map(both),
  ];
}

/** By the longest common subsequence. */
function middle(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  const ofOld = (text: string): DiffLine => ({ side: 'old', text });
  const ofNew = (text: string): DiffLine => ({ side: 'new', text });
  if (old.length === 0 || fresh.length === 0 || old.length > COMPARED || fresh.length > COMPARED) return [...old.map(ofOld), ...fresh.map(ofNew)];
  // common[i][j]: how many lines old from i on and fresh from j on have in common, in order.
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      common[i]![j] = old[i] === fresh[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      lines.push({ side: null, text: old[i]! });
      [i, j] = [i + 1, j + 1];
    } else if (i < old.length && (j === fresh.length || common[i + 1]![j]! >= common[i]![j + 1]!)) lines.push(ofOld(old[i++]!));
    else lines.push(ofNew(fresh[j++]!));
  }
  return lines;
}
