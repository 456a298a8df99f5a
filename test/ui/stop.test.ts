import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as treeScript from '../../scripts/lib/process-tree.mjs';
import { until } from '../until.js';
import { useVSCode } from './harness.js';

/** The ids of live processes of runs in a folder, by their command lines. */
function workers(folder: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return /await_lens --worker|stubborn child/.test(line) && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    } catch {
      return false;
    }
  });
}

describe('Stop', () => {
  const vscode = useVSCode();

  for (const [name, what] of [['busy', 'a loop that never awaits'], ['swallows', 'a coroutine that swallows its cancellation'], ['parent', 'a coroutine with a child process that ignores SIGTERM']] as const) {
    it(`ends ${what}, and everything it started`, async () => {
      const window = await vscode().open('hanging');
      await window.openFile('hanging.py');
      await window.clickLens(`async def ${name}`, /Run & time/);
      const first = await window.lens(`async def ${name}`, /^Running… \d+\.\d s$/);
      await until('the counter goes on', async () => {
        const [now] = await window.lenses(`async def ${name}`);
        return /^Running…/.test(now!.title) && now!.title !== first.title;
      });
      const { descendants } = (await import(pathToFileURL(join(PROJECT_ROOT, 'scripts', 'lib', 'process-tree.mjs')).href)) as typeof treeScript;
      const ours = (): number[] => workers(window.folder).filter((pid) => descendants(vscode().pid).includes(pid));
      const before = ours();
      assert.equal(before.length, name === 'parent' ? 3 : 1, 'the worker, and the children of the one that has some');

      const clicked = Date.now();
      await window.clickLens(`async def ${name}`, /^Stop$/);
      await until('no process of the run is left', () => !workers(window.folder).some((pid) => before.includes(pid)), 5_000);
      const seconds = (Date.now() - clicked) / 1000;
      assert.ok(seconds < 3.5, `it took ${seconds} s, of which the click itself takes some`);
      await window.lens(`async def ${name}`, /^Stopped after \d+\.\d s$/);
      await window.added('# it hangs here: ' + name, /not finished$/);
      assert.ok(ours().length <= 1, 'at most the worker that waits for the next click');
    });
  }
});
