import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as projectScript from '../../scripts/lib/project.mjs';
import type * as serverScript from '../../scripts/lib/vscode-server.mjs';
import { isReport } from '../../src/shared/report.js';
import { zipEntries } from './zip.js';

const SIZE_LIMIT = 1_000_000;

// Imported when run, because they find the project by where they stand.
const script = (name: string): Promise<unknown> => import(pathToFileURL(join(PROJECT_ROOT, 'scripts', 'lib', name)).href);

/** Files below a folder, relative to `base`, with slashes. */
function filesBelow(folder: string, base: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

describe('The VSIX', () => {
  let project: typeof projectScript;
  before(async () => {
    project = (await script('project.mjs')) as typeof projectScript;
  });

  it('holds every file that runs, and no other', () => {
    const source = (folder: string): string[] => filesBelow(join(PROJECT_ROOT, folder), PROJECT_ROOT);
    const expected = [
      ...['package.json', 'readme.md', 'changelog.md', 'LICENSE.txt', 'dist/extension.js', 'dist/panel.js', 'dist/proof.js'],
      ...source('src/worker/await_lens').filter((path) => path.endsWith('.py')),
      ...source('snippets'),
      ...source('media'),
    ].map((path) => `extension/${path}`);
    const entries = zipEntries(project.vsixPath);
    assert.deepEqual([...entries.keys()].sort(), ['[Content_Types].xml', 'extension.vsixmanifest', ...expected].sort());
    for (const path of ['extension/dist/extension.js', 'extension/dist/panel.js', 'extension/dist/proof.js', 'extension/src/worker/await_lens/__main__.py']) {
      assert.ok((entries.get(path) ?? 0) > 100, `${path} is empty`);
    }
  });

  it('is under 1 MB', () => {
    const { size } = statSync(project.vsixPath);
    assert.ok(size < SIZE_LIMIT, `it has ${size} bytes`);
  });

  it('installs into an empty VS Code, and its worker runs a file from there', async () => {
    const { startServer } = (await script('vscode-server.mjs')) as typeof serverScript;
    const server = await startServer({ vsix: project.vsixPath });
    const scratch = mkdtempSync(join(tmpdir(), 'await-lens-package-'));
    try {
      const { extensionId, manifest } = project;
      const folders = readdirSync(server.extensions, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      const installed = folders.map(({ name }) => name).join();
      assert.ok(new RegExp(`^${extensionId}-${manifest.version}[^,]*$`).test(installed), installed);

      const folder = join(scratch, 'un été à la mer');
      mkdirSync(folder);
      const file = join(folder, 'hello.py');
      writeFileSync(file, 'import asyncio\n\n\nasync def main():\n    await asyncio.sleep(0.1)\n    return "done"\n');
      const worker = join(server.extensions, installed, 'src', 'worker');
      const python = process.platform === 'win32' ? 'python' : 'python3';
      const env = { ...process.env, PYTHONPATH: worker };
      const report: unknown = JSON.parse(execFileSync(python, ['-m', 'await_lens', `${file}::main`, '--json', '-'], { env, cwd: scratch, encoding: 'utf8' }));
      assert.ok(isReport(report), JSON.stringify(report));
      assert.equal(report.outcome, 'returned');
      assert.equal(report.value, "'done'");
      assert.deepEqual(report.awaits.map((point) => [point.line, point.source, point.count]), [[5, 'await asyncio.sleep(0.1)', 1]]);
    } finally {
      server.dispose();
      rmSync(scratch, { recursive: true });
    }
  });
});
