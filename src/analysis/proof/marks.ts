/** What a run always has of its own, so that two runs of one program differ in it: it is no difference between versions. */

/** What is known of the run that a text is from. */
export interface RanIn {
  elapsedNs: number;
  /** When its process began and had ended, ms since 1970. */
  began: number;
  ended: number;
}

export interface Mark {
  id: string;
  /** What it is, in the plural, for "the same but for …". */
  words: string;
  replace(text: string, run: RanIn): string;
}

/** A printed duration has been rounded, and was measured a little inside or outside of the function. */
const ELAPSED_SHARE = 0.03;

/** A clock may be read a little before or after. */
const CLOCK_MS = 2_000;
/** What time zones are apart: 15 minutes, or a multiple of that. */
const ZONE_MS = 900_000;

/** No number is taken for one of these that may be a datum: neither a hash, nor a date, nor the time of an appointment. */
export const MARKS: readonly Mark[] = [
  { id: 'address', words: 'memory addresses', replace: (text) => text.replace(/\bat 0x[\da-f]+\b|\b0x[\da-f]{9,16}\b/gi, 'at 0x…') },
  { id: 'line', words: 'line numbers', replace: (text) => text.replace(/(?<=\.pyw?"?(?:, line |:))\d+/g, '‹line›') },
  {
    id: 'clock',
    words: 'clock times',
    replace: (text, run) => text.replace(/(?<![\d:])\d{1,2}:(\d\d):(\d\d)(?:[.,]\d+)?(?![\d:])/g, (time, minutes, seconds) => (isNow(60_000 * Number(minutes) + 1000 * Number(seconds), run) ? '‹time›' : time)),
  },
  {
    id: 'elapsed',
    words: 'the elapsed time that it tells itself',
    replace: (text, { elapsedNs }) => text.replace(/(?<![\w.])\d+\.\d+(?!\.?\d)/g, (number) => (tells(number, elapsedNs) ? '‹elapsed›' : number)),
  },
];

/** Whether a time within the hour lies within the run, in whatever time zone. */
function isNow(ms: number, { began, ended }: RanIn): boolean {
  const from = began - CLOCK_MS;
  const after = (((ms - from) % ZONE_MS) + ZONE_MS) % ZONE_MS;
  return after <= ended + CLOCK_MS - from;
}

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
