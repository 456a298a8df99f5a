/** Whether two versions agree in what they return, raise and print: over all of their runs, and without blaming a change for what varies by itself. */
import type { Agreement, Side } from '../../shared/proof.js';
import type { Report } from '../../shared/report.js';
import { describe } from '../failure.js';
import { formatCount } from '../format.js';
import { enumerate } from '../markdown.js';
import { code } from '../rich.js';
import { diffLines } from './diff.js';
import { MARKS, withoutMarks, type Mark } from './marks.js';
import type { ProofRun, ProofRuns } from './runs.js';

/** One thing that runs tell, as lines. */
interface Subject {
  what: Agreement['what'];
  /** null where the run tells nothing of the kind. */
  lines(run: ProofRun): string[] | null;
  /** What may stand in another order, though the lines do not: the items of a set. Only looked at where the old version varies by itself. */
  items(lines: string[]): string[];
  /** `the printed output`. */
  name: string;
  /** What both do alike, in all of so many runs. */
  same(lines: string[], runs: number): string;
  /** What is different, of two runs. */
  different(old: string[], fresh: string[]): string;
  /** No run to tell by. */
  unknown: string;
}

/** So much of a text stands in a sentence, at most. */
const SAID = 80;

const SUBJECTS: readonly Subject[] = [
  {
    what: 'result',
    lines: ({ report: { outcome, value } }) => (outcome === 'returned' && value !== null ? [value] : null),
    items: ([value = '']) => value.split(/[\s,:{}()[\]]+/),
    name: 'the result',
    same: ([value = ''], runs) => `${code(value)} in all ${formatCount(runs)} runs.${isCut(value) ? ' It is long: what is left out of it here is not compared.' : ''}`,
    different: ([old = ''], [fresh = '']) => `It was ${code(old)} and is ${code(fresh)}.`,
    unknown: 'Not both versions returned something, so there is no result to compare.',
  },
  {
    what: 'exception',
    lines: ({ report }) => [endOf(report)],
    items: (lines) => lines,
    name: 'how it ends',
    same: ([end = ''], runs) => (end === '' ? `None in all ${formatCount(runs)} runs.` : `${code(end)} in all ${formatCount(runs)} runs.`),
    different: ([old = ''], [fresh = '']) => `It was ${old === '' ? 'none' : code(old)} and is ${fresh === '' ? 'none' : code(fresh)}.`,
    unknown: 'No run to compare.',
  },
  {
    what: 'output',
    lines: ({ printed }) => printed,
    items: (lines) => lines,
    name: 'what is printed',
    same: (lines, runs) => (lines.length === 0 ? `Nothing in all ${formatCount(runs)} runs.` : `The same ${linesText(lines.length)}${lines.length > 1 ? ' in the same order' : ''} in all ${formatCount(runs)} runs.`),
    different: (old, fresh) => firstDifference(old, fresh),
    unknown: 'No run to compare.',
  },
];

export function agreementsOf(runs: ProofRuns): Agreement[] {
  return SUBJECTS.map((subject) => agreementOf(subject, runs));
}

/** A run's lines, and itself. */
interface Told {
  run: ProofRun;
  lines: string[];
  /** Without what is the run's own. */
  marked: string[];
}

/** Ways to look at what was told, the strictest first: what agrees in none of them differs. */
type Look = (told: Told) => string;
const asItIs: Look = ({ lines }) => lines.join('\n');
const withoutItsOwn: Look = ({ marked }) => marked.join('\n');

function agreementOf(subject: Subject, runs: ProofRuns): Agreement {
  const { what, name } = subject;
  const told = (side: Side): Told[] => runs[side].flatMap((run) => {
    const lines = subject.lines(run);
    return lines ? [{ run, lines, marked: linesWithout(lines, run) }] : [];
  });
  const [old, fresh] = [told('old'), told('new')];
  const [first] = old;
  if (!first || fresh.length === 0) return { what, state: 'unknown', text: subject.unknown, diff: [] };
  const all = [...old, ...fresh];
  const agree = (look: Look): boolean => alike(all, look);
  if (agree(asItIs)) return { what, state: 'same', text: subject.same(first.lines, all.length), diff: [] };
  if (agree(withoutItsOwn)) return { what, state: 'nearly', text: `The same but for ${enumerate(marksOf(agree))}.`, diff: [] };

  // What is the run's own may be taken for more than it is, and then the old version varies only by that.
  const seen = alike(old, asItIs) ? ({ lines }: Told) => lines : (each: Told) => each.marked;
  const variesInOrder = !alike(old, (each) => seen(each).join('\n'));
  const inAnyOrder = (lines: (told: Told) => string[]): Look => (each) => (variesInOrder ? subject.items(lines(each)) : [...lines(each)]).sort().join('\n');
  // The first run of the new version that is unlike the old one.
  const other = fresh.find((each) => seen(each).join('\n') !== seen(first).join('\n')) ?? fresh[0]!;
  // What a sentence says whole is not shown once more.
  const isSaid = [first, other].every((each) => seen(each).length === 1 && seen(each)[0]!.length <= SAID);
  const diff = isSaid ? [] : diffLines(seen(first), seen(other));
  if (agree(inAnyOrder(seen)) || agree(inAnyOrder((each) => each.marked))) {
    return variesInOrder
      ? { what, state: 'nearly', text: 'The same in another order, which differs from run to run in the old version too.', diff: [] }
      : { what, state: 'reordered', text: `The same ${linesText(first.lines.length)}, in another order.`, diff };
  }
  const look = inAnyOrder(seen);
  if (alike(old, look)) {
    const unlike = fresh.filter((each) => look(each) !== look(first)).length;
    const often = unlike < fresh.length ? ` So it is in ${formatCount(unlike)} of ${formatCount(fresh.length)} runs; the old version always did the same.` : '';
    return { what, state: 'different', text: `${subject.different(seen(first), seen(other))}${often}`, diff };
  }
  const lost = lostLine(old, fresh);
  if (lost !== null) {
    return { what, state: 'different', text: `It differs from run to run by itself, but ${code(lost)}, which every run of the old version has, is missing in the new one.`, diff };
  }
  return { what, state: 'varies', text: `It differs from run to run by itself, in the old version too, so ${name} says nothing about the change.`, diff: [] };
}

const linesWithout = (lines: readonly string[], { report, began, ended }: ProofRun, kept: readonly Mark[] = []): string[] =>
  lines.map((line) => withoutMarks(line, { elapsedNs: report.elapsed_ns, began, ended }, kept));
const alike = (told: readonly Told[], look: Look): boolean => new Set(told.map(look)).size === 1;

/** The marks without which they would not agree; where several could be it, all. */
function marksOf(agree: (look: Look) => boolean): string[] {
  const needed = MARKS.filter((mark) => !agree(({ lines, run }) => linesWithout(lines, run, [mark]).join('\n')));
  return (needed.length > 0 ? needed : MARKS).map(({ words }) => words);
}

/** A line that every run of the old version has and a run of the new one has not. */
function lostLine(old: readonly Told[], fresh: readonly Told[]): string | null {
  const sets = (told: readonly Told[]): ReadonlySet<string>[] => told.map((each) => new Set(each.marked));
  const [before, after] = [sets(old), sets(fresh)];
  return [...before[0]!].find((line) => line.trim() !== '' && before.every((lines) => lines.has(line)) && !after.every((lines) => lines.has(line))) ?? null;
}

function firstDifference(old: readonly string[], fresh: readonly string[]): string {
  const at = old.findIndex((line, index) => line !== fresh[index]);
  if (at < 0) return `Line ${old.length + 1} is new: ${code(fresh[old.length] ?? '')}.`;
  const now = fresh[at];
  return `Line ${at + 1} was ${code(old[at]!)} and ${now === undefined ? 'is missing' : `is ${code(now)}`}.`;
}

/** How a run ended where it did not return, empty where it did. */
function endOf({ outcome, exception, exit_code }: Report): string {
  switch (outcome) {
    case 'returned': return '';
    case 'raised': return exception ? describe(exception) : 'an exception';
    case 'exited': return `SystemExit: ${exit_code}`;
    case 'timeout': return 'Timed out';
    case 'cancelled': return exception ? describe(exception) : 'Cancelled';
    case 'crashed': return exception ? describe(exception) : 'Crashed';
  }
}

/** Whether the worker has left something out of a value's repr. */
const isCut = (value: string): boolean => value.includes('...');

const linesText = (count: number): string => (count === 1 ? 'line' : `${formatCount(count)} lines`);
