/** What the lens costs: how much longer five programs take under it than bare, and under its peers. */
import { join } from 'node:path';
import { temporaryFolder } from '../../../scripts/lib/cleanup.mjs';
import { Failure } from '../../../scripts/lib/project.mjs';
import { debianPeers } from '../lib/debian-peers.mjs';
import { BARE, LENS, modesOf } from '../lib/modes.mjs';
import { lastLine, LIMIT_MS, output, program } from '../lib/python.mjs';
import { pairedRatio, spread } from '../lib/statistics.mjs';
import { CLOCKS, duration, ratio, spreadText, table, yesNo } from '../lib/text.mjs';

/** @typedef {import('../../../scripts/lib/pythons.mjs').Python} Python */
/** @typedef {import('../lib/modes.mjs').Mode} Mode */
/** @typedef {import('../lib/statistics.mjs').Spread} Spread */

/** The programs with the slowdown that the lens is to stay below on REFERENCE. @type {Record<string, number>} */
const TARGETS = { noop: 3.0, yield: 1.6, compute: 1.02, 'fan-out': 2.2, echo: 1.15 };
const REFERENCE = '3.12.';
/** How many times more rounds there are where there is a target to meet. */
const REFERENCE_ROUNDS = 3;

/** @typedef {Record<keyof typeof CLOCKS, number>} Sample from before `asyncio.run` to after it */
/**
 * @typedef {object} Row one program under one mode
 * @property {string} program
 * @property {string} mode
 * @property {Sample[]} samples by round
 * @property {boolean} ended whether it always came to its end in time
 */
/** @typedef {{ clock: keyof Sample, missing: string[], python: string, rows: Row[] }} Result `clock`: what is compared */

export const name = 'cost';
export const title = 'Cost';
export const programs = Object.keys(TARGETS);

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result[]>}
 */
export async function measure({ pythons, programs: chosen, rounds, seconds, clock, quick }, log) {
  const folders = await debianPeers();
  /** @type {Result[]} */
  const results = [];
  for (const python of pythons) {
    const { modes, missing } = await modesOf(python, folders);
    /** @type {Result} */
    const result = { python: python.version, clock, missing, rows: [] };
    results.push(result);
    const itsRounds = python.version.startsWith(REFERENCE) && !quick ? rounds * REFERENCE_ROUNDS : rounds;
    for (const each of chosen) {
      result.rows.push(...await compare(python, each, modes, { rounds: itsRounds, seconds }));
      log(`Python ${python.version}, ${each}: ${ratio(slowdown(result, each, LENS).median)}`);
    }
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
  const all = modes.map((mode) => ({ mode, spent: 0, row: /** @type {Row} */ ({ program: name, mode: mode.name, samples: [], ended: true }) }));
  for (let round = 0; round < rounds; round += 1) {
    const due = all.filter(({ mode, spent }) => mode.name === BARE || mode.name === LENS || spent < seconds);
    for (const each of round % 2 === 0 ? due : due.reverse()) {
      const began = Date.now();
      const taken = await sample(python, name, each.mode);
      if (taken === null && each.mode.name === BARE) throw new Failure(`Python ${python.version}: ${name} took longer than ${LIMIT_MS / 1000} s.`);
      each.spent += taken === null ? Infinity : (Date.now() - began) / 1000;
      if (taken === null) each.row.ended = false;
      else each.row.samples.push(taken);
    }
  }
  return all.map(({ row }) => row);
}

/**
 * @param {Python} python
 * @param {string} name
 * @param {Mode} mode
 * @returns {Promise<Sample | null>} null when it took too long
 */
async function sample(python, name, mode) {
  const folder = temporaryFolder('bench');
  try {
    const text = await output(python, [...mode.before(join(folder.path, 'out')), program(name)], mode.env);
    return text === null ? null : ownTimes(text);
  } finally {
    folder.remove();
  }
}

/** Some peers print remarks after what the program printed. @param {string} text @returns {Sample} */
function ownTimes(text) {
  return lastLine(text.split('\n').filter((line) => line.startsWith('{"elapsed_ns"')).join('\n'));
}

/** @param {Result} result @param {string} program @param {string} mode @returns {number[]} nanoseconds, by round */
function samplesOf({ clock, rows }, program, mode) {
  return (rows.find((row) => row.program === program && row.mode === mode)?.samples ?? []).map((each) => each[clock]);
}

/** @param {Result} result @param {string} program @param {string} mode @returns {Spread} infinite when it did not end in time */
function slowdown(result, program, mode) {
  const ended = result.rows.every((row) => row.program !== program || row.mode !== mode || row.ended);
  return ended ? pairedRatio(samplesOf(result, program, mode), samplesOf(result, program, BARE)) : spread([Infinity]);
}

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  return [
    `How many times longer a program takes than bare (${CLOCKS[results[0]?.clock ?? 'elapsed_ns']}): median (least–most) of the rounds,`,
    'each against the bare run of the same round. Every sample is a process of its own; start-up is not in it. What took longer than',
    `${LIMIT_MS / 1000} s was ended.`,
    ...results.flatMap(renderPython),
  ];
}

/** @param {Result} result @returns {string[]} */
function renderPython(result) {
  const { python, missing, rows } = result;
  const columns = [...new Set(rows.map(({ program }) => program))];
  const modes = [...new Set(rows.map(({ mode }) => mode))];
  const median = (/** @type {string} */ mode, /** @type {string} */ program) => slowdown(result, program, mode).median;
  const cell = (/** @type {string} */ mode, /** @type {string} */ program) => {
    const bare = spread(samplesOf(result, program, BARE)).median;
    if (mode === BARE) return duration(bare);
    const times = slowdown(result, program, mode);
    if (times.median === Infinity) return `over ${ratio(LIMIT_MS * 1e6 / bare)}`;
    return samplesOf(result, program, mode).length === 1 ? ratio(times.median) : spreadText(times, ratio);
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
