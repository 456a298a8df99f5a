/** The rig's own parts that decide whether tests pass, on real processes. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until } from '../../until.js';
import type * as leftoversScript from '../../../scripts/lib/leftovers.mjs';
import type * as spdlogScript from '../../../scripts/lib/spdlog.mjs';
import type * as treeScript from '../../../scripts/lib/process-tree.mjs';
import type * as unittestScript from '../../../scripts/lib/unittest.mjs';
import type * as cleanupScript from '../../../scripts/lib/cleanup.mjs';

// Imported when run, because they find the project by where they stand.
const script = (name: string): Promise<unknown> => import(pathToFileURL(join(PROJECT_ROOT, 'scripts', 'lib', name)).href);

/** A program that starts another, in a process group of its own, tells its id and waits. */
const PARENT = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  console.log(child.pid);
  setInterval(() => {}, 1000);`;

/** Tests that fail in each of the ways that unittest tells of. */
const FAILING = `
import unittest

class Lost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("gone")

    def test_never(self):
        pass

class Wrong(unittest.TestCase):
    def test_one(self):
        """With words."""
        self.assertEqual(1, 2)

    def test_two(self):
        for i in range(3):
            with self.subTest(i=i):
                self.assertEqual(i, 1, "no\\nway")
`;

function isAlive(pid: number): boolean {
  try {
    // A zombie is dead: nobody has asked for its status yet.
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('The rig', () => {
  it('counts what unittest says', async () => {
    const { unittestCount } = (await script('unittest.mjs')) as typeof unittestScript;
    assert.deepEqual(unittestCount('..\n-----\nRan 12 tests in 3.1s\n\nOK\n', 0), { passed: 12, failed: 0, skipped: 0, failures: [] });
    assert.deepEqual(unittestCount('\nRan 12 tests in 3.1s\n\nOK (skipped=2)\n', 0), { passed: 10, failed: 0, skipped: 2, failures: [] });
    const failed = '\nRan 12 tests in 3.1s\n\nFAILED (failures=1, errors=2, skipped=3, unexpected successes=1)\n';
    assert.deepEqual(unittestCount(failed, 1), { passed: 5, failed: 4, skipped: 3, failures: [] });
    assert.deepEqual(unittestCount('Segmentation fault', 139), { passed: 0, failed: 1, skipped: 0, failures: [] });
    assert.deepEqual(unittestCount('\nRan 1 test in 0.1s\n\nOK\n', 1), { passed: 1, failed: 1, skipped: 0, failures: [] });
  });

  it('names what unittest says has failed, so that it can be tried again', async () => {
    const { unittestCount } = (await script('unittest.mjs')) as typeof unittestScript;
    const { temporaryFolder } = (await script('cleanup.mjs')) as typeof cleanupScript;
    const { path, remove } = temporaryFolder('unittest');
    try {
      writeFileSync(join(path, 'test_failing.py'), FAILING);
      const names = (modules: string[]): string[][] => {
        const { status, stderr } = spawnSync(process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3', ['-m', 'unittest', ...modules], { cwd: path, encoding: 'utf8' });
        return unittestCount(stderr, status).failures.map(({ id, message }) => [id, message]);
      };
      const failures = [
        ['test_failing.Lost', 'OSError: gone'],
        ['test_failing.Wrong.test_one', 'AssertionError: 1 != 2'],
        ['test_failing.Wrong.test_two', 'AssertionError: 0 != 1 : no\nway'],
        ['test_failing.Wrong.test_two', 'AssertionError: 2 != 1 : no\nway'],
      ];
      assert.deepEqual(names(['test_failing']), failures);
      assert.deepEqual(names([...new Set(failures.map(([id]) => String(id)))]), failures);
    } finally {
      remove();
    }
  });

  it('ends a process with all its descendants', async function () {
    if (process.platform !== 'linux') this.skip();
    const { killTree, descendants } = (await script('process-tree.mjs')) as typeof treeScript;
    const parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(parent, 'exit');
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const grandchild = Number(line.toString());
    assert.deepEqual(descendants(Number(parent.pid)), [parent.pid, grandchild]);
    killTree(Number(parent.pid));
    await exit;
    await until('the grandchild is dead', () => !isAlive(grandchild));
  });

  it('finds a process and a file that were left behind, and removes them', async function () {
    if (process.platform !== 'linux') this.skip();
    const { watchLeftovers } = (await script('leftovers.mjs')) as typeof leftoversScript;
    const { env, check } = watchLeftovers();
    const parent = spawn(process.execPath, ['-e', PARENT], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(parent, 'exit');
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    parent.kill('SIGKILL');
    await exit;
    const file = join(String(env.TMPDIR), 'forgotten.txt');
    writeFileSync(file, 'x');
    const left = await check();
    assert.equal(left.length, 2, left.join('\n'));
    assert.match(String(left[0]), new RegExp(`process ${line.toString().trim()} was left running`));
    assert.match(String(left[1]), /forgotten\.txt/);
    assert.equal(existsSync(file), false);
  });

  it('writes VS Code\'s output channels as its native logger does', async () => {
    const { temporaryFolder } = (await script('cleanup.mjs')) as typeof cleanupScript;
    const { createRotatingLogger } = (await script('spdlog.mjs')) as typeof spdlogScript;
    const { path, remove } = temporaryFolder('log');
    try {
      const file = join(path, 'new folder', 'output.log');
      const logger = await createRotatingLogger('output', file, 10, 2);
      logger.clearFormatters();
      for (const text of ['first\n', 'sec', 'o', 'third\n', 'fourth\n']) logger.info(text);
      logger.debug('is below the level');
      assert.deepEqual(
        ['output.log', 'output.1.log', 'output.2.log', 'output.3.log'].map((name) => join(path, 'new folder', name)).map((name) => existsSync(name) && readFileSync(name, 'utf8')),
        ['fourth\n', 'third\n', 'first\nseco', false],
      );
      logger.setPattern();
      logger.error('with a time');
      assert.match(readFileSync(file, 'utf8'), /^[\d-]{10} [\d:.]{12} \[error\] with a time\n$/);
    } finally {
      remove();
    }
  });
});
