/** How long it takes from a click to the first line of the user's function, over the extension's own runner. */
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../../../scripts/lib/cleanup.mjs';
import { Failure, succeed } from '../../../scripts/lib/project.mjs';
import { program } from '../lib/python.mjs';
import { placeOf, requestOf, runner } from '../lib/runner.mjs';
import { spread } from '../lib/statistics.mjs';
import { duration, spreadText, table } from '../lib/text.mjs';

/** @typedef {import('../../../src/runner/worker.js').Place} Place */
/** @typedef {import('../../../src/runner/worker.js').Worker} Worker */
/** @typedef {{ python: string, rows: { what: string, samples_ns: number[] }[] }} Result */
/** @typedef {() => Promise<number>} Sample nanoseconds from its start to the program's first line */

export const name = 'startup';
export const title = 'Start-up';

/** How long a warm worker has waited, besides having said hello: a click comes seconds after the last run. */
const IDLE_MS = 100;

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result[]>}
 */
export async function measure({ few, quick }, log) {
  const { startRun, startWorker, WarmWorkers } = await runner();
  const results = [];
  for (const python of few) {
    const folder = temporaryFolder('bench');
    const place = placeOf(python, folder.path);
    const bare = (/** @type {string[]} */ ...args) => async () => {
      const began = process.hrtime.bigint();
      return until(await succeed('Starting Python', python.path, args, { cwd: folder.path }), began);
    };
    /** @type {Sample} */
    const cold = () => click(place, startRun);
    /** @type {Sample} */
    const warm = async () => {
      /** @type {Promise<Worker> | undefined} */
      let started;
      const workers = new WarmWorkers(undefined, (where) => (started = startWorker(where)));
      try {
        workers.keep(place);
        const worker = await started;
        while (worker?.python === null && worker.process.exitCode === null) await pause(5);
        await pause(IDLE_MS);
        if (worker?.process.exitCode !== null) throw new Failure(`Python ${python.version}: the warm worker has ended.`);
        return await click(place, startRun, workers);
      } finally {
        workers.dispose();
      }
    };
    /** @type {[what: string, sample: Sample][]} */
    const ways = [
      ['Python alone', bare('-c', 'import time; print(time.perf_counter_ns())')],
      ['Python, asyncio imported', bare('-c', 'import asyncio, time; print(time.perf_counter_ns())')],
      ['a program run by Python: its coroutine', bare(program('first_line'))],
      ['Run & time, a new worker', cold],
      ['Run & time, a warm worker', warm],
    ];
    try {
      const rows = ways.map(([what]) => ({ what, samples_ns: /** @type {number[]} */ ([]) }));
      // The first of each is not counted: it writes the `.pyc` files, and reads from the disk.
      for (let round = -1; round < (quick ? 5 : 20); round += 1) {
        for (const [index, [, sample]] of ways.entries()) {
          const ns = await sample();
          if (round >= 0) rows[index]?.samples_ns.push(ns);
        }
      }
      results.push({ python: python.version, rows });
    } finally {
      folder.remove();
    }
    log(`Python ${python.version}`);
  }
  return results;
}

/**
 * @param {Place} place
 * @param {typeof import('../../../src/runner/run.js').startRun} startRun
 * @param {import('../../../src/runner/warm.js').WarmWorkers} [warm]
 * @returns {Promise<number>}
 */
async function click(place, startRun, warm) {
  let printed = '';
  const request = requestOf('first_line', 'first_line');
  const began = process.hrtime.bigint();
  const end = await startRun({ ...place, request }, { onOutput: (_stream, chunk) => { printed += chunk.toString(); } }, warm).result;
  if (!/^\d+\s/.test(printed)) throw new Failure(`The run did not come to its first line: ${JSON.stringify(end).slice(0, 1000)} ${printed}`);
  return until(printed, began);
}

/** @param {string} printed the clock at the first line @param {bigint} began @returns {number} */
const until = (printed, began) => Number(BigInt(printed.trim()) - began);

/**
 * @param {Result[]} results
 * @returns {string[]} lines of Markdown
 */
export function render(results) {
  return [
    "From the click (the call of the extension's own runner) to the first line of the user's function: median (least–most). A warm",
    'worker was started after the run before, and is used once.',
    ...results.flatMap(({ python, rows }) => [
      '', `### Python ${python}`, '', ...table(['', 'to the first line'], rows.map(({ what, samples_ns }) => [what, spreadText(spread(samples_ns), duration)])),
    ]),
  ];
}
