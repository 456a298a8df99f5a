/** The floor: what an await that does not suspend costs at least, when plain functions are called around it. */
import { runProgram } from '../lib/python.mjs';
import { pairedRatio, spread } from '../lib/statistics.mjs';
import { CLOCKS, ratio, signed, table } from '../lib/text.mjs';

/** @typedef {{ variant: string, ns: number[] }} Variant nanoseconds per await, by round; the bare await is the first */
/** @typedef {{ python: string, clock: keyof typeof CLOCKS, variants: Variant[] }} Result */

export const name = 'floor';
export const title = 'Floor';

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result[]>}
 */
export async function measure({ pythons, quick, clock }, log) {
  const results = [];
  for (const python of pythons) {
    const { printed } = await runProgram(python, 'floor', { lens: false, args: [quick ? '3' : '11', clock] });
    results.push({ python: python.version, clock, variants: printed });
    log(`Python ${python.version}`);
  }
  return results;
}

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  const names = results[0]?.variants.map(({ variant }) => variant) ?? [];
  const rows = names.map((name, index) => [name, ...results.map(({ variants }) => cell(variants, index))]);
  return [
    'What one await of a coroutine that does nothing costs, and what each thing noted about it adds: nanoseconds over the bare',
    'await, and in brackets how many times longer the loop takes than the bare one (as *noop* above). Median of the rounds,',
    `${CLOCKS[results[0]?.clock ?? 'elapsed_ns']}.`,
    '',
    ...table(['', ...results.map(({ python }) => python)], rows),
  ];
}

/** @param {Variant[]} variants @param {number} index @returns {string} */
function cell(variants, index) {
  const bare = variants[0]?.ns ?? [];
  const each = variants[index]?.ns ?? [];
  if (index === 0) return `${spread(bare).median.toFixed(0)} ns`;
  const over = spread(each.map((ns, round) => ns - (bare[round] ?? 0))).median;
  return `${signed(over, 0)} (${ratio(pairedRatio(each, bare).median)})`;
}
