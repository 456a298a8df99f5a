/** The extension's own code that runs functions (`src/runner`), so that it is measured as it is. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../../scripts/lib/project.mjs';

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
