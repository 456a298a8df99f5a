/** Python's unittest, as `npm test` runs it. */

/**
 * Reads what unittest prints: its last lines, `Ran 12 tests in 3.1s` and `FAILED (failures=1, errors=2, skipped=3)`, and
 * before them what it says of each failure.
 * @param {string} output
 * @param {number | null} status the exit status; null when it was killed
 * @returns {{ passed: number, failed: number, skipped: number, failures: UnittestFailure[] }} at least one failed when it
 *   did not end with 0
 */
export function unittestCount(output, status) {
  const summary = output.slice(output.lastIndexOf('\nRan '));
  const number = (/** @type {RegExp} */ pattern) => Number(pattern.exec(summary)?.[1] ?? 0);
  const ran = number(/^\nRan (\d+) tests?/);
  const skipped = number(/\bskipped=(\d+)/);
  const failed = number(/\bfailures=(\d+)/) + number(/\berrors=(\d+)/) + number(/\bunexpected successes=(\d+)/);
  return {
    passed: Math.max(0, ran - failed - skipped),
    failed: status !== 0 && failed === 0 ? 1 : failed,
    skipped,
    failures: [...output.matchAll(FAILURE)].map(([, test = '', place = '', text = '']) => ({
      id: test === 'setUpClass' || place.endsWith(`.${test}`) ? place : `${place}.${test}`,
      message: exceptionOf(text),
    })),
  };
}

/**
 * @typedef {object} UnittestFailure
 * @property {string} id as unittest takes it: `module.Class.test`
 * @property {string} message the exception, as the traceback ends with it
 */

/** From 3.11 on the test stands in the brackets too; behind them may stand those of a subtest; then the traceback. */
const FAILURE = /^={70}\n(?:FAIL|ERROR): (\w+) \(([\w.]+)\)[^]*?\n-{70}\n([^]*?)(?=\n={70}\n|\n-{70}\nRan )/gm;

/**
 * @param {string} text with a traceback in it
 * @returns {string} what stands below the frames of the last one
 */
function exceptionOf(text) {
  const lines = text.slice(Math.max(0, text.lastIndexOf('Traceback (most recent call last):'))).trimEnd().split('\n');
  const at = lines.findIndex((line, index) => index > 0 && !line.startsWith(' '));
  return lines.slice(Math.max(0, at)).join('\n');
}
