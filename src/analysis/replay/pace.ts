/** How fast the replay plays. */
import type { Replay } from './replay.js';

export interface Speed {
  label: string;
  /** Milliseconds for each event, or how much slower than the run itself. */
  each: { ms: number } | { slower: number };
}

/** By what they are called in the choice of speeds. */
export const SPEEDS = {
  steps: { label: '1 event a second', each: { ms: 1000 } },
  brisk: { label: '4 events a second', each: { ms: 250 } },
  fast: { label: '20 events a second', each: { ms: 50 } },
  real: { label: '1 × real time', each: { slower: 1 } },
  quarter: { label: '0.25 ×', each: { slower: 4 } },
  tenth: { label: '0.1 ×', each: { slower: 10 } },
  thousandth: { label: '0.001 ×', each: { slower: 1000 } },
} as const satisfies Record<string, Speed>;

export type SpeedName = keyof typeof SPEEDS;

/** However long the loop slept, the replay goes on after this. */
const LONGEST_MS = 1000;

export interface Position {
  index: number;
  /** How long it has stood there. */
  waitedMs: number;
}

/** Where the replay stands `elapsedMs` later; at the last event it stays. */
export function advance(replay: Replay, { index, waitedMs }: Position, elapsedMs: number, { each }: Speed): Position {
  let left = waitedMs + elapsedMs;
  for (; index < replay.length - 1; index += 1) {
    const ms = 'ms' in each ? each.ms : Math.min(LONGEST_MS, ((replay.nsOf(index + 1) - replay.nsOf(index)) / 1e6) * each.slower);
    if (left < ms) return { index, waitedMs: left };
    left -= ms;
  }
  return { index, waitedMs: 0 };
}
