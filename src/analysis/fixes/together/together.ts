/** Consecutive awaits that do not need each other, to run at the same time. */
import { Independence } from '../../independence/independence.js';
import type { AwaitStatement } from '../../independence/statements.js';
import type { AsyncFunction, Range } from '../../model.js';
import type { FixContext, FixPlace, FixRule } from '../fix.js';
import { gathered } from './gathered.js';

const COUNTS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

export const TOGETHER: FixRule = {
  id: 'together',
  about: 'Awaits one after the other that do not need each other are run at the same time.',
  find(context) {
    const { scan: { functions, names }, text, lexed } = context;
    const independence = new Independence(text, lexed, names);
    return functions.flatMap((fn) => independence.of(fn).groups().map((statements) => place(context, fn, statements)));
  },
};

function place(context: FixContext, fn: AsyncFunction, statements: AwaitStatement[]): FixPlace {
  const count = COUNTS[statements.length - 2] ?? String(statements.length);
  const hint = statements.length === 2 ? "Neither of these two awaits needs the other's result." : `None of these ${count} awaits needs another's result.`;
  const fix = gathered(context, fn, statements);
  return { rule: 'together', fn, marks: statements.map(markOf), hint, refusal: null, fixes: fix ? [fix] : [] };
}

/** The word `await`. */
function markOf({ point: { range: { start } } }: AwaitStatement): Range {
  return { start, end: { line: start.line, column: start.column + 'await'.length } };
}
