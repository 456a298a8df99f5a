/** How many await points get an explanation of their own kind, and not a general one. */
import { awaitedAt, ruleFor } from '../../../src/analysis/explain/explain.js';
import { scan } from '../../../src/analysis/scan.js';

export interface Explained {
  points: number;
  specific: number;
  /** How many await points each rule explains. */
  rules: Record<string, number>;
  /** Operands that a general rule explains. */
  general: string[];
}

/** The snippets of `test/fixtures/python/documented_awaits.py`. */
export const snippetsOf = (text: string): string[] => text.split(/^# ---$/m);

/** `texts`: each a whole file. */
export function explained(texts: readonly string[]): Explained {
  const result: Explained = { points: 0, specific: 0, rules: {}, general: [] };
  for (const text of texts) {
    const found = scan(text);
    for (const point of [...found.functions.flatMap(({ awaitPoints }) => awaitPoints), ...found.topLevel]) {
      const { id, general } = ruleFor(awaitedAt(point, found));
      result.points += 1;
      result.rules[id] = (result.rules[id] ?? 0) + 1;
      if (general) result.general.push(point.operand);
      else result.specific += 1;
    }
  }
  return result;
}
