/** The parts of `npm test`, in their order. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { availableParallelism, tmpdir } from 'node:os';
import { randomUUID } from 'node:crypto';
import { chromium } from './chromium.mjs';
import { RELEASES, vscodeServer } from './vscode-downloads.mjs';
import { desktopVscode, runExtensionTests } from './extension-tests.mjs';
import { Failure, root, run } from './project.mjs';
import { pythons } from './pythons.mjs';
import { unittestCount } from './unittest.mjs';
import { makeVsix } from './vsix.mjs';

/**
 * @typedef {object} Count
 * @property {string} what for the summary: `worker, Python 3.8.18`
 * @property {number} passed
 * @property {number} failed
 * @property {number} [skipped]
 * @property {string[]} [failures] what is known of those that failed: test and message
 * @property {string[]} [retries] the same of those that failed once and were tried again
 * @property {number | undefined} [atLeast] how many must have passed, so that lost tests are noticed
 */

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} needs names of parts that must have run before
 * @property {boolean} [quiet] prints only what is wrong, so that it may run beside the parts after it
 * @property {() => Promise<unknown>} [fetch] downloads what it needs, where that is not there yet
 * @property {(env: NodeJS.ProcessEnv) => Promise<Count[]>} run
 */

/**
 * How many tests of each part must pass, so that lost ones are noticed: raised when tests are added. The worker's is for
 * each Python, the editor's for each VS Code.
 * @type {Record<string, number> & { worker: number, editor: number }}
 */
const AT_LEAST = { unit: 1450, worker: 265, package: 4, editor: 80, ui: 70 };

/** Whether everything is tested everywhere; else what is the same everywhere is not, since CI's time is limited. */
const THOROUGH = Boolean(process.env.AWAIT_LENS_THOROUGH);

/** Worker tests of processes, pipes and arguments: on the oldest Python, the newest and one between. */
const OF_PROCESSES = ['test_arguments', 'test_channel', 'test_cli', 'test_loading', 'test_outcomes', 'test_program', 'test_surroundings'];

/** Editor tests of what VS Code's version has little to do with: on the newest VS Code. */
const OF_THE_EXTENSION = ['exporting', 'interpreters', 'proof'];

/** How many of the tests that must pass are among these. */
const AT_MOST_LEFT_OUT = { worker: 105, editor: 35 };

/** How long the tests of one suite, or of the worker on one Python, may take. */
const PART_LIMIT_MS = 900_000;

/** How many more programs than there are processors are at work at once, where their tests sleep for a part of their time. */
const BESIDE = 1;

const releases = /** @type {import('./vscode-downloads.mjs').Release[]} */ (Object.keys(RELEASES));

/**
 * Most tests run programs that go by the clock, on a machine that may stand still for a moment: what fails is tried once
 * more, and the summary says so.
 * @type {Part[]}
 */
export const parts = [
  { name: 'typecheck', needs: [], quiet: true, run: (env) => check('typecheck', 'npm', ['run', '--silent', 'typecheck'], env) },
  { name: 'lint', needs: [], quiet: true, run: (env) => check('lint', 'npm', ['run', '--silent', 'lint'], env) },
  { name: 'build', needs: [], run: (env) => check('build', process.execPath, ['scripts/build.mjs', '--tests'], env) },
  { name: 'unit', needs: ['build'], run: unit },
  { name: 'worker', needs: [], fetch: pythons, run: worker },
  {
    name: 'package',
    needs: ['build'],
    fetch: () => vscodeServer('newest'),
    run: async (env) => {
      await makeVsix();
      return [await mochaSuite({ folder: 'package', timeout: 60_000 }, env)];
    },
  },
  { name: 'editor', needs: ['build'], fetch: () => Promise.all([chromium(), ...releases.map(vscodeServer)]), run: editor },
  {
    name: 'ui',
    needs: ['build', 'package'],
    fetch: () => Promise.all([chromium(), vscodeServer('newest')]),
    run: ui,
  },
];

/**
 * @param {string} what
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count[]>} one check, passed or failed
 */
async function check(what, command, args, env) {
  const { status, output } = await run(command, args, { env, shell: process.platform === 'win32' && command === 'npm' });
  if (status !== 0) console.error(output);
  return [{ what, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 }];
}

/**
 * @template In, Out
 * @param {In[]} items
 * @param {(item: In) => Promise<Out>} work
 * @param {number} [most] how many it is at at once: as many as there are processors, where nothing is said
 * @returns {Promise<Out[]>} in the items' order
 */
async function atOnce(items, work, most = availableParallelism()) {
  /** @type {Out[]} */
  const results = [];
  const left = [...items.entries()];
  const oneAfterTheOther = async () => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: most }, oneAfterTheOther));
  return results;
}

/**
 * Each folder of the unit tests in a process of its own, and the largest in several, since many of them wait for programs
 * that sleep; the output of each is shown whole.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count[]>} one, of all
 */
async function unit(env) {
  const folders = readdirSync(join(root, 'out', 'test', 'unit'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const others = folders.filter(({ name }) => name !== 'analysis').map(({ name }) => ({ folder: join('unit', name), timeout: 20_000, retries: 1, whole: true }));
  // The Pythons that it runs may still be on their way, while the others run.
  const analysis = Array.from({ length: 4 }, (_, index) => ({ folder: join('unit', 'analysis'), timeout: 20_000, retries: 1, whole: true, share: { index, of: 4 }, ready: pythons }));
  return [await suites('unit', [...others, ...analysis], env, availableParallelism() + BESIDE)];
}

/**
 * A browser and a VS Code for each processor, among which the files are dealt out: most of the time they wait for programs
 * that sleep. The output of each is shown whole.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count[]>} one, of all
 */
async function ui(env) {
  const of = Math.min(availableParallelism(), 4);
  return [await suites('ui', Array.from({ length: of }, (_, index) => ({ folder: 'ui', timeout: 60_000, retries: 1, whole: true, share: { index, of } })), env)];
}

/**
 * @param {string} what
 * @param {Suite[]} all
 * @param {NodeJS.ProcessEnv} env
 * @param {number} [most] how many at once: as many as there are processors, where nothing is said
 * @returns {Promise<Count>} of all together
 */
async function suites(what, all, env, most) {
  const counts = await atOnce(all, async (suite) => {
    try {
      await suite.ready?.();
      return await mochaSuite(suite, env);
    } catch (error) {
      console.error(error instanceof Failure ? error.message : error);
      return /** @type {Count} */ ({ what, passed: 0, failed: 1 });
    }
  }, most);
  return sumOf(what, counts, AT_LEAST[what]);
}

/**
 * @param {string} what
 * @param {Count[]} counts
 * @param {number | undefined} atLeast
 * @returns {Count}
 */
function sumOf(what, counts, atLeast) {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) => counts.reduce((total, count) => total + (count[key] ?? 0), 0);
  const all = (/** @type {'failures' | 'retries'} */ key) => counts.flatMap((count) => count[key] ?? []);
  return { what, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), failures: all('failures'), retries: all('retries'), atLeast };
}

/**
 * @typedef {object} Suite
 * @property {string} folder of `out/test`
 * @property {number} timeout of each test, in milliseconds
 * @property {number} [retries]
 * @property {boolean} [whole] the output is shown at the end, and not as it comes
 * @property {import('../../test/suite.js').Share} [share] the part of its files that are run
 * @property {() => Promise<unknown>} [ready] what must have come before
 */

/**
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 * @throws {Failure} when it did not come to its end
 */
async function mochaSuite({ folder, timeout, retries = 0, whole = false, share = { index: 0, of: 1 } }, env) {
  const resultFile = join(tmpdir(), `await-lens-result-${randomUUID()}.json`);
  const args = ['scripts/lib/suite.mjs', folder, ...[timeout, retries, share.index, share.of].map(String)];
  const { status, output } = await run(process.execPath, args, {
    echo: !whole,
    env: { ...env, AWAIT_LENS_TEST_RESULT: resultFile },
    limit: PART_LIMIT_MS,
  });
  if (whole) console.log(output);
  if (!existsSync(resultFile)) throw new Failure(`The ${folder} tests did not come to their end (${status}).`);
  /** @type {import('../../test/suite.js').SuiteResult} */
  const { passed, failed, pending, failures, retries: again } = JSON.parse(readFileSync(resultFile, 'utf8'));
  rmSync(resultFile);
  return { what: folder, passed, failed: failed + (status !== 0 && failed === 0 ? 1 : 0), skipped: pending, failures, retries: again, atLeast: AT_LEAST[folder] };
}

/**
 * As many Pythons at once as there are processors, and one more, each with a half of the tests, so that none is left over in
 * the end; the output of each is shown whole.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count[]>} one for each Python
 */
async function worker(env) {
  const all = await pythons();
  const modules = readdirSync(join(root, 'test', 'worker')).filter((name) => /^test_.*\.py$/.test(name)).map((name) => name.slice(0, -3)).sort();
  const minor = (/** @type {string} */ version) => version.replace(/\.\d+$/, '');
  // Of a Python whose minor version is tested whole on another one, only the COMPARISONS.
  const isAgain = (/** @type {Python} */ python) => all.find(({ version }) => minor(version) === minor(python.version)) !== python;
  const whole = all.filter((python) => !isAgain(python));
  const isBetween = (/** @type {Python} */ python) => !THOROUGH && ![0, whole.length >> 1, whole.length - 1].includes(whole.indexOf(python));
  const modulesOf = (/** @type {Python} */ python) => (isBetween(python) ? modules.filter((name) => !OF_PROCESSES.includes(name)) : modules);
  const halvesOf = (/** @type {Python} */ python) => [0, 1].map((half) => modulesOf(python).filter((_, index) => index % 2 === half));
  const runs = all.flatMap((python) => (isAgain(python) ? [COMPARISONS] : halvesOf(python)).map((each) => ({ python, modules: each })));
  const counts = await atOnce(runs, (each) => workerOn(each.python, each.modules, env), availableParallelism() + BESIDE);
  return all.map((python) => sumOf(
    `worker, Python ${python.version}${isAgain(python) ? ', compared with bare Python only' : isBetween(python) ? ', without those of processes' : ''}`,
    counts.filter((_, index) => runs[index]?.python === python),
    isAgain(python) ? COMPARISONS.length : isBetween(python) ? AT_LEAST.worker - AT_MOST_LEFT_OUT.worker : AT_LEAST.worker,
  ));
}

/** What compares the lens with bare Python and needs what one of two Pythons of a minor version may lack: CPython's own tests. */
const COMPARISONS = ['test_cpython'];

/** @typedef {import('./pythons.mjs').Python} Python */

/**
 * @param {Python} python
 * @param {string[]} modules
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 */
async function workerOn({ path, version }, modules, env) {
  const started = Date.now();
  const PYTHONPATH = [join('src', 'worker'), join('test', 'worker')].join(delimiter);
  const unittest = async (/** @type {string[]} */ names) => {
    const { status, output } = await run(path, ['-X', 'faulthandler', '-m', 'unittest', ...names], { env: { ...env, PYTHONPATH }, limit: PART_LIMIT_MS });
    return { output, status, ...unittestCount(output, status) };
  };
  const told = (/** @type {import('./unittest.mjs').UnittestFailure[]} */ all) => all.map(({ id, message }) => `${id}, Python ${version}: ${message}`);
  const { output, status, passed, failed, skipped, failures } = await unittest(modules);
  /** @type {Count} */
  let count = { what: `worker, Python ${version}`, passed, failed, skipped, failures: told(failures) };
  // Only where it is known of all of them which they are, and nothing else went wrong.
  if (failures.length > 0 && failures.length === failed && status === 1) {
    const again = await unittest([...new Set(failures.map(({ id }) => id))]);
    if (again.status !== 0) console.log(again.output);
    count = { ...count, passed: passed + again.passed, failed: again.failed, failures: told(again.failures), retries: told(failures) };
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const line = `  Python ${version} (${path}), ${modules[0]} and ${modules.length - 1} more: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped, ${seconds} s`;
  console.log(status === 0 ? line : `${output}\n${line}`);
  return count;
}

/**
 * As many VS Codes at once as there are processors: most of the time they wait.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count[]>} one for each VS Code
 */
async function editor(env) {
  /** @type {(import('./vscode-downloads.mjs').Release | 'desktop')[]} */
  const places = [...(desktopVscode ? [/** @type {const} */ ('desktop')] : []), ...releases];
  return atOnce(places, async (place) => {
    try {
      const leftOut = place === 'oldest' && !THOROUGH ? OF_THE_EXTENSION : [];
      const { version, passed, failed, pending, failures, retries } = await runExtensionTests(place, 'project', { ...env, AWAIT_LENS_TEST_LEFT_OUT: leftOut.join(',') });
      const what = `editor, VS Code ${version}${leftOut.length > 0 ? `, without ${leftOut.join(', ')}` : ''}`;
      return { what, passed, failed, skipped: pending, failures, retries, atLeast: AT_LEAST.editor - (leftOut.length > 0 ? AT_MOST_LEFT_OUT.editor : 0) };
    } catch (error) {
      console.error(error instanceof Failure ? error.message : error);
      return /** @type {Count} */ ({ what: `editor, ${place} VS Code`, passed: 0, failed: 1 });
    }
  });
}
