/** Tables in Markdown that can be read as they are, and the numbers in them. */

/**
 * @param {string[]} heads
 * @param {string[][]} rows each as long as `heads`; the first column is set left, the others right
 * @returns {string[]} lines
 */
export function table(heads, rows) {
  const widths = heads.map((head, column) => Math.max(3, ...[head, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)));
  const width = (/** @type {number} */ column) => /** @type {number} */ (widths[column]);
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(width(column)) : cell.padStart(width(column)))).join(' | ')} |`;
  const rule = `|${widths.map((each, column) => (column === 0 ? `:${'-'.repeat(each + 1)}` : `${'-'.repeat(each + 1)}:`)).join('|')}|`;
  return [line(heads), rule, ...rows.map(line)];
}

/**
 * @param {import('./statistics.mjs').Spread} spread
 * @param {(value: number) => string} text
 * @returns {string} `2.41 (2.35–2.60)`
 */
export function spreadText({ median, least, most }, text) {
  return `${text(median)} (${text(least)}–${text(most)})`;
}

/** @param {number} value a slowdown @returns {string} with two places, from 10 on with one */
export const ratio = (value) => value.toFixed(value < 10 ? 2 : 1);

/** @param {number} ns @returns {string} in the unit that suits it */
export function duration(ns) {
  const size = Math.abs(ns);
  if (size >= 1e9) return `${(ns / 1e9).toFixed(3)} s`;
  if (size >= 1e6) return `${(ns / 1e6).toFixed(size >= 1e8 ? 1 : 2)} ms`;
  return size >= 1e3 ? `${(ns / 1e3).toFixed(2)} µs` : `${ns.toFixed(0)} ns`;
}

/** @param {number} value @param {number} places @returns {string} with its sign, also when it is positive */
export const signed = (value, places) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(places)}`;

/** @param {number} bytes @returns {string} */
export const mebibytes = (bytes) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;

/** What may be compared, in words. */
export const CLOCKS = { elapsed_ns: 'elapsed time', cpu_ns: 'processor time of all its threads' };

/** @param {boolean} value @returns {string} */
export const yesNo = (value) => (value ? 'yes' : 'NO');
