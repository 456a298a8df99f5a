import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { AskArguments } from '../../src/editor/askArguments.js';
import { Interpreters } from '../../src/editor/interpreters.js';
import { Runs } from '../../src/editor/runs.js';
import { Scans } from '../../src/editor/scans.js';
import { Settings } from '../../src/editor/settings.js';
import { WarmWorkers } from '../../src/runner/warm.js';
import { until } from '../until.js';
import { childProcesses } from './childProcesses.js';
import { outputOfLastRun } from './outputChannel.js';
import { click, open, reset } from './workspace.js';

/** The workers that wait in a folder; Linux only. */
function waiting(folder: string): number[] {
  return childProcesses().filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.includes('--worker') && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false; // it has ended
    }
  });
}

describe('After a run, a worker waits', () => {
  let folder: string;

  before(function () {
    if (process.platform !== 'linux') this.skip(); // what waits can be seen there only
    folder = realpathSync(vscode.workspace.workspaceFolders![0]!.uri.fsPath);
  });
  afterEach(reset);

  /** Runs a function; the process it ran in, and the one that then waits, as soon as that is the only one. */
  async function run(): Promise<{ pid: number; next: number }> {
    const before = waiting(folder);
    await click(await open('own_process.py'), 'async def own_process', 'Run & time');
    const said = await outputOfLastRun(/returned \d+ in /);
    let now: number[] = [];
    await until(() => `one waits, and another than before: ${JSON.stringify([before, now])}`, () => {
      now = waiting(folder);
      return now.length === 1 && !before.includes(now[0]!);
    });
    return { pid: Number(/returned (\d+) in /.exec(said)![1]), next: now[0]! };
  }

  it('and is the one that the next click uses, once', async () => {
    const first = await run();
    const second = await run();
    assert.equal(second.pid, first.next);
    const third = await run();
    assert.equal(third.pid, second.next);
    assert.equal(new Set([first.pid, second.pid, third.pid, third.next]).size, 4);
  });

  it('but not for another interpreter: it is then ended', async () => {
    const { next } = await run();
    const other = join(folder, 'other-python');
    writeFileSync(other, '#!/bin/sh\nexec python3 "$@"\n');
    chmodSync(other, 0o755);
    try {
      await vscode.workspace.getConfiguration('awaitLens').update('pythonPath', other, vscode.ConfigurationTarget.Workspace);
      const changed = await run();
      assert.notEqual(changed.pid, next);
      assert.notEqual(changed.next, next);
      await until('the old one has ended', () => !childProcesses().includes(next));
      assert.equal((await run()).pid, changed.next);
    } finally {
      rmSync(other);
    }
  });

  it('and when it has died the next click does not notice', async () => {
    const { next } = await run();
    process.kill(next, 'SIGKILL');
    assert.notEqual((await run()).pid, next);
  });

  it('but none before the first, none while another function is timed, and none when the extension is deactivated', async () => {
    const before = childProcesses();
    const waitingNow = (): number[] => waiting(folder).filter((pid) => !before.includes(pid));
    const settings = new Settings();
    const scans = new Scans();
    const warm = new WarmWorkers();
    const memory = { get: () => undefined, keys: () => [], update: () => Promise.resolve() } as vscode.Memento;
    const runs = new Runs(join(PROJECT_ROOT, 'src', 'worker'), settings, scans, new Interpreters(settings), new AskArguments(memory), warm, []);
    try {
      const [failing, short] = [await open('failing.py'), await open('own_process.py')];
      assert.deepEqual(waitingNow(), []);
      const ended = runs.run(failing, scans.of(failing).functions.find(({ name }) => name === 'slow')!);
      let running = 0;
      await until('it runs', () => {
        [running = 0] = waitingNow();
        return running !== 0;
      });
      await runs.run(short, scans.of(short).functions[0]!);
      assert.deepEqual(waitingNow(), [running]);
      runs.stopAll();
      await ended;
      await until('one waits', () => waitingNow().length === 1 && waitingNow()[0] !== running);
      warm.dispose();
      runs.dispose();
      await until('none is left', () => waitingNow().length === 0);
    } finally {
      warm.dispose();
      runs.dispose();
      settings.dispose();
    }
  });
});
