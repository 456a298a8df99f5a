/** Entry of the suite that runs inside VS Code's extension host; VS Code calls `run`. */
import Mocha from 'mocha';
import { format } from 'node:util';
import { runSuite } from '../suite.js';

/** Tells the suite's lines from VS Code's own; `scripts/lib/extension-tests.mjs` shows those that begin so. */
const SUITE_MARK = '[suite] ';

/** @throws when a test failed: the window then ends with an error. */
export async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...message: unknown[]) => console.log(SUITE_MARK + format(...message));
  const { passed, failed } = await runSuite(__dirname, { timeout: 30_000, retries: 1 });
  if (failed > 0) throw new Error(`${failed} of ${passed + failed} tests failed`);
}
