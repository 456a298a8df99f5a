/**
 * Runs the mocha tests of one folder of `out/test` in this Node process, and lets the process end by itself: what keeps
 * it from that was left behind by a test, which is a failure.
 *   node scripts/lib/suite.mjs FOLDER TIMEOUT_MS RETRIES [SHARE OF_SHARES]
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './project.mjs';

const LEFT_OPEN_MS = 5_000;

const [folder, timeout, retries, index = '0', of = '1'] = process.argv.slice(2);
/** @type {typeof import('../../test/suite.js')} */
const suite = createRequire(import.meta.url)(join(root, 'out', 'test', 'suite.js'));
const options = { timeout: Number(timeout), retries: Number(retries) };
const { failed } = await suite.runSuite(join(root, 'out', 'test', String(folder)), options, { index: Number(index), of: Number(of) });
process.exitCode = failed > 0 ? 1 : 0;
setTimeout(() => {
  console.error(`The tests of ${folder} left something open: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(2);
}, LEFT_OPEN_MS).unref();
