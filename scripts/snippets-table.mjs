/**
 * Writes `docs/snippets.md` from the snippet file.
 *   node scripts/snippets-table.mjs [--check]    --check: writes nothing, and fails where the file is out of date
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Failure, root, script } from './lib/project.mjs';

const FILE = join(root, 'docs', 'snippets.md');

await script(async () => {
  const document = page(await patterns());
  if (!process.argv.includes('--check')) writeFileSync(FILE, document);
  else if (readFileSync(FILE, 'utf8') !== document) throw new Failure('docs/snippets.md is not what the snippet file says: run `node scripts/snippets-table.mjs`.');
});

/** @returns {Promise<readonly import('../src/analysis/patterns/patterns.js').Pattern[]>} as the extension reads them */
async function patterns() {
  const { outputFiles: [file] } = await build({
    entryPoints: [join(root, 'src', 'analysis', 'patterns', 'patterns.ts')], bundle: true, format: 'esm', platform: 'node', write: false, logLevel: 'error',
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(/** @type {import('esbuild').OutputFile} */ (file).contents).toString('base64')}`);
  return module.PATTERNS;
}

/** @param {Awaited<ReturnType<typeof patterns>>} all @returns {string} */
function page(all) {
  const rows = all.map(({ prefix, name, purpose, timing, python, needs }) =>
    [`\`${prefix}\``, name, purpose, timing ?? '', `3.${python}${needs === null ? '' : `, ${needs}`}`]);
  const lines = [['prefix', 'pattern', 'what it is for', 'it takes', 'from Python'], ['---', '---', '---', '---', '---'], ...rows];
  return `# Snippets

${all.length} patterns of coroutines, made from \`snippets/python.json\` by \`node scripts/snippets-table.mjs\`. Each is a whole program that runs as it is
inserted: its tests insert it in a real VS Code, compile it on every Python that it is for, run it, and where it says how long it takes,
time it. \`aio-aiohttp\` and \`aio-httpx\` ask two example pages of the network; \`aio-server\` and \`aio-shutdown\` go on until they are stopped.

Type a prefix and accept the suggestion, or run **Await Lens: Insert Async Pattern…**, from the palette or the editor's context
menu. It shows each pattern's code below the editor, says when the project's Python is too old for it, and fits it to where the cursor is:

- At the module's level the whole pattern is inserted, with two blank lines around; without \`if __name__ == "__main__":\` where the file
  has that already.
- In an \`async def\` only the body of its \`main\` is inserted. Functions that stand for your own, such as \`say_hello\`, are left out, and
  their names are the first to type over; what else the pattern needs, such as the function \`retry\`, goes above the function
  or class around.
- In a class or a plain function its definitions are inserted.
- Nothing that stands on the line of the cursor is changed: what comes in goes below it, with the indentation of the file.
- Imports that are missing are added once, in their place at the top. One undo takes all of it back.

${lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}
`;
}
