import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Moment } from '../../../src/analysis/replay/moment.js';
import { Replay } from '../../../src/analysis/replay/replay.js';
import { timelineOf } from '../../../src/analysis/timeline/timelineOf.js';
import { isReport } from '../../../src/shared/report.js';

/** What asyncio knew at one moment; `test/fixtures/worker/noting.py` prints them. Seconds. */
interface Note {
  now: number;
  running: string;
  /** Tasks whose step is in the loop's queue, in its order. */
  ready: string[];
  /** When each is due, in that order, and the task whose sleep it ends. */
  timers: [due: number, task: string | null][];
}

const MOMENTS = 10;
/** How far two readings of two clocks may lie apart, ns: of a busy machine, and else. */
const APART = 20e6;
const CLOSE = 0.2e6;

describe('The replay of the queue example', () => {
  it('has the queue and the timers that asyncio itself had, at moments picked at random', async function () {
    this.timeout(30_000);
    const seed = Number(process.env.AWAIT_LENS_SEED ?? Date.now() % 1_000_000);
    const { notes: all, replay, nameOf } = await run();
    // Of a timer that is due just then, nobody can tell on which side of it a note was taken.
    const notes = all.filter(({ now, timers }) => timers.every(([due]) => Math.abs(due - now) * 1e9 > CLOSE));
    assert.ok(notes.length > 50, `${notes.length} moments`);
    assert.ok(notes.some(({ ready }) => ready.length > 1) && notes.some(({ timers }) => timers.length > 3), 'there is something to compare');
    for (const note of picked(notes, MOMENTS, seed)) {
      const ns = Math.round(note.now * 1e9);
      const state = replay.stateAt(ns);
      const message = `AWAIT_LENS_SEED=${seed}, at ${note.now} s`;
      assert.deepEqual(state.running.map(({ task }) => nameOf(task)), [note.running], message);
      assertReady(state.ready, note, nameOf, message);
      assert.equal(state.timers.length, note.timers.length, message);
      for (const [index, { dueNs, task }] of state.timers.entries()) {
        const [due, sleeper] = note.timers[index]!;
        assert.ok(Math.abs(dueNs - due * 1e9) < APART, `${message}: ${dueNs}`);
        if (sleeper !== null) assert.equal(nameOf(task), sleeper, message);
      }
    }
  });
});

/** A task is ready from when its timer is due; asyncio puts it into the queue when it comes to the timer. */
function assertReady(ready: Moment['ready'], { now, ready: queue, timers }: Note, nameOf: (task: number | null) => string, message: string): void {
  const due = timers.flatMap(([at, task]) => (at <= now && task !== null ? [task] : []));
  const names = ready.filter(({ task }) => task !== null).map(({ task }) => nameOf(task));
  assert.deepEqual(names.filter((name) => !due.includes(name)), queue, message);
  assert.deepEqual(names.filter((name) => due.includes(name)).sort(), due.sort(), message);
}

async function run(): Promise<{ notes: Note[]; replay: Replay; nameOf(task: number | null): string }> {
  const folder = mkdtempSync(join(tmpdir(), 'await-lens noting-'));
  try {
    const saved = join(folder, 'report.json');
    const program = join(PROJECT_ROOT, 'test/fixtures/worker/noting.py');
    const env = { ...process.env, PYTHONPATH: join(PROJECT_ROOT, 'src/worker') };
    const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';
    const { stdout } = await promisify(execFile)(python, ['-m', 'await_lens', `${program}::main`, '--json', saved], { env, timeout: 20_000 });
    // The table of the command line follows what the program printed.
    const notes = JSON.parse(stdout.split('\n', 1)[0]!) as Note[];
    const report: unknown = JSON.parse(readFileSync(saved, 'utf8'));
    assert.ok(isReport(report) && report.trace.complete);
    const { lanes, sites } = timelineOf(report, []);
    const names = new Map(lanes.map(({ task, name }) => [task, name]));
    return { notes, replay: new Replay(report.trace, lanes, sites), nameOf: (task) => names.get(task ?? 0) ?? 'nobody' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Different ones, by a small generator of random numbers (a linear congruential one, of Knuth's MMIX). */
function picked<T>(all: readonly T[], count: number, seed: number): T[] {
  const left = [...all];
  let state = BigInt(seed);
  return Array.from({ length: count }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return left.splice(Number(state >> 33n) % left.length, 1)[0]!;
  });
}
