/** Medians and spreads of a few samples. */

/** @typedef {{ median: number, least: number, most: number }} Spread */

/**
 * @param {number[]} values at least one
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => /** @type {number} */ (sorted[index]);
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, least: at(0), most: at(sorted.length - 1) };
}

/**
 * What each sample is times the sample of the same round that it is compared with.
 * @param {number[]} values by round; fewer than `others` when it was measured in the first rounds only
 * @param {number[]} others by round
 * @returns {Spread}
 */
export function pairedRatio(values, others) {
  return spread(values.map((value, round) => value / /** @type {number} */ (others[round])));
}
