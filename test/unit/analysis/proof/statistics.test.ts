import assert from 'node:assert/strict';
import { mannWhitney, median, orders, quantile, speedUp, timesOf } from '../../../../src/analysis/proof/statistics.js';

const close = (actual: number, expected: number, what?: string): void => assert.ok(Math.abs(actual - expected) < 1e-9, `${what ?? ''} ${actual} is not ${expected}`);
/** A generator with a seed: the same numbers each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

describe('The statistics of a proof', () => {
  it('have the quantiles of NumPy and R', () => {
    // numpy.quantile([1, 2, 4, 7, 11], …), numpy.quantile([3, 1, 2, 10], …)
    assert.deepEqual([0, 0.25, 0.5, 0.75, 1].map((q) => quantile([11, 1, 7, 2, 4], q)), [1, 2, 4, 7, 11]);
    assert.deepEqual([0.25, 0.5, 0.75].map((q) => quantile([3, 1, 2, 10], q)), [1.75, 2.5, 4.75]);
    assert.equal(median([5]), 5);
    assert.throws(() => median([]), RangeError);
    assert.deepEqual(timesOf([30, 10, 20, 50, 40]), { elapsedNs: [30, 10, 20, 50, 40], medianNs: 30, minNs: 10, maxNs: 50, lowerQuartileNs: 20, upperQuartileNs: 40 });
  });

  it('count the orders as the published tables do', () => {
    // The tables of Mann and Whitney: of the 252 orders of five and five, 1, 1, 2, 3, 5, 7 have U = 0 … 5.
    orders(5, 5).slice(0, 6).forEach((share, u) => close(share, [1, 1, 2, 3, 5, 7][u]! / 252, `U = ${u}`));
    orders(2, 3).forEach((share, u) => close(share, [1, 1, 2, 2, 2, 1, 1][u]! / 10, `U = ${u}`));
    for (const [m, n] of [[1, 1], [3, 7], [5, 5], [50, 50]] as const) {
      const shares = orders(m, n);
      assert.equal(shares.length, m * n + 1);
      close(shares.reduce((sum, share) => sum + share, 0), 1);
      shares.forEach((share, u) => close(share, shares.at(-1 - u)!, 'symmetric'));
    }
  });

  it('have the exact p-value of the Mann–Whitney test', () => {
    close(mannWhitney([11, 12, 13, 14, 15], [1, 2, 3, 4, 5]), 2 / 252);
    close(mannWhitney([1, 2, 3], [4, 5, 6]), 2 / 20);
    close(mannWhitney([1, 2], [3, 4]), 2 / 6);
    assert.equal(mannWhitney([1], [2]), 1);
    // Counted over all 126 orders.
    close(mannWhitney([1.1, 2.2, 3.3, 9.9], [0.5, 2, 3, 4, 5]), 114 / 126);
    close(mannWhitney([1.1, 1.2, 3.3, 2.5], [2.4, 4, 3, 4.5, 5]), 14 / 126);
    assert.equal(mannWhitney([1, 1, 1, 1, 1], [1, 1, 1, 1, 1]), 1, 'equal values tell nothing apart');
    close(mannWhitney([1, 2, 3, 4, 5], [5, 6, 7, 8, 9]), 2 * 2 / 252, 'a tie is rounded up');
  });

  it('have as many p-values below each level as chance would, and no more', () => {
    // Every one of the 252 orders of five and five.
    const positions = Array.from({ length: 1024 }, (_, bits) => bits).filter((bits) => bits.toString(2).replaceAll('0', '').length === 5);
    const ps = positions.map((bits) => {
      const at = (mine: boolean): number[] => Array.from({ length: 10 }, (_, index) => index + 1).filter((rank) => ((bits >> (rank - 1)) & 1) === (mine ? 1 : 0));
      return mannWhitney(at(true), at(false));
    });
    assert.equal(ps.length, 252);
    for (const level of [0.01, 0.05, 0.1, 0.5]) assert.ok(ps.filter((p) => p <= level).length / 252 <= level, String(level));
  });

  it('have a speed-up whose interval leaves out the two outer ratios on either side, of five runs each', () => {
    const old = [2.01, 2.0, 2.02, 1.99, 2.05].map((s) => s * 1e9);
    const fresh = [1.0, 1.01, 1.02, 0.99, 1.03].map((s) => s * 1e9);
    const ratios = old.flatMap((a) => fresh.map((b) => a / b)).sort((a, b) => a - b);
    const up = speedUp(old, fresh)!;
    close(up.ratio, 2.01 / 1.01);
    close(up.low, ratios[2]!);
    close(up.high, ratios[22]!);
    close(up.confidence, 1 - 2 * 4 / 252);
    assert.ok(up.separated && up.low <= up.ratio && up.ratio <= up.high);
    const turned = speedUp(fresh, old)!;
    close(turned.ratio, 1 / up.ratio);
    close(turned.low, 1 / up.high);
    assert.ok(turned.separated);
  });

  it('say how sure the interval of a few runs is', () => {
    close(speedUp([2, 4], [1, 2])!.confidence, 1 - 2 / 6);
    close(speedUp([2, 2, 2], [1, 1, 1])!.confidence, 1 - 2 / 20);
    assert.equal(speedUp([4], [2])!.confidence, 0);
    assert.deepEqual([speedUp([], [1]), speedUp([1], [])], [null, null]);
    assert.equal(speedUp([0, 0], [0, 0])!.ratio, 1);
    for (const n of [4, 5, 6, 7, 8, 9, 10, 15, 20, 33, 50]) {
      const { confidence } = speedUp(Array<number>(n).fill(2), Array<number>(n).fill(1))!;
      assert.ok(confidence >= 0.95 && confidence < 0.99, `${n}: ${confidence}`);
    }
  });

  it('have an interval that holds the true factor as often as it says', () => {
    const random = numbers(7);
    // Skewed, as run times are: a fixed part and a long tail.
    const run = (factor: number): number => factor * (1 + 0.1 * -Math.log(1 - random()));
    let held = 0;
    const trials = 2000;
    for (let trial = 0; trial < trials; trial += 1) {
      const { low, high } = speedUp(Array.from({ length: 5 }, () => run(3)), Array.from({ length: 5 }, () => run(2)))!;
      if (low <= 1.5 && 1.5 <= high) held += 1;
    }
    // 96.8 %, give or take four standard deviations.
    assert.ok(Math.abs(held / trials - (1 - 8 / 252)) < 0.016, `${held} of ${trials}`);
  });
});
