/**
 * Runs every part of the tests, or those that are named, and says how many checks passed.
 *   npm test [-- PART …]     parts: typecheck lint build unit worker package editor ui
 * A part that fails or cannot run does not stop the others; it makes the whole fail. What a part leaves behind, a
 * process or a temporary file, is a failure too. The parts run one after the other, since many of their tests go by the
 * clock; only those that are quiet, and the downloads, run beside them.
 */
import { watchLeftovers } from './lib/leftovers.mjs';
import { parts } from './lib/parts.mjs';
import { Failure, script } from './lib/project.mjs';

/** @typedef {import('./lib/parts.mjs').Part} Part */
/** @typedef {import('./lib/parts.mjs').Count} Count */

await script(async () => {
  const chosen = choose(process.argv.slice(2));
  const fetched = fetchInTurn(chosen);
  /** @param {Part} part */
  const timed = async (part) => {
    const started = Date.now();
    const counts = await runPart(part);
    return { name: part.name, seconds: (Date.now() - started) / 1000, counts };
  };
  // All of them at once: while the first downloads are under way they have the machine for themselves.
  const beside = Promise.all(chosen.filter(({ quiet }) => quiet).map(timed));
  const results = await inTurn(chosen.filter(({ quiet }) => !quiet), async (part) => {
    await fetched.get(part);
    console.log(`\n── ${part.name} ${'─'.repeat(Math.max(0, 76 - part.name.length))}`);
    return timed(part);
  });
  results.unshift(...(await beside));

  console.log(`\n── summary ${'─'.repeat(69)}`);
  for (const { name, seconds, counts } of results) {
    console.log(`${name} (${seconds.toFixed(1)} s)`);
    for (const { what, passed, failed, skipped, failures = [], retries = [] } of counts) {
      console.log(`  ${failed > 0 ? '✗' : '✔'} ${what}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} SKIPPED` : ''}${retries.length > 0 ? `, ${retries.length} TRIED AGAIN` : ''}`);
      for (const failure of failures) console.log(`      ✗ ${brief(failure)}`);
      for (const retry of retries) console.log(`      ↻ ${brief(retry)}`);
    }
  }
  const all = results.flatMap(({ counts }) => counts);
  const sum = (/** @type {'passed' | 'failed'} */ key) => all.reduce((total, count) => total + count[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
});

/**
 * @param {string} text of any length
 * @returns {string} one line of it that fits the summary
 */
function brief(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/**
 * @template In, Out
 * @param {In[]} items
 * @param {(item: In) => Promise<Out>} work is at one item at a time
 * @returns {Promise<Out[]>}
 */
async function inTurn(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/**
 * Starts the downloads, one part's after the other's.
 * @param {Part[]} chosen
 * @returns {Map<Part, Promise<unknown>>} for each part, when its own are done. What failed is tried again by the part
 *   itself, which then says why.
 */
function fetchInTurn(chosen) {
  let last = Promise.resolve();
  return new Map(chosen.map((part) => [part, last = last.then(() => part.fetch?.()).then(() => {}, () => {})]));
}

/**
 * @param {string[]} names none for all
 * @returns {Part[]} in their order, with those that they need
 */
function choose(names) {
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) throw new Failure(`No such part: ${unknown.join(', ')}. There are ${parts.map(({ name }) => name).join(', ')}.`);
  if (names.length === 0) return parts;
  const needed = new Set(names);
  for (const name of needed) parts.find((part) => part.name === name)?.needs.forEach((need) => needed.add(need));
  return parts.filter(({ name }) => needed.has(name));
}

/**
 * @param {Part} part
 * @returns {Promise<Count[]>}
 */
async function runPart(part) {
  const leftovers = watchLeftovers();
  /** @type {Count[]} */
  let counts = [];
  try {
    counts = await part.run(leftovers.env);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    counts = [{ what: `${part.name} could not run`, passed: 0, failed: 1 }];
  }
  const left = await leftovers.check();
  for (const line of left) console.error(line);
  if (left.length > 0) counts.push({ what: `${part.name} left ${left.length} behind`, passed: 0, failed: left.length });
  for (const { what, passed, atLeast } of [...counts]) {
    if (atLeast === undefined || passed >= atLeast) continue;
    counts.push({ what: `${what}: only ${passed} tests passed, at least ${atLeast} are expected`, passed: 0, failed: 1 });
  }
  return counts;
}
