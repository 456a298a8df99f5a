/** The ways in which a program is run: bare, under the lens, under each peer. */
import { delimiter } from 'node:path';
import { output, LENS_ENVIRONMENT } from './python.mjs';

/** @typedef {import('../../../scripts/lib/pythons.mjs').Python} Python */

/**
 * @typedef {object} Mode
 * @property {string} name
 * @property {string} [module] the Python module that it needs; none for what Python has itself
 * @property {(out: string) => string[]} before what comes before the program; `out` is a file it may write
 * @property {Record<string, string>} env
 */

export const BARE = 'bare';
export const LENS = 'Await Lens';

/** Each as its own documentation says for asynchronous programs. @type {Mode[]} */
const MODES = [
  { name: BARE, before: () => [], env: {} },
  { name: LENS, before: (out) => ['-m', 'await_lens', '--json', out], env: LENS_ENVIRONMENT },
  { name: 'cProfile', before: (out) => ['-m', 'cProfile', '-o', out], env: {} },
  { name: 'asyncio debug', before: () => [], env: { PYTHONASYNCIODEBUG: '1' } },
  { name: 'VizTracer', module: 'viztracer', before: (out) => ['-m', 'viztracer', '--log_async', '--quiet', '-o', `${out}.json`], env: {} },
  { name: 'pyinstrument', module: 'pyinstrument', before: (out) => ['-m', 'pyinstrument', '-r', 'session', '-o', out], env: {} },
  { name: 'yappi', module: 'yappi', before: (out) => ['-m', 'yappi', '-c', 'wall', '-o', out], env: {} },
];

/**
 * @param {Python} python
 * @param {string[]} folders where modules may be that are not installed
 * @returns {Promise<{ modes: Mode[], missing: string[] }>} what this Python can be run under, and the names of the rest
 */
export async function modesOf(python, folders) {
  const modes = [];
  const missing = [];
  for (const mode of MODES) {
    const path = mode.module === undefined ? '' : await pathOf(python, mode.module, folders);
    if (path === null) missing.push(mode.name);
    else modes.push(path === '' ? mode : { ...mode, env: { ...mode.env, PYTHONPATH: [path, mode.env.PYTHONPATH ?? ''].filter(Boolean).join(delimiter) } });
  }
  return { modes, missing };
}

/**
 * @param {Python} python
 * @param {string} module
 * @param {string[]} folders
 * @returns {Promise<string | null>} the folder that it is imported from; empty for an installed one, null for none
 */
async function pathOf(python, module, folders) {
  for (const path of ['', ...folders]) {
    const found = await output(python, ['-c', `import ${module}`], { PYTHONPATH: path }).catch(() => null);
    if (found !== null) return path;
  }
  return null;
}
