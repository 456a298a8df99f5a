/**
 * Why awaits have to stay one after the other, or may have to: a rule each. What no rule refuses is independent as far
 * as the text tells; when in doubt a rule refuses.
 */
import { ALONE } from './alone.js';
import type { Context } from './context.js';
import { GONE_THROUGH, LEFT_AND_FOUND } from './pairs.js';
import type { AwaitStatement } from './statements.js';

/** Why an await cannot join those before it: by which rule, and in words that go on after "because". */
export interface Refusal {
  rule: string;
  reason: string;
  /** Whether it is taken for certain that the order matters; else it may. */
  sure: boolean;
}

interface Rule {
  id: string;
  sure: boolean;
}

export interface Alone extends Rule {
  /** Why this await has to stay where it is, in words, or null. */
  refuses(statement: AwaitStatement, context: Context): string | null;
}

export interface Pair extends Rule {
  /** Why the second has to wait for the first, in words, or null. */
  refuses(first: AwaitStatement, second: AwaitStatement, context: Context): string | null;
}

/** Those that are sure come first. */
const RULES: readonly Pair[] = (() => {
  const alone = ALONE.map(({ id, sure, refuses }): Pair => ({ id, sure, refuses: (first, second, context) => refuses(first, context) ?? refuses(second, context) }));
  const [are, may] = [true, false].map((sure) => [LEFT_AND_FOUND, sure ? alone : [], GONE_THROUGH, sure ? [] : alone].flat().filter((rule) => rule.sure === sure));
  return [...are!, ...may!];
})();

/** Why the second has to wait for the first: what is sure comes first, then what may be. */
export function refusalOf(first: AwaitStatement, second: AwaitStatement, context: Context): Refusal | null {
  for (const { id, sure, refuses } of RULES) {
    const reason = refuses(first, second, context);
    if (reason !== null) return { rule: id, reason, sure };
  }
  return null;
}

/** Why this await has to stay where it is, whatever comes after it. */
export function refusalAlone(statement: AwaitStatement, context: Context): Refusal | null {
  for (const { id, sure, refuses } of [...ALONE].sort((a, b) => Number(b.sure) - Number(a.sure))) {
    const reason = refuses(statement, context);
    if (reason !== null) return { rule: id, reason, sure };
  }
  return null;
}
