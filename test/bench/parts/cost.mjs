/** What the lens costs: how much longer five programs take under it than bare, and under its peers. */
import { join } from 'node:path';
import { temporaryFolder } from '../../../scripts/lib/cleanup.mjs';
import { Failure } from '../../../scripts/lib/project.mjs';
import { debianPeers } from '../lib/debian-peers.mjs';
import { BARE, LENS, modesOf } from '../lib/modes.mjs';
import { lastLine, LIMIT_MS, output, program } from '../lib/python.mjs';
import { pairedRatio, spread } from '../lib/statistics.mjs';
import { duration, ratio, spreadText, table, yesNo } from '../lib/text.mjs';

/** @typedef {import('../../../scripts/lib/pythons.mjs').Python} Python */
/** @typedef {import('../lib/modes.mjs').Mode} Mode */
/** @typedef {import('../lib/statistics.mjs').Spread} Spread */

/** The programs with the slowdown that the lens is to stay below on REFERENCE. @type {Record<string, number>} */
const TARGETS = { noop: 3.0, yields: 1.6, compute: 1.02, fan_out: 2.2, echo: 1.15 };
const REFERENCE = '3.12.';

/**
 * @typedef {object} Row one program under one mode
 * @property {string} program
 * @property {string} mode
 * @property {number[]} samples_ns by round
 * @property {Spread | null} ratio to the bare sample of the same round; null when it did not come to its end
 */
/** @typedef {{ python: string, missing: string[], rows: Row[] }} Result */

export const name = 'cost';
export const title = 'Cost';
export const programs = Object.keys(TARGETS);

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result[]>}
 */
export async function measure({ pythons, programs: chosen, rounds, seconds }, log) {
  const folders = await debianPeers();
  const results = [];
  for (const python of pythons) {
    const { modes, missing } = await modesOf(python, folders);
    const rows = [];
    for (const each of chosen) {
      rows.push(...await compare(python, each, modes, { rounds, seconds }));
      const lens = rows.at(1 - modes.length)?.ratio;
      log(`Python ${python.version}, ${each}: ${lens ? ratio(lens.median) : 'not ended'}`);
    }
    results.push({ python: python.version, missing, rows });
  }
  return results;
}

/**
 * Runs a program under each mode in turn, round by round, so that what else the machine does meets all of them. The
 * lens is in every round; a peer drops out when it has used up its time.
 * @param {Python} python
 * @param {string} name
 * @param {Mode[]} modes the bare one first
 * @param {{ rounds: number, seconds: number }} bounds
 * @returns {Promise<Row[]>}
 */
async function compare(python, name, modes, { rounds, seconds }) {
  const all = modes.map((mode) => ({ mode, samples: /** @type {number[]} */ ([]), spent: 0, ended: true }));
  for (let round = 0; round < rounds; round += 1) {
    const due = all.filter(({ mode, spent }) => mode.name === BARE || mode.name === LENS || spent < seconds);
    for (const each of round % 2 === 0 ? due : due.reverse()) {
      const began = Date.now();
      const ns = await sample(python, name, each.mode);
      if (ns === null && each.mode.name === BARE) throw new Failure(`Python ${python.version}: ${name} took longer than ${LIMIT_MS / 1000} s.`);
      each.spent += ns === null ? Infinity : (Date.now() - began) / 1000;
      if (ns === null) each.ended = false;
      else each.samples.push(ns);
    }
  }
  const bare = all[0]?.samples ?? [];
  return all.map(({ mode, samples, ended }) => ({
    program: name, mode: mode.name, samples_ns: samples, ratio: ended ? pairedRatio(samples, bare) : null,
  }));
}

/**
 * @param {Python} python
 * @param {string} name
 * @param {Mode} mode
 * @returns {Promise<number | null>} nanoseconds from before to after its `asyncio.run`; null when that took too long
 */
async function sample(python, name, mode) {
  const folder = temporaryFolder('bench');
  try {
    const text = await output(python, [...mode.before(join(folder.path, 'out')), program(name)], mode.env);
    return text === null ? null : ownTime(text);
  } finally {
    folder.remove();
  }
}

/** Some peers print remarks after what the program printed. @param {string} text @returns {number} */
function ownTime(text) {
  return lastLine(text.split('\n').filter((line) => /^\d+$/.test(line.trim())).join('\n'));
}

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  return [
    'How many times longer a program takes than bare: median (least–most) of the rounds, each against the bare run of the same',
    `round. Every sample is a process of its own; start-up is not in it. What took longer than ${LIMIT_MS / 1000} s was ended.`,
    ...results.flatMap(renderPython),
  ];
}

/** @param {Result} result @returns {string[]} */
function renderPython({ python, missing, rows }) {
  const columns = [...new Set(rows.map(({ program }) => program))];
  const modes = [...new Set(rows.map(({ mode }) => mode))];
  const row = (/** @type {string} */ mode, /** @type {string} */ program) => /** @type {Row} */ (rows.find((each) => each.mode === mode && each.program === program));
  const median = (/** @type {string} */ mode, /** @type {string} */ program) => row(mode, program).ratio?.median ?? Infinity;
  const cell = (/** @type {string} */ mode, /** @type {string} */ program) => {
    const { samples_ns: samples, ratio: times } = row(mode, program);
    const bare = spread(row(BARE, program).samples_ns);
    if (mode === BARE) return duration(bare.median);
    if (times === null) return `over ${ratio(LIMIT_MS * 1e6 / bare.median)}`;
    return samples.length === 1 ? ratio(times.median) : spreadText(times, ratio);
  };
  const line = (/** @type {string} */ head, /** @type {(program: string) => string} */ text) => [head, ...columns.map(text)];
  const peers = modes.filter((mode) => mode !== BARE && mode !== LENS);
  const lines = modes.map((mode) => line(mode, (program) => cell(mode, program)));
  lines.push(line('below every peer', (program) => {
    const lower = peers.filter((peer) => median(peer, program) <= median(LENS, program));
    return lower.length === 0 ? yesNo(true) : `${yesNo(false)}: ${lower.join(', ')}`;
  }));
  if (python.startsWith(REFERENCE)) {
    lines.push(line('target', (program) => (TARGETS[program] ?? 0).toFixed(2)));
    lines.push(line('target met', (program) => yesNo(median(LENS, program) <= (TARGETS[program] ?? 0))));
  }
  const remark = missing.length > 0 ? ['', `Missing, as this Python cannot import them: ${missing.join(', ')}.`] : [];
  return ['', `### Python ${python}`, '', ...table(['', ...columns], lines), ...remark];
}
