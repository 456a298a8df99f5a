/** Numbers for people. Durations are nanoseconds everywhere. */

const MICROSECOND = 1e3;
const MILLISECOND = 1e6;
const SECOND = 1e9;
/** Awaits that take less on average are marked in the report as `below_resolution`. */
const RESOLUTION = 5 * MICROSECOND;

/**
 * Three significant digits: `640 ns`, `4.20 µs`, `15.3 ms`, `2.00 s`, `1 min 05 s`, `2 h 03 min`. From a tenth of a
 * second on it is hundredths of seconds, `0.31 s`, so that it reads at once against the seconds beside it.
 */
export function formatDuration(ns: number): string {
  const value = Math.max(0, ns);
  if (Math.round(value) < 1000) return `${Math.round(value)} ns`;
  // Compared after rounding: 999.96 µs is 1.00 ms and never 1000 µs.
  if (rounded(value / MICROSECOND) < 1000) return `${digits(value / MICROSECOND)} µs`;
  if (rounded(value / MILLISECOND) < 100) return `${digits(value / MILLISECOND)} ms`;
  if (value < 0.995 * SECOND) return `${(value / SECOND).toFixed(2)} s`;
  return rounded(value / SECOND) < 60 ? `${digits(value / SECOND)} s` : minutes(Math.round(value / SECOND));
}

/** What one await took on average: below what can be told from the lens's own cost no number is claimed. */
export function formatMean(ns: number, belowResolution: boolean): string {
  return belowResolution ? `< ${Math.round(RESOLUTION / MICROSECOND)} µs` : formatDuration(ns);
}

/** A counter that goes up in tenths of a second: `1.2 s`, `1 min 05 s`. It never shows time that has not passed. */
export function formatRunning(ns: number): string {
  const tenths = Math.floor(Math.max(0, ns) / (SECOND / 10));
  return tenths < 600 ? `${(tenths / 10).toFixed(1)} s` : minutes(Math.floor(tenths / 10));
}

/** A time limit, which people set in whole seconds: `60 s`, `0.50 s`, `1 h 00 min`. */
export function formatLimit(ns: number): string {
  const seconds = Math.round(ns / SECOND);
  return seconds >= 1 && seconds < 100 ? `${seconds} s` : formatDuration(ns);
}

/** `3`, `12,000`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A part of a whole as whole percent; `< 1 %` where that would be none. */
export function formatShare(part: number, whole: number): string {
  const percent = whole > 0 ? Math.min(100, (part / whole) * 100) : 0;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

function minutes(seconds: number): string {
  const pad = (number: number): string => String(number).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const all = Math.round(seconds / 60);
  return `${Math.floor(all / 60)} h ${pad(all % 60)} min`;
}

const rounded = (value: number): number => Number(value.toPrecision(3));

function digits(value: number): string {
  const decimals = rounded(value) < 10 ? 2 : rounded(value) < 100 ? 1 : 0;
  return value.toFixed(decimals);
}
