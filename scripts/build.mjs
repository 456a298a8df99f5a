/**
 * Bundles the extension host's code and the panel's into `dist/`, and with `--tests` the tests into `out/test/`.
 *   node scripts/build.mjs [--tests] [--production]
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const forNode = { ...common, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode', 'mocha', 'playwright-core', 'axe-core'] };

rmSync(join(root, 'dist'), { recursive: true, force: true });
await Promise.all([
  build({ ...forNode, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js' }),
  build({
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryPoints: { panel: 'src/webview/main.tsx' },
    outdir: 'dist',
  }),
]);

if (process.argv.includes('--tests')) {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('fixtures'))
    .map((path) => `test/${path}`);
  rmSync(join(root, 'out'), { recursive: true, force: true });
  // Beside the source tree and not in it: a test finds the project by `process.cwd()` or PROJECT_ROOT.
  await build({ ...forNode, entryPoints: tests, outbase: '.', outdir: 'out', define: { PROJECT_ROOT: JSON.stringify(root) } });
}
