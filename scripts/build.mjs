/**
 * Bundles the extension host's code and the panels' into `dist/`, and with `--tests` the tests into `out/test/`.
 *   node scripts/build.mjs [--tests] [--production]
 */
import { readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { root } from './lib/project.mjs';

const production = process.argv.includes('--production');

const common = /** @satisfies {import('esbuild').BuildOptions} */ ({
  absWorkingDir: root,
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
  metafile: true,
});

const forNode = /** @satisfies {import('esbuild').BuildOptions} */ ({
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', 'mocha', 'playwright-core', 'axe-core'],
});

/**
 * Removes what an earlier build left in a folder. Afterwards, so that a VS Code that is running from it finds its files.
 * @param {string} folder
 * @param {import('esbuild').BuildResult<{ metafile: true }>[]} results
 */
function removeOthers(folder, results) {
  const written = new Set(results.flatMap((result) => Object.keys(result.metafile.outputs)));
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !written.has(relative(root, path).replaceAll('\\', '/'))) rmSync(path);
  }
}

const bundles = await Promise.all([
  build({ ...forNode, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js' }),
  build({
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryPoints: { panel: 'src/webview/main.tsx', proof: 'src/webview/proof/main.tsx' },
    outdir: 'dist',
  }),
]);
removeOthers('dist', bundles);

if (process.argv.includes('--tests')) {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.startsWith('fixtures'))
    .map((path) => `test/${path}`);
  // Beside the source tree and not in it: a test finds the project by `process.cwd()` or PROJECT_ROOT.
  const define = { PROJECT_ROOT: JSON.stringify(root) };
  // One of each for all tests of a process: what they have started is shared.
  const external = [...forNode.external, './harness.js', '*/realReports.js'];
  removeOthers('out/test', [await build({ ...forNode, external, packages: 'external', entryPoints: tests, outbase: '.', outdir: 'out', define })]);
}
