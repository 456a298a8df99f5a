/** Numbers of a proof for people. */
import type { SideTimes, SpeedUp } from '../../shared/proof.js';
import { formatDuration } from '../format.js';

/** `2.0`, `1.04`, `12`: how many times as fast, or as slow where `ratio` is below 1. */
export function factor(ratio: number): string {
  const times = ratio < 1 ? 1 / ratio : ratio;
  return times >= 9.95 ? times.toFixed(0) : times >= 1.195 ? times.toFixed(1) : times.toFixed(2);
}

/** `2.0 × faster`, `1.04 × slower`. */
export const factorText = (ratio: number): string => `${factor(ratio)} × ${ratio < 1 ? 'slower' : 'faster'}`;

/** `1.99 to 2.01`: the interval, turned where it is slower. */
export function intervalText({ ratio, low, high }: SpeedUp): string {
  const [from, to] = ratio < 1 ? [1 / high, 1 / low] : [low, high];
  const digits = (value: number): string => (value >= 99.5 ? value.toFixed(0) : value >= 9.95 ? value.toFixed(1) : value.toFixed(2));
  return digits(from) === digits(to) ? digits(from) : `${digits(from)} to ${digits(to)}`;
}

/** `1.99 s to 2.01 s`; one of them where they read alike. */
export function rangeText(from: number, to: number): string {
  const [low, high] = [formatDuration(from), formatDuration(to)];
  return low === high ? low : `${low} to ${high}`;
}

export const spreadText = ({ minNs, maxNs }: SideTimes): string => rangeText(minNs, maxNs);

/** `97 %`; it never says 100 %. */
export const confidenceText = (confidence: number): string => `${Math.min(99, Math.floor(confidence * 100))} %`;

/** `1 in 126`: how often chance does that. */
export function chanceText(p: number): string {
  return p >= 0.5 ? 'every second time or more often' : `1 time in ${Math.round(1 / p).toLocaleString('en-US')}`;
}
