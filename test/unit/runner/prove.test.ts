import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath, probe, type Interpreter } from '../../../src/runner/interpreter.js';
import { prove, type Measured, type ProveEvents, type Proving } from '../../../src/runner/prove.js';
import type { RunRequest } from '../../../src/shared/protocol.js';
import { until } from '../../until.js';

/** Sleeps, and notes that it ran, in the order of all runs. */
const program = (seconds: number, name: string, more = ''): string => `import asyncio, os
async def main():
    with open('ran', 'a') as file:
        file.write('${name} %d\\n' % os.getpid())
    await asyncio.sleep(${seconds})
    print('done')
${more}
`;
const gone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
};

describe('Proving', function () {
  this.timeout(30_000);
  let interpreter: Interpreter;
  let folder: string;

  before(async () => {
    const found = (await Promise.all(onPath().map(probe))).find((answer) => answer.ok);
    assert.ok(found?.ok);
    interpreter = found.interpreter;
  });
  beforeEach(() => { folder = realpathSync(mkdtempSync(join(tmpdir(), 'await-lens proof é-'))); });
  afterEach(() => rmSync(folder, { recursive: true }));

  function start(old: string, fresh: string, { rounds = 3, events = {}, ...changes }: { rounds?: number; events?: ProveEvents } & Partial<RunRequest> = {}): Proving {
    const request = { file: join(folder, 'program.py'), qualname: 'main', line: null, arguments: '', instance: null, root: folder, timeout: 20, block_threshold_ms: 50, ...changes };
    return prove({
      interpreter, workerFolder: join(PROJECT_ROOT, 'src', 'worker'), cwd: folder, env: process.env, rounds,
      old: { ...request, source: old }, new: { ...request, source: fresh },
    }, events);
  }
  const ran = (): string[][] => readFileSync(join(folder, 'ran'), 'utf8').trim().split('\n').map((line) => line.split(' '));
  const allGone = (): void => { for (const [, pid] of ran()) assert.ok(gone(Number(pid)), `process ${pid} is gone`); };
  const counts = ({ runs }: Measured): number[] => [runs.old.length, runs.new.length];

  it('runs both texts in turn, each in a process of its own, though neither stands on the disk', async () => {
    const told: string[] = [];
    const measured: number[] = [];
    const events: ProveEvents = {
      onRun: (side, round) => told.push(`${side} ${round}`),
      onMeasured: (_side, ns) => measured.push(ns),
    };
    const { runs, stopped, broken } = await start(program(0.12, 'old'), program(0.03, 'new'), { events }).result;
    assert.deepEqual([stopped, broken], [false, null]);
    assert.deepEqual(told, ['old 1', 'new 1', 'new 2', 'old 2', 'old 3', 'new 3']);
    assert.deepEqual(ran().map(([name]) => name), ['old', 'new', 'new', 'old', 'old', 'new']);
    assert.equal(new Set(ran().map(([, pid]) => pid)).size, 6);
    allGone();
    assert.deepEqual(measured.length, 6);
    for (const [side, least] of [['old', 0.12e9], ['new', 0.03e9]] as const) {
      assert.deepEqual(runs[side].map(({ report }) => report.outcome), ['returned', 'returned', 'returned']);
      assert.ok(runs[side].every(({ report, printed }) => report.elapsed_ns >= 0.99 * least && printed.join() === 'done'));
    }
    assert.deepEqual([runs.old, runs.new].map((side) => side.map(({ whole, report }) => [whole, report.tasks.length, report.awaits.length])), [[[false, 0, 1], [false, 0, 1], [false, 0, 1]], [[true, 1, 1], [true, 1, 1], [true, 1, 1]]]);
    const fastest = (side: 'old' | 'new'): number => Math.min(...runs[side].map(({ report }) => report.elapsed_ns));
    assert.ok(fastest('old') > 1.5 * fastest('new'));
  });

  it('takes a run that raises for a run, and keeps what is printed to both streams, within a bound', async () => {
    const noisy = 'import sys\nasync def main():\n    print("out")\n    print("err", file=sys.stderr)\n    raise KeyError("a")\n';
    const flood = (letter: string): string => `async def main():\n    print("x" * 200000)\n    print("${letter}" * 10)\n`;
    const [raised, flooded] = await Promise.all([start(noisy, noisy, { rounds: 1 }).result, start(flood('a'), flood('b'), { rounds: 1 }).result]);
    const [run] = raised.runs.new;
    assert.deepEqual([run?.report.outcome, run?.report.exception?.type, run?.printed], ['raised', 'KeyError', ['out', 'err']]);
    const [old, fresh] = [flooded.runs.old[0]!.printed, flooded.runs.new[0]!.printed];
    assert.ok(old.join('').length < 140_000);
    assert.match(old.at(-1)!, /^… 68940 bytes more/);
    assert.notEqual(old.at(-1), fresh.at(-1), 'what is beyond the bound is compared, too');
  });

  it('ends everything when it is stopped', async () => {
    const proving = start(program(0.01, 'old'), program(60, 'new'));
    await until('the second run goes on', () => { try { return ran().length === 2; } catch { return false; } });
    proving.stop();
    const measured = await proving.result;
    assert.deepEqual([measured.stopped, measured.broken, ...counts(measured)], [true, null, 1, 0]);
    allGone();
    const stopped = start(program(0.01, 'old'), program(0.01, 'new'));
    stopped.stop();
    assert.deepEqual(counts(await stopped.result), [0, 0]);
  });

  it('begins nothing more once a version cannot be run at all', async () => {
    const good = program(0.01, 'good');
    const results = await Promise.all([
      start(good, 'async def main(:\n').result,
      start('async def other():\n    pass\n', good).result,
      start(good, `import no_such_module\n${good}`).result,
      start(good, good, { arguments: '1' }).result,
    ]);
    assert.deepEqual(results.map(({ broken }) => broken?.side), ['new', 'old', 'new', 'old']);
    for (const [index, says] of [/syntax|invalid/i, /no function main/, /no_such_module/, /takes 0/].entries()) assert.match(results[index]!.broken!.message, says);
    assert.deepEqual(results.map(counts), [[1, 0], [0, 0], [1, 0], [0, 0]]);
  });

  it('honours the time limit, and does not wait for it a second time', async () => {
    const measured = await start(program(0.01, 'old'), program(60, 'new'), { timeout: 0.3 }).result;
    assert.deepEqual(counts(measured), [1, 1]);
    assert.equal(measured.runs.new[0]!.report.outcome, 'timeout');
    allGone();
  });
});
