/** Whether the lens is bounded: memory and the report's size after very many awaits, steps and tasks. */
import { runProgram } from '../lib/python.mjs';
import { duration, mebibytes, ratio, table, yesNo } from '../lib/text.mjs';

/** @typedef {{ elapsed_ns: number, before: number, after: number, most: number }} Told sizes are bytes */
/**
 * @typedef {object} Row
 * @property {string} kind `awaits`, `steps` or `tasks`
 * @property {number} count
 * @property {Told} bare
 * @property {Told} lens
 * @property {number} report_bytes
 */
/** @typedef {{ python: string, rows: Row[] }} Result */

export const name = 'memory';
export const title = 'Memory';

const COUNTS = { awaits: 10_000_000, steps: 1_000_000, tasks: 100_000 };
/** Of awaits and steps; the tasks of a program take memory of their own, bare too. */
const MOST_GROWTH = 32 << 20;
const MOST_REPORT = 5e6;

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result[]>}
 */
export async function measure({ few, quick }, log) {
  const results = [];
  for (const python of few) {
    const rows = [];
    for (const [kind, whole] of Object.entries(COUNTS)) {
      const count = quick ? whole / 10 : whole;
      const args = [kind, String(count)];
      const { printed: bare } = await runProgram(python, 'memory', { lens: false, args });
      const { printed: lens, reportBytes } = await runProgram(python, 'memory', { lens: true, args });
      rows.push({ kind, count, bare, lens, report_bytes: reportBytes });
      log(`Python ${python.version}, ${kind}`);
    }
    results.push({ python: python.version, rows });
  }
  return results;
}

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  const heads = ['', 'bare: grows', 'lens: grows', 'bare: most', 'lens: most', 'more', 'report', 'slowdown', 'bounded'];
  return [
    'How much the resident size grows from the first line of the program to its last, and the most it ever was, to the end of',
    `the process, with the report written. Bounded: for awaits and steps, less than ${mebibytes(MOST_GROWTH)} more than bare, the lens itself`,
    `included; the report is under ${MOST_REPORT / 1e6} MB.`,
    ...results.flatMap(({ python, rows }) => ['', `### Python ${python}`, '', ...table(heads, rows.map(cells))]),
  ];
}

/** @param {Row} row @returns {string[]} */
function cells({ kind, count, bare, lens, report_bytes: report }) {
  const grows = (/** @type {Told} */ told) => told.after - told.before;
  const bounded = report < MOST_REPORT && (kind === 'tasks' || lens.most - bare.most < MOST_GROWTH);
  return [
    `${count.toLocaleString('en')} ${kind}`, mebibytes(grows(bare)), mebibytes(grows(lens)), mebibytes(bare.most), mebibytes(lens.most), mebibytes(lens.most - bare.most),
    `${(report / 1e6).toFixed(2)} MB`, `${ratio(lens.elapsed_ns / bare.elapsed_ns)} (${duration(lens.elapsed_ns)})`, yesNo(bounded),
  ];
}
