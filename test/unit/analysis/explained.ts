/** How many await points get an explanation of their own kind, and not a general one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** The snippets of `test/fixtures/python/documented_awaits`, each a whole file. `project` is its absolute path. */
export function documentedSnippets(project: string): string[] {
  const folder = join(project, 'test/fixtures/python/documented_awaits');
  return readdirSync(folder).filter((name) => name.endsWith('.py')).sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/^# ---$/m));
}

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
