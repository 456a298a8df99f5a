/**
 * Runs the mocha tests of one folder of `out/test`: in Node (`scripts/lib/suite.mjs`) and inside VS Code's extension
 * host (`test/editor/index.ts`) alike.
 */
import Mocha from 'mocha';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Environment variable with the file that the result is written to, as JSON. */
export const RESULT_VARIABLE = 'AWAIT_LENS_TEST_RESULT';

export interface SuiteResult {
  passed: number;
  failed: number;
  /** Marked `skip` or without a body. */
  pending: number;
  /** Title and message of each that failed. */
  failures: string[];
  /** Title and message of each that failed once and was tried again, where `options.retries` allows it. */
  retries: string[];
}

/** Environment variable with the names of test files, without `.test.js`, that are left out; with commas between them. */
export const LEFT_OUT_VARIABLE = 'AWAIT_LENS_TEST_LEFT_OUT';

/** One of several processes that have a folder's files dealt out among them. */
export interface Share {
  /** From 0 on. */
  index: number;
  of: number;
}

/**
 * @param folder absolute path of a folder with built `*.test.js` files, at any depth
 * @throws when it has none, or one of them cannot be loaded
 */
export async function runSuite(folder: string, options: Mocha.MochaOptions = {}, { index, of }: Share = { index: 0, of: 1 }): Promise<SuiteResult> {
  const mocha = new Mocha({ ui: 'bdd', color: false, forbidOnly: true, ...options });
  const leftOut = (process.env[LEFT_OUT_VARIABLE] ?? '').split(',');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.test.js') && !leftOut.includes(basename(path, '.test.js')));
  if (files.length === 0) throw new Error(`${folder} has no *.test.js`);
  // To and fro, so that files of one topic, which take about as long, go to different ones.
  files.sort().forEach((path, at) => {
    const turn = at % (2 * of);
    if (Math.min(turn, 2 * of - 1 - turn) === index) mocha.addFile(join(folder, path));
  });
  await mocha.loadFilesAsync();
  const failures: string[] = [];
  const retries: string[] = [];
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats as Mocha.Stats));
    const told = (test: Mocha.Test, error: Error): string => `${test.fullTitle()}: ${error.message}`;
    runner.on('fail', (test: Mocha.Test, error: Error) => failures.push(told(test, error)));
    runner.on('retry', (test: Mocha.Test, error: Error) => {
      retries.push(told(test, error));
      console.log(`    ↻ tried again: ${told(test, error)}`);
    });
  });
  const result = { passed: stats.passes, failed: stats.failures, pending: stats.pending, failures, retries };
  const file = process.env[RESULT_VARIABLE];
  if (file) writeFileSync(file, JSON.stringify(result));
  return result;
}
