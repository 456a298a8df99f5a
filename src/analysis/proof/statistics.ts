/** What a handful of runs of two versions can tell. Nothing is assumed about how run times are distributed, and nothing is drawn by lot. */
import type { SideTimes, SpeedUp } from '../../shared/proof.js';

/** What the interval of a speed-up is to hold at least, where there are runs enough for it. */
const CONFIDENCE = 0.95;

/**
 * The value below which the share `q` of the values lies: between two of them it is interpolated, as by NumPy and by
 * R's type 7 (Hyndman and Fan, 1996).
 * @throws {RangeError} of no values
 */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError('No values have no quantile.');
  const sorted = ascending(values);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** @throws {RangeError} of no runs */
export function timesOf(elapsedNs: readonly number[]): SideTimes {
  return {
    elapsedNs: [...elapsedNs],
    medianNs: median(elapsedNs),
    minNs: Math.min(...elapsedNs),
    maxNs: Math.max(...elapsedNs),
    lowerQuartileNs: quantile(elapsedNs, 0.25),
    upperQuartileNs: quantile(elapsedNs, 0.75),
  };
}

/**
 * How many of the orders that `m` old and `n` new values can stand in have each value of the Mann–Whitney U, the number
 * of pairs in which the old one is the smaller: index U, as a share of all orders, which are equally likely where both
 * versions take the same time. Exact, by the recurrence of Mann and Whitney (1947).
 */
export function orders(m: number, n: number): number[] {
  // Built up as shares and not as counts: the latter leave what a double holds exactly from about 30 runs on.
  let rows: Float64Array[] = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let old = 1; old <= m; old += 1) {
    const next = [Float64Array.of(1)];
    for (let fresh = 1; fresh <= n; fresh += 1) {
      const fewerOld = rows[fresh]!;
      const fewerNew = next[fresh - 1]!;
      const shares = new Float64Array(old * fresh + 1);
      // The largest of all values is an old one, which is smaller than none; or a new one, which all old ones are below.
      for (let u = 0; u < shares.length; u += 1) shares[u] = ((fewerOld[u] ?? 0) * old + (fewerNew[u - old] ?? 0) * fresh) / (old + fresh);
      next.push(shares);
    }
    rows = next;
  }
  return [...rows[n]!];
}

/** How likely U is at most that much by chance. */
function upTo(shares: readonly number[], u: number): number {
  return shares.slice(0, u + 1).reduce((sum, share) => sum + share, 0);
}

/**
 * The two-sided p-value of the exact Mann–Whitney test: how likely two versions that take the same time would be told
 * apart at least this clearly. Of five runs each, all of one faster than all of the other, it is 2/252. Equal values count
 * half, and the result is then rounded up.
 */
export function mannWhitney(old: readonly number[], fresh: readonly number[]): number {
  const u = old.reduce((sum, a) => sum + fresh.reduce((inner, b) => inner + (a < b ? 1 : a === b ? 0.5 : 0), 0), 0);
  const smaller = Math.ceil(Math.min(u, old.length * fresh.length - u));
  return Math.min(1, 2 * upTo(orders(old.length, fresh.length), smaller));
}

/**
 * The speed-up as the ratio of the medians, with the interval that inverts the Mann–Whitney test: of the ratios of every
 * old to every new run, sorted, all but the outer ones on either side (Moses; Hollander and Wolfe, "Nonparametric Statistical
 * Methods", section 4.3, on the logarithms, so that a shift is a factor). How many are left out is chosen so that the
 * interval holds a constant factor with a probability of at least 95 %; its probability is exact for these numbers of runs.
 * Of fewer than four runs each no interval can promise that much: then it is the range of all ratios, and says how sure that is.
 * @returns null without runs on both sides
 */
export function speedUp(old: readonly number[], fresh: readonly number[]): SpeedUp | null {
  if (old.length === 0 || fresh.length === 0) return null;
  // A run of no time at all would make ratios of no meaning.
  const [before, after] = [old, fresh].map((side) => side.map((ns) => Math.max(1, ns))) as [number[], number[]];
  const ratios = ascending(before.flatMap((a) => after.map((b) => a / b)));
  const shares = orders(before.length, after.length);
  let outer = 0;
  while (2 * upTo(shares, outer + 1) <= 1 - CONFIDENCE) outer += 1;
  return {
    ratio: median(before) / median(after),
    low: ratios[outer]!,
    high: ratios.at(-1 - outer)!,
    confidence: Math.max(0, 1 - 2 * upTo(shares, outer)),
    p: mannWhitney(before, after),
    separated: Math.min(...before) > Math.max(...after) || Math.min(...after) > Math.max(...before),
  };
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
