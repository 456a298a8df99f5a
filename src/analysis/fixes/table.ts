/** All fixes. */
import type { FixContext, FixPlace, FixRule } from './fix.js';
import { LOOP } from './loop/loop.js';
import { BLOCKING } from './repairs/blocking.js';
import { FORGOTTEN_AWAIT } from './repairs/forgotten.js';
import { KEPT_TASK } from './repairs/keptTask.js';
import { LOST_ERRORS } from './repairs/lostErrors.js';
import { TIMEOUT } from './repairs/timeout.js';
import { TOGETHER } from './together/together.js';

export const FIX_RULES: readonly FixRule[] = [TOGETHER, LOOP, BLOCKING, FORGOTTEN_AWAIT, KEPT_TASK, TIMEOUT, LOST_ERRORS];

/** The places of all rules, in source order. */
export function placesOf(context: FixContext): FixPlace[] {
  const places = FIX_RULES.flatMap((rule) => rule.find(context));
  const start = ({ marks: [mark] }: FixPlace): [number, number] => [mark?.start.line ?? 0, mark?.start.column ?? 0];
  return places.sort((a, b) => start(a)[0] - start(b)[0] || start(a)[1] - start(b)[1]);
}
