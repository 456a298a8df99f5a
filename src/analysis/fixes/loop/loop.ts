/** Loops and comprehensions that await for each item in turn, to let the items go on together. */
import type { Context } from '../../independence/context.js';
import { Independence } from '../../independence/independence.js';
import { offsetsOf } from '../../independence/statements.js';
import type { LogicalLine } from '../../lexer.js';
import type { AwaitPoint, Range } from '../../model.js';
import type { FixContext, FixPlace, FixRefusal, FixRule } from '../fix.js';
import { areSound, linesOf } from '../sound.js';
import { comprehensionsOf } from './comprehensions.js';
import type { Found } from './each.js';
import { loopsOf, type Body } from './loops.js';
import { refusalOfEach } from './rules.js';
import { waysOf } from './ways.js';

export const LOOP: FixRule = {
  id: 'loop',
  about: 'Loops and comprehensions that await for one item after the other gather all of them, or, with a semaphore, so many at a time.',
  find(context) {
    const { scan: { functions, names }, text, lexed } = context;
    if (lexed.faults.length > 0) return [];
    const independence = new Independence(text, lexed, names);
    const offset = offsetsOf(text);
    const starts = new Map(lexed.tokens.map(({ start }, index) => [start, index]));
    return functions.flatMap((fn) => {
      if (!fn.awaitPoints.some(({ kind }) => kind === 'await' || kind === 'async for' || kind === 'async comprehension')) return [];
      const lines = linesOf(lexed, fn, offset);
      const points = new Map(fn.awaitPoints.filter(({ kind }) => kind === 'await').flatMap((point): [number, AwaitPoint][] => {
        const token = starts.get(offset(point.range.start));
        return token !== undefined && lexed.tokens[token]!.text === 'await' ? [[token, point]] : [];
      }));
      const body: Body = { text, tokens: lexed.tokens, lines, points };
      const found = [...loopsOf(body), ...comprehensionsOf(body)];
      return found.length === 0 || !areSound(lexed, lines) ? [] : found.map((one) => place(context, independence.contextOf(fn), lines, one));
    });
  },
};

function place(context: FixContext, known: Context, lines: readonly LogicalLine[], found: Found): FixPlace {
  const points = 'each' in found ? [found.each.point] : found.points;
  const refused = (refusal: FixRefusal): FixPlace => ({ rule: 'loop', fn: known.fn, marks: points.map(markOf), hint: 'The rounds of this loop stay one after the other.', refusal, fixes: [] });
  if (!('each' in found)) return refused(found.refusal);
  const { each } = found;
  const refusal = refusalOfEach(each, known, lines);
  if (refusal?.sure) return refused(refusal);
  const fixes = waysOf(context, known, lines, each, refusal?.reason ?? null);
  if ('id' in fixes) return refused(fixes);
  const hint = each.form.kind === 'comprehension' ? 'No item of this comprehension needs the one before.' : 'No round of this loop needs the one before.';
  return { rule: 'loop', fn: known.fn, marks: [markOf(each.point)], hint, refusal, fixes };
}

/** The word `await`. */
function markOf({ range: { start } }: AwaitPoint): Range {
  return { start, end: { line: start.line, column: start.column + 'await'.length } };
}
