import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath, probe, type Interpreter } from '../../../src/runner/interpreter.js';
import { startRun, type Run } from '../../../src/runner/run.js';
import { WarmWorkers } from '../../../src/runner/warm.js';
import { programEnvironment, startWorker, type Worker } from '../../../src/runner/worker.js';
import type { Live, RunEnd, RunRequest } from '../../../src/shared/protocol.js';
import type { Report } from '../../../src/shared/report.js';
import { until } from '../../until.js';

const alive = (pid: number): boolean => {
  try {
    // A zombie answers to signals, but it has ended.
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

for (const how of ['that is started for it', 'that has waited for it']) describe(`A run in a worker process ${how}`, function () {
  this.timeout(30_000);
  let interpreter: Interpreter;
  let folder: string;
  let output: { stdout: Buffer[]; stderr: Buffer[] };
  let started: boolean;
  let progress: number;
  let lives: (Live | null)[];
  let warm: WarmWorkers;
  let waiting: Worker | undefined;

  before(async () => {
    const answers = await Promise.all(onPath().map(probe));
    const found = answers.find((answer) => answer.ok);
    assert.ok(found?.ok);
    interpreter = found.interpreter;
  });
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'await-lens run é-')));
    output = { stdout: [], stderr: [] };
    started = false;
    progress = 0;
    lives = [];
    warm = new WarmWorkers(undefined, async (place) => waiting = await startWorker(place));
  });
  afterEach(() => {
    warm.dispose();
    rmSync(folder, { recursive: true });
  });

  async function start(code: string, request: Partial<RunRequest> = {}, python = interpreter): Promise<Run> {
    const file = join(folder, 'program.py');
    writeFileSync(file, code);
    const place = { interpreter: python, workerFolder: join(PROJECT_ROOT, 'src', 'worker'), cwd: folder, env: process.env };
    if (how === 'that has waited for it') {
      waiting = undefined;
      warm.keep(place);
      await until('it waits, or cannot be started', () => waiting !== undefined && (waiting.python !== null || waiting.process.exitCode !== null || waiting.process.pid === undefined));
    }
    return startRun({
      ...place,
      request: { file, qualname: 'main', line: null, source: null, arguments: '', instance: null, root: folder, timeout: 20, block_threshold_ms: 50, ...request },
    }, {
      onStarted: () => { started = true; },
      onProgress: (_elapsed, _pending, _blocking, live) => {
        progress += 1;
        lives.push(live);
      },
      onOutput: (stream, chunk) => output[stream].push(chunk),
    }, warm);
  }
  const said = (stream: 'stdout' | 'stderr'): Buffer => Buffer.concat(output[stream]);
  const reportOf = (end: RunEnd): Report => {
    assert.equal(end.kind, 'report', JSON.stringify(end));
    return (end as RunEnd & { kind: 'report' }).report;
  };
  const report = async (code: string, request: Partial<RunRequest> = {}): Promise<Report> => reportOf(await (await start(code, request)).result);

  it('hands back its report, and what it printed', async () => {
    const { outcome, value, awaits, target } = await report('import asyncio\nasync def main():\n    await asyncio.sleep(0.05)\n    print("grüße 👋")\n    return 7\n');
    assert.deepEqual([outcome, value, target.name, awaits.length], ['returned', '7', 'main', 1]);
    assert.equal(said('stdout').toString(), 'grüße 👋\n');
    assert.ok(started);
  });

  it('tells its progress at least four times a second, also while the loop is blocked', async () => {
    await report('import time\nasync def main():\n    time.sleep(1.1)\n');
    assert.ok(progress >= 4, `${progress} times`);
  });

  it('tells what has happened so far while somebody watches, and only then', async () => {
    const run = await start([
      'import asyncio', 'async def nap():', '    while True:', '        await asyncio.sleep(0.01)',
      'async def main():', '    await asyncio.gather(*(nap() for _ in range(3)))', '',
    ].join('\n'));
    const told = (): Live | null => lives.at(-1) ?? null;
    run.watch(true);
    await until('all of it is told', () => told()?.tasks.length === 4 && told()!.tasks.every(({ timeline }) => timeline.length > 0));
    const { tasks, tasks_omitted, awaits } = told()!;
    assert.deepEqual(tasks.map((task) => [task.function, task.parent, task.outcome]), [['main', null, 'pending'], ...Array<unknown>(3).fill(['nap', 1, 'pending'])]);
    assert.equal(tasks_omitted, 0);
    assert.deepEqual(awaits.map(({ line, source, pending }) => [line, source, pending]), [[4, 'await asyncio.sleep(0.01)', 3], [6, 'await asyncio.gather(*(nap() for _ in range(3)))', 1]]);
    const count = (): number => told()?.awaits[0]?.count ?? 0;
    const before = count();
    await until('it goes on', () => count() > before);
    run.watch(false);
    await until('nothing more is told', () => told() === null);
    run.watch(true);
    await until('it is told again', () => told() !== null);
    run.stop();
    assert.equal(reportOf(await run.result).outcome, 'cancelled');
    run.watch(false);
  });

  it('says nothing of what has happened when nobody watches', async () => {
    await report('import time\nasync def main():\n    time.sleep(0.5)\n');
    assert.ok(progress > 0);
    assert.deepEqual([...new Set(lives)], [null]);
  });

  it('takes 50 MB of output without loss, and binary on stdout', async () => {
    const { outcome } = await report([
      'import sys', 'async def main():', '    for _ in range(50):', '        print("x" * (1 << 20))',
      '    sys.stdout.flush()', '    sys.stdout.buffer.write(bytes(range(256)))', '',
    ].join('\n'));
    assert.equal(outcome, 'returned');
    const bytes = said('stdout');
    assert.equal(bytes.length, 50 * ((1 << 20) + 1) + 256);
    assert.deepEqual([...bytes.subarray(-256)], [...Array(256).keys()]);
  });

  it('says that the program ended itself, by sys.exit or os._exit', async () => {
    const exit = await report('import sys\nasync def main():\n    sys.exit(3)\n');
    assert.deepEqual([exit.outcome, exit.exit_code], ['exited', 3]);
    const hard = await report('import os\nasync def main():\n    print("last words", flush=True)\n    os._exit(4)\n');
    assert.deepEqual([hard.outcome, hard.exit_code, hard.phase], ['exited', 4, 'running']);
    assert.equal(said('stdout').toString(), 'last words\n');
  });

  it('says where Python crashed', async () => {
    const crash = await report('import faulthandler\nasync def main():\n    print("before", flush=True)\n    faulthandler._sigsegv()\n');
    assert.equal(crash.outcome, 'crashed');
    assert.match(crash.exception?.message ?? '', /segmentation fault/i);
    assert.deepEqual(crash.exception?.frames.map(({ line, function: name }) => [line, name]), [[4, 'main']]);
  });

  it('raises EOFError where the program asks for input', async () => {
    const { outcome, exception } = await report('async def main():\n    input("Name? ")\n');
    assert.deepEqual([outcome, exception?.type, exception?.frames.at(-1)?.line], ['raised', 'EOFError', 2]);
  });

  it('names the place of a syntax error and of a failing import', async () => {
    const end = await (await start('async def main():\n    await (\n')).result;
    assert.equal(end.kind, 'unusable');
    if (end.kind === 'unusable') assert.deepEqual([end.unusable.reason, end.unusable.line], ['syntax', 2]);
    const failing = await report('import asyncio\nimport no_such_module_here\nasync def main():\n    pass\n');
    assert.deepEqual([failing.outcome, failing.phase, failing.exception?.type, failing.exception?.frames.at(-1)?.line], ['raised', 'loading', 'ModuleNotFoundError', 2]);
  });

  const HANGING: Record<string, string> = {
    'a busy loop': 'import asyncio\nasync def main():\n    while True:\n        pass\n',
    'a swallowed cancellation': 'import asyncio\nasync def main():\n    while True:\n        try:\n            await asyncio.sleep(60)\n        except asyncio.CancelledError:\n            pass\n',
    'C code that holds on': 'import time\nasync def main():\n    time.sleep(60)\n',
    'a cancellable wait': 'import asyncio\nasync def main():\n    await asyncio.sleep(60)\n',
    'a module that never loads': 'import time\nprint("loading", flush=True)\ntime.sleep(60)\nasync def main():\n    pass\n',
  };
  for (const [what, code] of Object.entries(HANGING)) {
    it(`is stopped within 3 s: ${what}`, async () => {
      const run = await start(code);
      await until('it runs, or loads', () => started || said('stdout').includes('loading'));
      const asked = Date.now();
      run.stop();
      const { outcome } = reportOf(await run.result);
      assert.equal(outcome, 'cancelled');
      assert.ok(Date.now() - asked < 3_000, `it took ${Date.now() - asked} ms`);
    });
  }

  it('leaves no process behind, whether stopped, returned or crashed: children, also in a session of their own', async () => {
    const code = (last: string): string => [
      'import asyncio, subprocess, sys, faulthandler',
      'STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)"',
      'async def main():',
      '    for own in (False, True):',
      '        child = subprocess.Popen([sys.executable, "-c", STUBBORN], start_new_session=own, stdout=subprocess.PIPE)',
      '        child.stdout.readline()',
      '        print(child.pid, flush=True)',
      `    ${last}`, '',
    ].join('\n');
    for (const last of ['return 1', 'await asyncio.sleep(600)']) {
      output.stdout.length = 0;
      const run = await start(code(last));
      await until('both children run', () => said('stdout').toString().trim().split('\n').length === 2);
      const pids = said('stdout').toString().trim().split('\n').map(Number);
      if (last !== 'return 1') run.stop();
      assert.equal(reportOf(await run.result).outcome, last === 'return 1' ? 'returned' : 'cancelled');
      await until('no child is left', () => !pids.some(alive), 1_000);
    }
  });

  it('ends at its time limit, even in a busy loop', async () => {
    const { outcome, elapsed_ns } = await report('async def main():\n    while True:\n        pass\n', { timeout: 0.5 });
    assert.equal(outcome, 'timeout');
    assert.ok(elapsed_ns >= 0.5e9 && elapsed_ns < 3e9, String(elapsed_ns));
  });

  it('runs the given text in place of the file', async () => {
    const { value } = await report('async def main():\n    return "disk"\n', { source: 'async def main():\n    return "editor"\n' });
    assert.equal(value, "'editor'");
  });

  it('names missing and unknown arguments before anything runs', async () => {
    const end = await (await start('print("loaded")\nasync def main(a, b, *, c):\n    print("ran")\n', { arguments: '1, d=2' })).result;
    assert.equal(end.kind, 'unusable');
    if (end.kind === 'unusable') assert.match(end.unusable.message, /\bb\b.*\bc\b[\s\S]*\bd\b|\bd\b[\s\S]*\bb\b.*\bc\b/);
    assert.doesNotMatch(said('stdout').toString(), /ran/);
  });

  it('says what to do when Python cannot be started, or ends at once', async () => {
    const missing = await (await start('', {}, { ...interpreter, command: join(folder, 'nowhere') })).result;
    assert.match(missing.kind === 'failed' ? missing.message : '', /could not be started .*nowhere/);
    const broken = await (await start('', {}, { ...interpreter, command: '/bin/false' })).result;
    assert.match(broken.kind === 'failed' ? broken.message : '', /ended with status 1 .*Select another interpreter/);
  });
});

describe('A worker process', () => {
  it('gives the program the environment of the user, not that of VS Code', () => {
    assert.deepEqual(programEnvironment({ HOME: '/h', VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '1', PATH: '/b' }), { HOME: '/h', PATH: '/b' });
  });
});
