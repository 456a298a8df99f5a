/**
 * Runs the mocha tests of one folder of `out/test` in this Node process, and lets the process end by itself: a test
 * that leaves a process, a listener or a timer behind keeps it alive, which `test.mjs` takes as a failure.
 *   node scripts/lib/suite.mjs unit
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './project.mjs';

const [folder, timeout] = process.argv.slice(2);
const suite = createRequire(import.meta.url)(join(root, 'out', 'test', 'suite.js'));
const { failed } = await suite.runSuite(join(root, 'out', 'test', String(folder)), { timeout: Number(timeout ?? 10_000) });
process.exitCode = failed > 0 ? 1 : 0;
