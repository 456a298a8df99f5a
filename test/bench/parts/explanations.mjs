/** How many await points are explained by what they are, and not by a general sentence that fits any of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../../scripts/lib/project.mjs';
import { output } from '../lib/python.mjs';
import { table } from '../lib/text.mjs';

/** @typedef {{ name: string, points: number, specific: number, kinds: number }} Row */

export const name = 'explanations';
export const title = 'Explanations';

/** The share that the project promises. */
const GOAL = 0.9;

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Row[]>}
 */
export async function measure({ pythons }, log) {
  const { explained, documentedSnippets } = await analysis();
  /** @type {[string, string[]][]} */
  const sources = [['documentation-style snippets', documentedSnippets(root)]];
  for (const python of pythons) {
    const folder = (await output(python, ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))']))?.trim();
    if (folder) sources.push([`standard library of ${python.version}`, textsOf(folder)]);
  }
  return sources.map(([name, texts]) => {
    const { points, specific, rules } = explained(texts);
    log(`${name}: ${specific} of ${points}`);
    return { name, points, specific, kinds: Object.keys(rules).length };
  });
}

/**
 * @param {Row[]} rows
 * @returns {string[]} lines of Markdown
 */
export function render(rows) {
  const percent = (/** @type {Row} */ { points, specific }) => `${((specific / Math.max(1, points)) * 100).toFixed(1)} %`;
  return [
    `Await points that the code alone explains by what they are, rather than by a general sentence; the goal is ${GOAL * 100} %. The`,
    'standard library with its tests, as far as they are installed.',
    '',
    ...table(['', 'await points', 'specific', 'share', 'kinds'], rows.map((row) => [row.name, `${row.points}`, `${row.specific}`, percent(row), `${row.kinds}`])),
  ];
}

/** @returns {Promise<typeof import('../../unit/analysis/explained.js')>} the analysis as the extension runs it */
async function analysis() {
  const { outputFiles: [file] } = await build({
    entryPoints: [join(root, 'test', 'unit', 'analysis', 'explained.ts')], bundle: true, format: 'esm', platform: 'node', write: false, logLevel: 'error',
  });
  return import(`data:text/javascript;base64,${Buffer.from(/** @type {import('esbuild').OutputFile} */ (file).contents).toString('base64')}`);
}

/** @param {string} folder @returns {string[]} of its Python files, without installed packages and files that Python cannot read */
function textsOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py') && !/site-packages|dist-packages|lib2to3|[/\\]bad/.test(path))
    // Debian has links there to files that are not installed.
    .filter((path) => existsSync(join(folder, path)))
    .map((path) => readFileSync(join(folder, path), 'latin1'));
}
