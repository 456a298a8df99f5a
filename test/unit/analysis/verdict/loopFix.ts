/** A fix by hand, for the tests of predictions. */
import type { Fix } from '../../../../src/analysis/fixes/fix.js';
import type { AsyncFunction } from '../../../../src/analysis/model.js';

/** Of a loop that starts at this offset and whose awaits are all those of its function. */
export function loopFix({ awaitPoints: points }: AsyncFunction, start: number, limit?: number): Fix {
  const saves = { points, loop: true, ...(limit === undefined ? {} : { limit }) };
  return { id: 'loop.gather', title: '', explanation: '', edits: [], range: { start, end: start }, caution: null, saves };
}
