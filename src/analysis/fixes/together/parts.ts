/** The statements of a group, taken apart for those who write them anew. */
import type { AwaitStatement } from '../../independence/statements.js';
import type { AsyncFunction } from '../../model.js';
import { find, split, textOf } from '../../tokens.js';
import type { FixContext } from '../fix.js';
import { indentAt, styleOf, type Style } from '../layout.js';
import { onOneLine, type Source } from '../source.js';

export interface Part {
  statement: AwaitStatement;
  /** What gets the result, as it is assigned to; null for a bare await. */
  target: string | null;
  annotation: string | null;
  /** What a task is called after: `user` of `user = await load_user()`, else `load_user`. */
  stem: string;
  /** The comments on lines of their own before it, but for the first, whose stay where they are. */
  above: string[];
  /** The comment at its end; empty for none. */
  beside: string;
}

export interface Parts {
  source: Source;
  fn: AsyncFunction;
  parts: Part[];
  /** Offsets of the statements with the comment at the end of the last. */
  range: { start: number; end: number };
  indent: string;
  style: Style;
}

/** null where something cannot be taken apart. */
export function partsOf({ text, lexed }: FixContext, fn: AsyncFunction, statements: readonly AwaitStatement[]): Parts | null {
  const { tokens } = lexed;
  const source = { text, lexed };
  const start = tokens[statements[0]!.range.from]!.start;
  let { end } = tokens[statements.at(-1)!.range.end - 1]!;
  const parts: Part[] = [];
  for (const [index, statement] of statements.entries()) {
    const before = statements[index - 1];
    const above = before ? commentsOf(text, tokens[before.range.end - 1]!.end, tokens[statement.range.from]!.start) : [];
    const beside = /^[ \t]*(#[^\r\n]*)/.exec(text.slice(tokens[statement.range.end - 1]!.end));
    if (index === statements.length - 1 && beside) end += beside[0].length;
    const target = targetOf(source, statement);
    if (target === undefined) return null;
    parts.push({ statement, ...target, stem: stemOf(statement, target.target), above, beside: beside?.[1]?.trimEnd() ?? '' });
  }
  return { source, fn, parts, range: { start, end: end - trailing(text, end) }, indent: indentAt(text, start), style: styleOf(text, lexed, fn) };
}

/** White space at the end of a comment stays where it is. */
const trailing = (text: string, end: number): number => /[ \t\f]*$/.exec(text.slice(Math.max(0, end - 200), end))![0].length;

/** Comments on lines of their own between two statements. */
function commentsOf(text: string, from: number, to: number): string[] {
  return text.slice(from, to).split(/\r\n|\r|\n/).slice(1).map((line) => line.trim()).filter((line) => line.startsWith('#'));
}

/** undefined where it is on several lines with comments. */
function targetOf(source: Source, { target }: AwaitStatement): Pick<Part, 'target' | 'annotation'> | undefined {
  if (!target) return { target: null, annotation: null };
  const { lexed: { tokens } } = source;
  const colon = find(tokens, target, ({ text }) => text === ':');
  const names = { from: target.from, end: colon };
  const written = onOneLine(source, names);
  const annotation = colon < target.end ? onOneLine(source, { from: colon + 1, end: target.end }) : null;
  if (written === null || (annotation === null && colon < target.end)) return undefined;
  const several = split(tokens, names).length > 1 || tokens[names.end - 1]?.text === ',';
  return { target: several ? `(${written})` : written, annotation };
}

function stemOf({ calls, targets, store }: AwaitStatement, target: string | null): string {
  const [call] = calls;
  const called = call?.names.at(-1) ?? 'result';
  if (store && target !== null) return /(\w+)\W*$/.exec(target)?.[1] ?? called;
  return targets.length === 1 && target !== null && /^\w+$/.test(target) ? target : called;
}

/** How many, in words. */
export const countWord = (count: number): string => ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count - 2] ?? String(count);

export const sourceText = ({ source: { text, lexed } }: Parts, { operand }: AwaitStatement): string => textOf(text, lexed.tokens, operand);
