/** The floor: what an await costs at least, when plain functions are called around it; one that suspends, around its step too. */
import { runProgram } from '../lib/python.mjs';
import { pairedRatio, spread } from '../lib/statistics.mjs';
import { CLOCKS, ratio, signed, table } from '../lib/text.mjs';

/** @typedef {{ variant: string, ns: number[] }} Variant nanoseconds per await, by round; the bare await is the first */
/** @typedef {{ python: string, clock: keyof typeof CLOCKS, variants: Variant[], steps: Variant[] }} Result */

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
    const args = [quick ? '3' : '11', clock];
    const { printed: variants } = await runProgram(python, 'floor', { lens: false, args });
    const { printed: steps } = await runProgram(python, 'step_floor', { lens: false, args });
    results.push({ python: python.version, clock, variants, steps });
    log(`Python ${python.version}`);
  }
  return results;
}

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  return [
    'What one await of a coroutine that does nothing costs, and what each thing noted about it adds: nanoseconds over the bare',
    'await, and in brackets how many times longer the loop takes than the bare one (as *noop* above). Median of the rounds,',
    `${CLOCKS[results[0]?.clock ?? 'elapsed_ns']}.`,
    '',
    ...variantTable(results, ({ variants }) => variants),
    '',
    'The same of an await that suspends, `asyncio.sleep(0)` (as *yield* above), with notes around the await, where its step is',
    'scheduled, and around the step. The last is the least that tells waiting from ready; the lens also finds what raised or ended',
    'unheard, who woke whom, what blocked, and its own cost.',
    '',
    ...variantTable(results, ({ steps }) => steps),
  ];
}

/** @param {Result[]} results @param {(result: Result) => Variant[]} pick @returns {string[]} */
function variantTable(results, pick) {
  const [first] = results;
  const names = first ? pick(first).map(({ variant }) => variant) : [];
  const rows = names.map((name, index) => [name, ...results.map((result) => cell(pick(result), index))]);
  return table(['', ...results.map(({ python }) => python)], rows);
}

/** @param {Variant[]} variants @param {number} index @returns {string} */
function cell(variants, index) {
  const bare = variants[0]?.ns ?? [];
  const each = variants[index]?.ns ?? [];
  if (index === 0) return `${spread(bare).median.toFixed(0)} ns`;
  const over = spread(each.map((ns, round) => ns - (bare[round] ?? 0))).median;
  return `${signed(over, 0)} (${ratio(pairedRatio(each, bare).median)})`;
}
