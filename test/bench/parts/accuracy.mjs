/** How exact the report is: what it tells against what is known to be true. */
import { runProgram } from '../lib/python.mjs';
import { duration, signed, table } from '../lib/text.mjs';

/** @typedef {import('../../../src/shared/report.js').Report} Report */
/** @typedef {{ what: string, count: number, true_ns: number, reported_ns: number | null }} Row `count`: the awaits that the times sum up */
/** @typedef {{ python: string, rows: Row[] }} Result */
/** @typedef {'elapsed' | 'waiting' | 'ready' | 'blocked'} Kind */

export const name = 'accuracy';
export const title = 'Accuracy';

/** What is compared: in which function of `programs/accuracy.py`, and which of its times. @type {[what: string, where: string, kind: Kind][]} */
const COMPARED = [
  ['sleep of 1 s', 'one_second', 'elapsed'],
  ['500 sleeps of 1 ms', 'many_milliseconds', 'elapsed'],
  ['gather of sleeps', 'together', 'elapsed'],
  ['sleep of 0.1 s, starved: elapsed', 'starved', 'elapsed'],
  ['… waiting', 'starved', 'waiting'],
  ['… ready', 'starved', 'ready'],
  ['blocking step', 'blocking', 'blocked'],
  ['awaits of about 20 µs, mean', 'short_awaits', 'elapsed'],
  ['awaits of about 2 µs, mean', 'shorter_awaits', 'elapsed'],
];

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result[]>}
 */
export async function measure({ few, quick }, log) {
  const results = [];
  for (const python of few) {
    const { printed, report } = await runProgram(python, 'accuracy', { lens: true, args: [quick ? '10000' : '100000'] });
    const rows = COMPARED.map(([what, where, kind]) => ({ what, true_ns: printed[where][kind], ...reported(report, where, kind) }));
    results.push({ python: python.version, rows });
    log(`Python ${python.version}`);
  }
  return results;
}

/**
 * @param {Report} report
 * @param {string} where
 * @param {Kind} kind
 * @returns {{ count: number, reported_ns: number | null }} null where the report does not tell it
 */
function reported(report, where, kind) {
  if (kind === 'blocked') return { count: 1, reported_ns: report.blocking.find((step) => step.function === where)?.duration_ns ?? null };
  const times = report.awaits.find((each) => each.function === where);
  if (!times) return { count: 1, reported_ns: null };
  return { count: times.count, reported_ns: { elapsed: times.elapsed_ns.total, waiting: times.waiting_ns, ready: times.ready_ns }[kind] ?? null };
}

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  return [
    "What the report tells against the program's own clock, read right around the await; waiting is known from how the program",
    'is made. The short awaits are compared, in one process and by turns, with a loop that the lens has not touched. All are for',
    'one await.',
    ...results.flatMap(({ python, rows }) => ['', `### Python ${python}`, '', ...table(['', 'true', 'reported', 'error', 'error %'], rows.map(cells))]),
  ];
}

/** @param {Row} row @returns {string[]} */
function cells({ what, count, true_ns: actual, reported_ns: told }) {
  if (told === null) return [what, duration(actual / count), 'not told', '–', '–'];
  const error = told - actual;
  return [what, duration(actual / count), duration(told / count), `${signed(error / count, 0)} ns`, `${signed((error / actual) * 100, 3)} %`];
}
