/** How a benchmark runs a Python program: in a process of its own, under an environment that does not vary. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../scripts/lib/cleanup.mjs';
import { Failure, root, run } from '../../../scripts/lib/project.mjs';

/** @typedef {import('../../../scripts/lib/pythons.mjs').Python} Python */

/** Folder of the Python package `await_lens`. */
export const workerFolder = join(root, 'src', 'worker');

/** @param {string} name @returns {string} absolute path of a program of `programs/` */
export const program = (name) => join(root, 'test', 'bench', 'programs', `${name}.py`);

/** How long one process may take, in milliseconds. */
export const LIMIT_MS = 45_000;

/**
 * glibc moves its threshold for large blocks when one is freed, which makes all that follows faster or slower: it is
 * fixed, as is the order of sets. No `.pyc` is written beside the programs.
 */
const ENVIRONMENT = {
  MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1',
  PYTHONASYNCIODEBUG: '', PYTHONDEVMODE: '', PYTHONPATH: '', PYTHONIOENCODING: 'utf-8',
};

/**
 * @param {Python} python
 * @param {string[]} args
 * @param {Record<string, string>} [env] over that of every benchmark
 * @returns {Promise<string | null>} what it printed; null when it took longer than LIMIT_MS
 * @throws {Failure} when it failed.
 */
export async function output(python, args, env = {}) {
  const { status, output, stdout } = await run(python.path, args, { env: { ...process.env, ...ENVIRONMENT, ...env }, limit: LIMIT_MS });
  if (status === null) return null;
  if (status !== 0) throw new Failure(`Python ${python.version} ${args.join(' ')} ended with ${status}:\n${output.slice(-2000)}`);
  return stdout;
}

/**
 * @param {string} text what a program printed
 * @returns {any} the JSON of its last line
 */
export const lastLine = (text) => JSON.parse(text.trim().split('\n').at(-1) ?? '');

/** The environment in which `python -m await_lens` is found. */
export const LENS_ENVIRONMENT = { PYTHONPATH: workerFolder };

/**
 * Runs a program as it is, or under the lens as one does by hand.
 * @param {Python} python
 * @param {string} name of `programs/`
 * @param {{ lens: boolean, args?: string[] }} options
 * @returns {Promise<{ printed: any, report: any, reportBytes: number }>} the JSON of its last line; the report under the lens
 * @throws {Failure} when it failed, or took longer than LIMIT_MS.
 */
export async function runProgram(python, name, { lens, args = [] }) {
  const folder = temporaryFolder('bench');
  const file = join(folder.path, 'report.json');
  try {
    const words = [program(name), ...args];
    const text = lens ? await output(python, ['-m', 'await_lens', '--json', file, ...words], LENS_ENVIRONMENT) : await output(python, words);
    if (text === null) throw new Failure(`Python ${python.version}: ${name} ${lens ? 'under the lens ' : ''}took longer than ${LIMIT_MS / 1000} s.`);
    const report = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return { printed: lastLine(text), report: report && JSON.parse(report), reportBytes: Buffer.byteLength(report) };
  } finally {
    folder.remove();
  }
}
