/** Reports of real runs: a real worker under a real Python. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isReport, type Report } from '../../src/shared/report.js';

const run = promisify(execFile);
const PYTHON = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';
const env = { ...process.env, PYTHONPATH: join(PROJECT_ROOT, 'src/worker') };
const examples = new Map<string, Promise<Report>>();

/** Of `main()` in a file of `examples/`; each is run once for all that ask, unless one asks `again`. */
export function reportOfExample(name: string, again = false): Promise<Report> {
  const known = (again ? undefined : examples.get(name)) ?? reportOfFile(join(PROJECT_ROOT, 'examples', name));
  examples.set(name, known);
  return known;
}

/** Of `main()` in a program; it may raise. */
export async function reportOfProgram(code: string): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'await-lens program-'));
  try {
    writeFileSync(join(folder, 'program.py'), code);
    return await reportOfFile(join(folder, 'program.py'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function reportOfFile(file: string): Promise<Report> {
  const { stdout } = await run(PYTHON, ['-m', 'await_lens', `${file}::main`, '--json', '-'], { env, timeout: 20_000, maxBuffer: 64 << 20 })
    // A run that fails still makes a report.
    .catch((error: Error & { stdout: string }) => error);
  const report: unknown = JSON.parse(stdout);
  assert.ok(isReport(report), `no report of ${file}`);
  return report;
}
