/** The extension's own code that runs functions (`src/runner`), so that it is measured as it is. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../../scripts/lib/project.mjs';
import { program, workerFolder } from './python.mjs';

/** @typedef {typeof import('../../../src/runner/run.js') & typeof import('../../../src/runner/warm.js') & typeof import('../../../src/runner/worker.js')} Runner */

/** @returns {Promise<Runner>} */
export async function runner() {
  const outfile = join(root, 'out', 'bench', 'runner.mjs');
  const contents = ['run', 'warm', 'worker'].map((name) => `export * from './${name}.ts';`).join('\n');
  await build({
    stdin: { contents, resolveDir: join(root, 'src', 'runner') }, outfile, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}

/**
 * @param {import('../../../scripts/lib/pythons.mjs').Python} python
 * @param {string} cwd
 * @returns {import('../../../src/runner/worker.js').Place}
 */
export function placeOf({ path, version }, cwd) {
  return { interpreter: { command: path, args: [], version, executable: path }, workerFolder, cwd, env: process.env };
}

/**
 * @param {string} name of `programs/`
 * @param {string} qualname
 * @param {string} [args] as Python
 * @returns {import('../../../src/shared/protocol.js').RunRequest}
 */
export function requestOf(name, qualname, args = '') {
  return {
    file: program(name), qualname, line: null, source: null, arguments: args, instance: null, root: null, timeout: 30, block_threshold_ms: 50,
  };
}
