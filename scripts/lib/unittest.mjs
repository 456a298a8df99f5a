/** Python's unittest, as `npm test` runs it. */

/**
 * Reads unittest's last lines: `Ran 12 tests in 3.1s` and `FAILED (failures=1, errors=2, skipped=3)`.
 * @param {string} output
 * @param {number | null} status the exit status; null when it was killed
 * @returns {{ passed: number, failed: number, skipped: number }} at least one failure when it did not end with 0
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
  };
}
