/**
 * Builds and packages the extension, installs it into a VS Code with a fresh profile and opens `examples/`.
 *   npm start [-- --desktop | --embedded]
 * The desktop VS Code where the `code` command and a display are there, else one in the browser, on loopback only.
 * Ctrl-C ends everything.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from './lib/cleanup.mjs';
import { Failure, root, script, succeed } from './lib/project.mjs';
import { makeVsix } from './lib/vsix.mjs';
import { startServer } from './lib/vscode-server.mjs';

const windows = process.platform === 'win32';
const examples = join(root, 'examples');
const display = windows || process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

await script(async () => {
  const { values } = parseArgs({ options: { desktop: { type: 'boolean' }, embedded: { type: 'boolean' } } });
  const vsix = (await makeVsix()).path;
  const code = onPath('code');
  if (values.desktop && !code) throw new Failure('There is no `code` command on the PATH: install VS Code, or start without --desktop.');
  if (code && (values.desktop || (display && !values.embedded))) await openDesktop(code, vsix);
  else await openEmbedded(vsix);
});

/**
 * @param {string} code absolute path of VS Code's command
 * @param {string} vsix
 */
async function openDesktop(code, vsix) {
  const profile = temporaryFolder('profile');
  const folders = ['--user-data-dir', join(profile.path, 'data'), '--extensions-dir', join(profile.path, 'extensions')];
  await succeed('Installing the extension', code, [...folders, '--install-extension', vsix], { shell: windows });
  console.log('VS Code opens the examples; this command ends with its window.');
  await succeed('VS Code', code, [...folders, '--new-window', '--wait', examples], { shell: windows });
  profile.remove();
}

/** @param {string} vsix */
async function openEmbedded(vsix) {
  const server = await startServer({ vsix });
  const url = server.url(examples);
  console.log(`\n${url}\n\nAwait Lens is installed there. Ctrl-C ends it.`);
  if (display) openInBrowser(url);
  await server.ended;
  throw new Failure(`VS Code's server ended:\n${server.log().trim().slice(-3000)}`);
}

/** @param {string} url */
function openInBrowser(url) {
  const opener = windows ? 'explorer' : process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('Open the address above in a browser.'));
  child.unref();
}

/**
 * @param {string} command
 * @returns {string | undefined} absolute path
 */
function onPath(command) {
  const name = windows ? `${command}.cmd` : command;
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)).find((path) => existsSync(path));
}
