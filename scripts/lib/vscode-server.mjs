/**
 * A VS Code of our own: its server on a loopback port, for one purpose, with nothing kept. The editor itself is the
 * page at `url(…)`.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from './cleanup.mjs';
import { endAtExit } from './process-tree.mjs';
import { Failure, succeed } from './project.mjs';
import { vscodeServer } from './vscode-downloads.mjs';

const START_LIMIT_MS = 60_000;

/** Sockets' whole names have room for 103 characters on every system; VS Code's own part takes up to 53. */
const SOCKET_FOLDER_LIMIT = 50;

const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * @typedef {object} ServerOptions
 * @property {import('./vscode-downloads.mjs').Release} [release] the newest by default
 * @property {string} [vsix] absolute path of a VSIX to install first
 * @property {Record<string, unknown>} [settings] besides those that keep the window quiet
 * @property {boolean} [trust] whether workspaces must be trusted by the person first; no by default
 * @property {string[]} [only] absolute folders of the only extensions that run code beside the VSIX: VS Code's own, such as
 *   Git and Emmet, are left out then, but for languages and themes. A window is ready with less work.
 * @property {boolean} [testDriver] whether the page may run an extension's tests
 * @property {NodeJS.ProcessEnv} [env] the server's environment, and so the extensions'; this process's by default
 * @property {boolean} [verbose] show what the server prints
 */

/**
 * @typedef {object} Server
 * @property {string} version VS Code's version
 * @property {number} port
 * @property {string} extensions absolute path of the folder that extensions are installed in
 * @property {number} pid
 * @property {(folder: string, payload?: [string, string][]) => string} url the page that opens an absolute folder;
 *   `payload` is what only VS Code's own test driver sets
 * @property {(settings: Record<string, unknown>) => void} configure replaces the settings; an open page follows
 * @property {Promise<void>} ended resolves when it has ended, by `dispose` or by itself
 * @property {() => string} log what the server printed so far
 * @property {() => void} dispose ends every process of it and removes its folders
 */

/**
 * Starts a server and resolves when it listens.
 * @param {ServerOptions} [options]
 * @returns {Promise<Server>}
 * @throws {Failure} when the VSIX cannot be installed or the server does not start.
 */
export async function startServer(options = {}) {
  const { node, main, version } = await vscodeServer(options.release ?? 'newest');
  const home = temporaryFolder('vs');
  const [data, extensions, tokenFile] = [join(home.path, 'data'), join(home.path, 'extensions'), join(home.path, 'token')];
  const folders = [
    '--server-data-dir', data, '--extensions-dir', extensions, '--accept-server-license-terms', '--disable-telemetry',
  ];
  if (options.only) {
    const builtin = join(home.path, 'builtin');
    linkExtensionsWithoutCode(join(dirname(main), '..', 'extensions'), builtin);
    for (const folder of options.only) symlinkSync(folder, join(builtin, basename(folder)), 'junction');
    folders.push('--builtin-extensions-dir', builtin);
  }
  const token = randomBytes(20).toString('hex');
  const configure = (/** @type {Record<string, unknown>} */ settings) => {
    writeFileSync(join(data, 'data', 'Machine', 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
  };
  mkdirSync(join(data, 'data', 'Machine'), { recursive: true });
  mkdirSync(extensions);
  configure(options.settings ?? {});
  // In a file: a command line can be read by everybody on the machine.
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const env = ownTemporaryFolder(options.env ?? process.env, join(home.path, 'tmp'));
  if (options.vsix) {
    await succeed(`Installing ${options.vsix}`, node, [main, ...folders, '--install-extension', options.vsix], { env });
  }

  const args = [main, ...folders, '--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile];
  if (!options.trust) args.push('--disable-workspace-trust');
  if (options.testDriver) args.push('--enable-smoke-test-driver');
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = endAtExit(child);
  const dispose = () => {
    end();
    home.remove();
  };
  const ended = new Promise((/** @type {(value: void) => void} */ resolve) => child.once('exit', () => resolve()));
  const output = collect(child, options.verbose ?? false);
  try {
    const port = await listening(child, output);
    const base = `http://127.0.0.1:${port}/`;
    const url = (/** @type {string} */ folder, /** @type {[string, string][]} */ payload = []) => {
      // As VS Code writes paths: `/c:/…` on Windows.
      const query = new URLSearchParams({ tkn: token, folder: decodeURIComponent(pathToFileURL(folder).pathname) });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `${base}?${query}`;
    };
    return { version, port, extensions, pid: Number(child.pid), url, configure, ended, log: output.text, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * @param {string} from folder of extensions
 * @param {string} to the folder to make, of links to those of them that are data only
 */
function linkExtensionsWithoutCode(from, to) {
  mkdirSync(to);
  for (const { name } of readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const { main, browser } = JSON.parse(readFileSync(join(from, name, 'package.json'), 'utf8'));
    if (!main && !browser) symlinkSync(join(from, name), join(to, name), 'junction');
  }
}

/**
 * VS Code puts sockets into the temporary folder, and leaves them there when it is ended. It gets a folder of its own,
 * unless that makes their names longer than systems take.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
function ownTemporaryFolder(env, folder) {
  if (process.platform === 'win32' || folder.length > SOCKET_FOLDER_LIMIT) return env;
  mkdirSync(folder);
  return { ...env, TMPDIR: folder };
}

/** @typedef {{ text: () => string, onText: (listener: () => void) => void }} Output */

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {boolean} verbose
 * @returns {Output}
 */
function collect(child, verbose) {
  let text = '';
  /** @type {(() => void)[]} */
  const listeners = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ piece) => {
      text += piece;
      if (verbose) process.stderr.write(piece);
      for (const listener of listeners) listener();
    });
  }
  return { text: () => text, onText: (listener) => void listeners.push(listener) };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Output} output
 * @returns {Promise<number>} the port
 */
function listening(child, output) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Failure(`VS Code's server ${why}:\n${output.text().trim().slice(-3000)}`));
    const limit = setTimeout(() => fail(`did not listen within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (status) => fail(`ended with ${status}`));
    child.once('exit', () => clearTimeout(limit));
    output.onText(() => {
      const port = /Extension host agent listening on (\d+)/.exec(output.text())?.[1];
      if (!port) return;
      clearTimeout(limit);
      resolve(Number(port));
    });
  });
}
