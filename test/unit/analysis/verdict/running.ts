/** Runs a function of a file under the lens and tells its headline. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { scan } from '../../../../src/analysis/scan.js';
import { headlineOf } from '../../../../src/analysis/verdict/headline.js';
import type { Headline } from '../../../../src/shared/panel.js';
import { isReport, type Report } from '../../../../src/shared/report.js';
import { reportOfExample } from '../../realReports.js';

const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';
const env = { ...process.env, PYTHONPATH: join(PROJECT_ROOT, 'src/worker') };
const run = promisify(execFile);

export interface Told {
  report: Report;
  headline: Headline;
}

/** In a run of its own. `file` absolute, or from the project's folder; `options` of the command line. */
export async function runAndTell(file: string, name: string, ...options: string[]): Promise<Told> {
  const path = resolve(PROJECT_ROOT, file);
  const call = run(python, ['-m', 'await_lens', `${path}::${name}`, ...options, '--json', '-'], { env, maxBuffer: 50e6 });
  // A run that failed ends with another status, and with a report all the same.
  const { stdout } = await call.catch((error: { stdout: string }) => error);
  const report: unknown = JSON.parse(stdout);
  if (!isReport(report)) throw new Error(`no report of ${name}`);
  return tell(report, path, name);
}

/** Of `main()` in a file of `examples/`, in a run that others may ask for, too, unless this one asks `again`. */
export async function tellOfExample(name: string, again: boolean): Promise<Told> {
  return tell(await reportOfExample(name, again), join(PROJECT_ROOT, 'examples', name), 'main');
}

function tell(report: Report, path: string, name: string): Told {
  const text = readFileSync(path, 'utf8');
  const fn = scan(text).functions.find(({ qualname }) => qualname === name) ?? null;
  return { report, headline: headlineOf({ report, fn, text }) };
}
