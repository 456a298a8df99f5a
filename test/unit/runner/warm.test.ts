import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath, probe, type Interpreter } from '../../../src/runner/interpreter.js';
import { startRun } from '../../../src/runner/run.js';
import { CHECK_MS, IDLE_MS, MOST_KEPT, WarmWorkers, type After } from '../../../src/runner/warm.js';
import { startWorker, type Place, type Worker } from '../../../src/runner/worker.js';
import { until } from '../../until.js';

const alive = (pid: number): boolean => {
  try {
    // A zombie answers to signals, but it has ended.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

/** A clock that stands still until it is moved on. */
class Clock {
  private now = 0;
  private readonly due = new Set<{ at: number; action: () => void }>();
  readonly after: After = (ms, action) => {
    const entry = { at: this.now + ms, action };
    this.due.add(entry);
    return () => void this.due.delete(entry);
  };

  get waiting(): number {
    return this.due.size;
  }

  pass(ms: number): void {
    this.now += ms;
    for (const entry of [...this.due].filter(({ at }) => at <= this.now)) {
      this.due.delete(entry);
      entry.action();
    }
  }
}

describe('A warm worker', function () {
  this.timeout(30_000);
  let interpreter: Interpreter;
  let folder: string;
  let place: Place;
  let clock: Clock;
  let warm: WarmWorkers;
  let started: Worker[];

  before(async () => {
    const answers = await Promise.all(onPath().map(probe));
    const found = answers.find((answer) => answer.ok);
    assert.ok(found?.ok);
    // Python itself, and no launcher that would choose one.
    interpreter = { ...found.interpreter, command: found.interpreter.executable };
  });
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'await-lens warm é-')));
    mkdirSync(join(folder, 'work'));
    writeFileSync(join(folder, 'program.py'), 'import os\nasync def main():\n    return os.getpid(), os.getcwd(), os.environ.get("MARK")\n');
    place = { interpreter, workerFolder: join(PROJECT_ROOT, 'src', 'worker'), cwd: join(folder, 'work'), env: process.env };
    clock = new Clock();
    started = [];
    warm = new WarmWorkers(clock.after, async (each) => {
      const worker = await startWorker(each);
      started.push(worker);
      return worker;
    });
  });
  afterEach(async () => {
    warm.dispose();
    await untilNoneIsLeft();
    assert.equal(clock.waiting, 0, 'no timer is left');
    rmSync(folder, { recursive: true });
  });

  const pids = (): number[] => started.map(({ process: { pid } }) => pid!);
  const untilNoneIsLeft = (): Promise<void> => until('no warm worker is left', () => !pids().some(alive));

  /** Keeps a worker and waits until it has connected; its process id. */
  async function keep(where = place): Promise<number> {
    const before = started.length;
    warm.keep(where);
    await until('it has connected', () => started.length > before && started.at(-1)!.python !== null);
    return pids().at(-1)!;
  }

  /** Runs a function that tells where it runs, as Python writes it. */
  async function run(where = place): Promise<{ pid: number; cwd: string; mark: string; output: string }> {
    let output = '';
    const request = { file: join(folder, 'program.py'), qualname: 'main', line: null, source: null, arguments: '', instance: null, root: null, timeout: 20, block_threshold_ms: 50 };
    const end = await startRun({ ...where, request }, { onOutput: (_stream, chunk) => { output += chunk.toString(); } }, warm).result;
    assert.equal(end.kind, 'report', JSON.stringify(end));
    const value = end.kind === 'report' ? end.report.value ?? '' : '';
    const [, pid, cwd = '', mark = ''] = /^\((\d+), '(.*)', (.*)\)$/.exec(value) ?? assert.fail(JSON.stringify(end));
    return { pid: Number(pid), cwd, mark, output };
  }

  /** A launcher of the Python, which tells its programs which one it was. */
  function launcher(mark: string): string {
    const path = join(folder, 'python');
    writeFileSync(`${path}.new`, `#!/bin/sh\nMARK=${mark} exec '${interpreter.executable}' "$@"\n`);
    chmodSync(`${path}.new`, 0o755);
    renameSync(`${path}.new`, path);
    return path;
  }

  it('is used by the next run, and by that one only', async () => {
    const waiting = await keep();
    assert.equal((await run()).pid, waiting);
    assert.ok(!alive(waiting));
    assert.notEqual((await run()).pid, waiting);
    assert.equal(started.length, 1, 'none is started but by keep()');
  });

  it('is used by one of two runs at once', async () => {
    const waiting = await keep();
    const [first, second] = await Promise.all([run(), run()]);
    assert.equal([first, second].filter(({ pid }) => pid === waiting).length, 1);
    assert.notEqual(first.pid, second.pid);
  });

  it('is used while it is still starting', async () => {
    warm.keep(place);
    const { pid } = await run();
    assert.deepEqual(pids(), [pid]);
  });

  it('runs in the folder and the environment asked for', async () => {
    const where = { ...place, env: { ...process.env, MARK: 'grüße', VSCODE_PID: '1' } };
    const waiting = await keep(where);
    assert.deepEqual(await run(where), { pid: waiting, cwd: place.cwd, mark: `'grüße'`, output: '' });
  });

  it('is one for each folder, and there are no more than a few', async () => {
    const folders = [...Array(MOST_KEPT + 1).keys()].map((each) => join(folder, String(each)));
    for (const cwd of folders) {
      mkdirSync(cwd);
      await keep({ ...place, cwd });
    }
    const [first, ...others] = pids();
    await until('the one that waited longest has made room', () => !alive(first!));
    assert.ok(others.every(alive));
    assert.equal((await run({ ...place, cwd: folders[2]! })).pid, others[1]);
  });

  it('is ended when nothing ran for five minutes', async () => {
    const waiting = await keep();
    clock.pass(IDLE_MS - 1);
    warm.keep(place); // after another run
    clock.pass(IDLE_MS - 1);
    assert.ok(alive(waiting));
    assert.equal(started.length, 1, 'the one that waits is enough');
    clock.pass(1);
    await untilNoneIsLeft();
    assert.notEqual((await run()).pid, waiting);
  });

  it('is not used when it would differ from a new one by what started it', async () => {
    const command = launcher('first');
    const base: Place = { ...place, interpreter: { ...interpreter, command }, env: { ...process.env, ONE: '1' } };
    const link = join(folder, 'link');
    symlinkSync(base.cwd, link);
    const changes: Record<string, [before: Place, after: Place, change?: () => void]> = {
      'another interpreter': [base, place],
      'arguments before everything else': [base, { ...base, interpreter: { ...base.interpreter, args: ['-B'] } }],
      'an environment variable more': [base, { ...base, env: { ...base.env, TWO: '2' } }],
      'an environment variable with another value': [base, { ...base, env: { ...base.env, ONE: '2' } }],
      'an environment variable less': [base, { ...base, env: process.env }],
      'another file by the name of the interpreter': [base, base, () => launcher('second')],
      'another version chosen in a folder above': [base, base, () => writeFileSync(join(folder, '.python-version'), '3.8')],
      'another folder by the same path': [{ ...base, cwd: link }, { ...base, cwd: link }, () => {
        unlinkSync(link);
        symlinkSync(folder, link);
      }],
    };
    for (const [what, [before, after, change]] of Object.entries(changes)) {
      const waiting = await keep(before);
      change?.();
      const { pid, cwd } = await run(after);
      assert.notEqual(pid, waiting, what);
      assert.equal(cwd, realpathSync(after.cwd), what);
      await untilNoneIsLeft();
    }
    assert.equal((await run(base)).mark, `'second'`);
  });

  it('is not used when it would differ from a new one by what Python read', async () => {
    const path = join(folder, 'path');
    mkdirSync(path);
    const customize = (mark: string): void => writeFileSync(join(path, 'sitecustomize.py'), `import os\nos.environ["MARK"] = "${mark}"\nprint("${mark} starts")\n`);
    customize('the first');
    const where = { ...place, env: { ...process.env, PYTHONPATH: path } };
    const waiting = await keep(where);
    assert.deepEqual(await run(where), { pid: waiting, cwd: place.cwd, mark: `'the first'`, output: 'the first starts\n' });

    const outdated = await keep(where);
    customize('the second');
    const { pid, mark, output } = await run(where);
    assert.notEqual(pid, outdated);
    assert.deepEqual([mark, output], [`'the second'`, 'the second starts\n']);
  });

  it('is not used when its folder was made anew', async () => {
    const waiting = await keep();
    rmSync(place.cwd, { recursive: true });
    mkdirSync(place.cwd);
    const { pid, cwd } = await run();
    assert.notEqual(pid, waiting);
    assert.equal(cwd, place.cwd);
  });

  it('that has died is replaced by a new one, without a word', async () => {
    const waiting = await keep();
    process.kill(waiting, 'SIGKILL');
    assert.notEqual((await run()).pid, waiting);

    const gone = await keep();
    process.kill(gone, 'SIGKILL');
    await until('it was noticed', () => clock.waiting === 0);
    assert.notEqual((await run()).pid, gone);
  });

  it('that does not answer is replaced by a new one, and ended', async () => {
    const waiting = await keep();
    process.kill(waiting, 'SIGSTOP');
    const running = run();
    await until('it was asked', () => clock.waiting === 1);
    clock.pass(CHECK_MS);
    assert.notEqual((await running).pid, waiting);
    await untilNoneIsLeft();
  });

  it('that cannot be started is missed by nobody', async () => {
    warm.keep({ ...place, interpreter: { ...interpreter, command: join(folder, 'nowhere') } });
    warm.keep({ ...place, interpreter: { ...interpreter, command: 'py\0thon' }, cwd: folder });
    assert.ok((await run()).pid > 0);
  });

  it('is ended with the extension, also while it starts, and none comes after', async () => {
    const waiting = await keep();
    warm.keep({ ...place, cwd: folder });
    warm.dispose();
    await until('both have ended', () => started.length === 2 && !pids().some(alive));
    assert.notEqual((await run()).pid, waiting);
    warm.keep(place);
    assert.equal(started.length, 2);
  });

  for (const [when, connected] of [['while it waits', ['connected']], ['while it starts', []]] as const) {
    it(`ends by itself when the host vanishes ${when}`, async () => {
      const host = spawn(process.execPath, [join(__dirname, 'warmHost.js'), folder, interpreter.executable, ...connected], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(host, 'exit');
      const [said] = await once(host.stdout, 'data') as [Buffer];
      const pid = Number(said.toString());
      assert.ok(alive(pid));
      host.kill('SIGKILL');
      await exited;
      await until('the worker has ended', () => !alive(pid));
    });
  }
});
