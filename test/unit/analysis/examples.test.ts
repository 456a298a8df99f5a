/** Runs every example as `python FILE`, and its main() under the lens. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Range } from '../../../src/analysis/model.js';
import { toReportRange } from '../../../src/analysis/positions.js';
import { scan } from '../../../src/analysis/scan.js';
import type { Report } from '../../../src/shared/report.js';
import { ahead } from '../ahead.js';
import { reportOfExample } from '../realReports.js';

const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';
const folder = join(PROJECT_ROOT, 'examples');
const run = promisify(execFile);

/** What each prints at its end, and the seconds that its main() takes, give or take a little. */
const examples: Record<string, { last: string; seconds: number }> = {
  '01_coroutine.py': { last: 'Coroutine executed!', seconds: 1 },
  '02_sequential.py': { last: 'World!', seconds: 2 },
  '03_gather.py': { last: "['hello', 'world']", seconds: 1 },
  '04_taskgroup.py': { last: 'Hello! World!', seconds: 1 },
  '05_blocking.py': { last: 'beat, 0.00 s late', seconds: 1.6 },
  '06_queue_workers.py': { last: 'worker 3 squared 5: 25', seconds: 0.4 },
  '07_timeout_cancellation.py': { last: 'the task was cancelled by hand', seconds: 0.8 },
  '08_async_with_for.py': { last: "['ROW 0', 'ROW 1']", seconds: 0.8 },
  '09_streams.py': { last: 'HELLO ASYNC WORLD', seconds: 0.2 },
};
/** What other processes on the machine may add. */
const SLACK_SECONDS = 0.5;
const AT_A_TIME = 3;

describe('examples', () => {
  it('are all known here, short and without an argument to main()', () => {
    assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.py')).sort(), Object.keys(examples));
    for (const name of Object.keys(examples)) {
      const text = readFileSync(join(folder, name), 'utf8');
      assert.ok(text.split('\n').length < 60, name);
      assert.deepEqual(scan(text).functions.find(({ qualname }) => qualname === 'main')?.parameters, [], name);
    }
  });

  const asIs = ahead(Object.keys(examples).map((name) => () => run(python, ['-W', 'error', join(folder, name)])), AT_A_TIME);
  const underLens = ahead(Object.keys(examples).map((name) => (again) => reportOfExample(name, again)), AT_A_TIME);

  for (const [index, [name, { last }]] of Object.entries(examples).entries()) {
    it(`${name} runs as it is`, async function () {
      this.timeout(15_000);
      const { stdout, stderr } = await asIs(index);
      assert.equal(stderr, '');
      const line = stdout.trimEnd().split('\n').at(-1) ?? '';
      // How late a beat comes depends on the machine.
      assert.equal(line.replace(/0\.0\d s late/, '0.00 s late'), last);
    });
  }

  for (const [index, [name, { seconds }]] of Object.entries(examples).entries()) {
    it(`${name} runs under the lens, and its times stand where scan() finds await points`, async function () {
      this.timeout(15_000);
      const report = await underLens(index);
      assert.equal(report.outcome, 'returned');
      const elapsed = report.elapsed_ns / 1e9;
      assert.ok(elapsed > seconds - 0.02 && elapsed < seconds + SLACK_SECONDS, `${elapsed} s`);
      assert.deepEqual(reported(report), scanned(name).filter((point) => reported(report).includes(point)));
      assert.ok(report.awaits.length > 1);
    });
  }
});

function reported({ awaits }: Report): string[] {
  return awaits.map(({ kind, function: name, line, column, end_line, end_column, source }) =>
    [kind, name, line, column, end_line, end_column, source].join(' ')).sort();
}

function scanned(name: string): string[] {
  const text = readFileSync(join(folder, name), 'utf8');
  const lines = text.split('\n');
  const span = (range: Range): number[] => {
    const { line, column, end_line, end_column } = toReportRange(range, (number) => lines[number] ?? '');
    return [line, column, end_line, end_column];
  };
  return scan(text).functions.flatMap(({ qualname, awaitPoints }) =>
    awaitPoints.map(({ kind, range, source }) => [kind, qualname, ...span(range), source].join(' '))).sort();
}
