/**
 * Runs the suite of `test/editor` inside a real VS Code's extension host: a desktop VS Code where one is named, else
 * the embedded server with its window in Chromium. The suite is the same either way.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { chromium as playwright } from 'playwright-core';
import { chromium } from './chromium.mjs';
import { temporaryFolder } from './cleanup.mjs';
import { Failure, root } from './project.mjs';
import { startServer } from './vscode-server.mjs';

/** The whole run, from the window's opening on. */
const LIMIT_MS = 240_000;

/** What `test/editor/index.ts` begins its lines with; everything else is VS Code's own talk. */
const SUITE_MARK = '[suite] ';

const TESTS = join(root, 'out', 'test', 'editor', 'index.js');

/** Stand-ins for extensions that Await Lens works with and that cannot be had here; a folder for each. */
const STAND_INS = join(root, 'test', 'fixtures', 'extensions');

/** Absolute path of a desktop VS Code to test with, if one is named. */
export const desktopVscode = process.env.AWAIT_LENS_VSCODE || null;

/** @typedef {import('../../test/suite.js').SuiteResult} SuiteResult */

/**
 * @param {import('./vscode-downloads.mjs').Release | 'desktop'} where
 * @param {string} workspace name of a folder in `test/fixtures/workspaces`; the tests get a copy
 * @param {NodeJS.ProcessEnv} [inherited] the environment that VS Code and the tests run in
 * @returns {Promise<SuiteResult & { version: string }>}
 * @throws {Failure} when the suite did not come to its end.
 */
export async function runExtensionTests(where, workspace, inherited = process.env) {
  const scratch = temporaryFolder('workspace');
  const folder = join(scratch.path, workspace);
  const resultFile = join(scratch.path, 'result.json');
  const env = { ...inherited, AWAIT_LENS_TEST_RESULT: resultFile };
  try {
    cpSync(join(root, 'test', 'fixtures', 'workspaces', workspace), folder, { recursive: true });
    const { version, ending } = where === 'desktop' ? await inDesktop(folder, env) : await inServer(where, folder, env);
    if (!existsSync(resultFile)) throw new Failure(`The suite in VS Code ${version} did not come to its end: ${ending}`);
    return { version, ...JSON.parse(readFileSync(resultFile, 'utf8')) };
  } finally {
    scratch.remove();
  }
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function inDesktop(folder, env) {
  const profile = temporaryFolder('profile');
  try {
    const status = await runTests({
      vscodeExecutablePath: String(desktopVscode),
      extensionDevelopmentPath: [root, ...readdirSync(STAND_INS).map((name) => join(STAND_INS, name))],
      extensionTestsPath: TESTS,
      extensionTestsEnv: env,
      launchArgs: [folder, '--user-data-dir', profile.path, '--disable-workspace-trust', '--disable-extensions'],
    }).catch((error) => error.message);
    return { version: `desktop ${desktopVscode}`, ending: `it ended with ${status}` };
  } finally {
    profile.remove();
  }
}

/**
 * @param {import('./vscode-downloads.mjs').Release} release
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function inServer(release, folder, env) {
  const server = await startServer({ release, env, testDriver: true });
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  try {
    // The page takes one extension in development only; these count as installed.
    cpSync(STAND_INS, server.extensions, { recursive: true });
    browser = await playwright.launch(await chromium(env));
    const page = await browser.newPage();
    const ending = await suiteEnding(page, () => {
      const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${server.port}${pathToFileURL(path).pathname}`;
      return page.goto(server.url(folder, [
        ['extensionDevelopmentPath', remote(root)],
        ['extensionTestsPath', remote(TESTS)],
        ['skipWelcome', 'true'],
      ]));
    });
    return { version: server.version, ending };
  } finally {
    await browser?.close();
    server.dispose();
  }
}

/**
 * Opens the window and waits for the suite's end. Then shows the lines that the suite marks as its own, all together,
 * since another suite may run beside it.
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<unknown>} open
 * @returns {Promise<string>} how it ended, in words, and what else the extension host wrote to its console
 */
async function suiteEnding(page, open) {
  /** @type {string[]} */
  const lines = [];
  /** @type {string[]} */
  const others = [];
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
    const [line] = args;
    if (typeof line === 'string' && line.startsWith(SUITE_MARK)) lines.push(line.slice(SUITE_MARK.length));
    else others.push(format(...args).slice(0, 500));
  });
  /** @type {NodeJS.Timeout | undefined} */
  let limit;
  /** @type {Promise<string>} */
  const ending = new Promise((resolve) => {
    limit = setTimeout(() => resolve(`it took longer than ${LIMIT_MS / 1000} s`), LIMIT_MS);
    page.once('crash', () => resolve('the page crashed'));
    page.once('close', () => resolve('the page was closed'));
    void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(`it ended with ${code}`));
  });
  try {
    await open();
    return `${await ending}\n${others.slice(-30).join('\n')}`;
  } finally {
    console.log(lines.join('\n'));
    clearTimeout(limit);
  }
}
