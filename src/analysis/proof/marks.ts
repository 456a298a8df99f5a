/** What a run always has of its own, so that two runs of one program differ in it: it is no difference between versions. */

/** What is known of the run that a text is from. */
export interface RanIn {
  elapsedNs: number;
}

export interface Mark {
  id: string;
  /** What it is, in the plural, for "the same but for …". */
  words: string;
  replace(text: string, run: RanIn): string;
}

/** A printed duration has been rounded, and was measured a little inside or outside of the function. */
const ELAPSED_SHARE = 0.03;

export const MARKS: readonly Mark[] = [
  { id: 'address', words: 'memory addresses', replace: (text) => text.replace(/\b0x[\da-f]{5,16}\b/gi, '0x…') },
  {
    id: 'clock',
    words: 'clock times',
    replace: (text) => text
      .replace(/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, '‹date›')
      .replace(/\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b/g, '‹time›'),
  },
  {
    id: 'elapsed',
    words: 'the elapsed time that it tells itself',
    replace: (text, { elapsedNs }) => text.replace(/(?<![\w.])\d+\.\d+(?!\.?\d)/g, (number) => (tells(number, elapsedNs) ? '‹elapsed›' : number)),
  },
];

/** Whether a number with decimals is a run's elapsed time, in seconds or milliseconds. */
function tells(number: string, elapsedNs: number): boolean {
  const half = 0.5 * 10 ** -(number.split('.')[1] ?? '').length;
  return [1e9, 1e6].some((unit) => {
    const elapsed = elapsedNs / unit;
    return elapsed > half && Math.abs(Number(number) - elapsed) <= Math.max(half, ELAPSED_SHARE * elapsed);
  });
}

/** The text with what is the run's own put in brackets, but for those marks. */
export function withoutMarks(text: string, run: RanIn, kept: readonly Mark[] = []): string {
  return MARKS.reduce((marked, mark) => (kept.includes(mark) ? marked : mark.replace(marked, run)), text);
}
