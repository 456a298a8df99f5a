/**
 * VS Code's own server, as the npm package code-server carries it, and the Node that it needs. Of the package only
 * `lib/vscode` is used: no wrapper, no login page.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, installDependencies, unpackFromNpm } from './cache.mjs';

/**
 * The releases that the tests use: the newest, and the oldest that `engines.vscode` promises. Each with the Node that
 * it was made for, since the extension runs on it.
 */
export const RELEASES = {
  newest: { codeServer: '4.139.1', node: '24.21.0' },
  oldest: { codeServer: '4.100.3', node: '20.19.1' },
};

/** @typedef {keyof typeof RELEASES} Release */

/**
 * @param {Release} release
 * @returns {Promise<{ node: string, main: string, version: string }>} absolute paths of the Node to start it with and
 *   of `server-main.js`; VS Code's version
 */
export async function vscodeServer(release) {
  const versions = RELEASES[release];
  const [node, folder] = await Promise.all([nodeBinary(versions.node), codeServer(versions.codeServer)]);
  const product = JSON.parse(await readFile(join(folder, 'product.json'), 'utf8'));
  return { node, main: join(folder, 'out', 'server-main.js'), version: product.version };
}

/** @param {string} version code-server's */
async function codeServer(version) {
  const entry = await cached(`vscode-of-code-server-${version}`, async (folder) => {
    await unpackFromNpm(`code-server@${version}`, folder, ['lib/vscode']);
    const vscode = join(folder, 'package', 'lib', 'vscode');
    await installDependencies(vscode);
    const spdlog = join(vscode, 'node_modules', '@vscode', 'spdlog');
    await copyFile(new URL('spdlog.mjs', import.meta.url), join(spdlog, 'index.mjs'));
    const manifest = JSON.parse(await readFile(join(spdlog, 'package.json'), 'utf8'));
    await writeFile(join(spdlog, 'package.json'), JSON.stringify({ ...manifest, main: 'index.mjs' }));
  });
  return join(entry, 'package', 'lib', 'vscode');
}

/**
 * @param {string} version
 * @returns {Promise<string>} absolute path of that version's `node` for this machine
 */
async function nodeBinary(version) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const entry = await cached(`${name}-${version}`, (folder) => unpackFromNpm(`${name}@${version}`, folder, [binary]));
  return join(entry, 'package', binary);
}
