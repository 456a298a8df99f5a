import { formatDuration } from '../src/analysis/format.js';

/** How much longer a busy machine may take for what is to last for a while. */
const SLACK_S = 0.5;

/**
 * The source of a pattern for a duration as it is shown to the user: what was to last `seconds`, and did not last much longer.
 * @param most seconds
 */
export function lasting(seconds: number, most = seconds + SLACK_S): string {
  const shown = new Set<string>();
  // In steps finer than the three digits that are shown.
  for (let at = 0.998 * seconds; at <= most; at *= 1.0004) shown.add(formatDuration(at * 1e9));
  return `(?:${[...shown].map((each) => each.replace('.', '\\.')).join('|')})`;
}

/** What a busy machine adds to the time of an await. */
const LATE = '(?: · [\\d.]+ m?s late: loop busy)?';

/**
 * A pattern in which each `‹0.2›` stands for a duration of 0.2 s, a little more included, and each `‹0.2 busy›` for the time
 * of an await that the loop may have been late for: said\`^‹0.2› · woken by\`.
 */
export function said({ raw }: TemplateStringsArray): RegExp {
  return new RegExp(raw.join('').replace(/‹([\d.]+)( busy)?›/g, (_, seconds: string, busy?: string) => lasting(Number(seconds)) + (busy ? LATE : '')));
}
