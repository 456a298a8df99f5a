/** The ways in which a loop or a comprehension is rewritten. */
import { calleeOf, type Context } from '../../independence/context.js';
import { callsOf } from '../../independence/statements.js';
import type { LogicalLine } from '../../lexer.js';
import type { TextEdit } from '../../edits.js';
import { textOf, type TokenRange } from '../../tokens.js';
import { fromAsyncio, type Written } from '../asyncioNames.js';
import type { Fix, FixContext, FixRefusal } from '../fix.js';
import { FreshNames } from '../freshNames.js';
import { indentAt, styleOf } from '../layout.js';
import { commentsBetween, hasComment, lineStart, onOneLine, restOfLine, type Source } from '../source.js';
import type { Each, Form } from './each.js';
import { goesOut, LIMIT, limited } from './limited.js';
import { expression, statements, type Item, type Target } from './write.js';

type Way = Pick<Fix, 'range' | 'edits'>;

/** Of one loop or comprehension. */
interface Rewriting {
  source: Source;
  each: Each;
  /** Offsets of its lines, with the comment at their end. */
  whole: { start: number; end: number };
  lines: readonly LogicalLine[];
  plain: Item;
  gather: Written;
  semaphore: Written;
  target(): Target;
}

const ALL: Pick<Fix, 'id' | 'title' | 'explanation'> = {
  id: 'loop.gather',
  title: 'Run all items together with gather',
  explanation: 'All are started at once and waited for together; results come in the order of the items. The first that fails is raised at once, and the others go on.',
};
const SOME: Pick<Fix, 'id' | 'title' | 'explanation'> = {
  id: 'loop.limited',
  title: `Run ${LIMIT} items at a time with a Semaphore`,
  explanation: `A semaphore lets ${LIMIT} go on at a time, so that no side has too many open; results come in the order of the items.`,
};

/** The best first; `lines`: of the function. */
export function waysOf({ text, lexed, ...context }: FixContext, known: Context, lines: readonly LogicalLine[], each: Each, caution: string | null): Fix[] | FixRefusal {
  const { tokens } = lexed;
  const { fn } = known;
  const [gather, semaphore] = ['gather', 'Semaphore'].map((name) => fromAsyncio({ text, lexed, ...context }, name, fn));
  if (!gather || !semaphore) return { id: 'name-taken', reason: '`asyncio` is the name of something else here', sure: true };
  const source = { text, lexed };
  const own = lines.slice(each.lines.from, each.lines.end);
  const within: TokenRange[] = each.form.kind === 'comprehension' ? [each.form.range] : own.map(({ first, end }) => ({ from: first, end }));
  if (within.some((range) => hasComment(source, range))) return { id: 'comments-within', reason: 'there are comments within it', sure: true };
  const start = tokens[own[0]!.first]!.start;
  const end = tokens[own.at(-1)!.end - 1]!.end;
  const indent = indentAt(text, start);
  const style = styleOf(text, lexed, fn);
  const plain = { range: each.operand, code: onOneLine(source, each.operand) ?? textOf(text, tokens, each.operand) };
  const rewriting: Rewriting = {
    source, each, lines: own, plain, gather, semaphore, whole: { start, end: end + restOfLine(text, end).trimEnd().length },
    target: () => ({ source, each, indent, style, names: new FreshNames(lexed) }),
  };
  if (each.form.kind === 'comprehension' && each.form.of === 'dict' && !(mayStandBefore(rewriting, each.form.range) && isWhole(rewriting, each.form.range))) {
    return { id: 'no-line-before', reason: 'the results need a line of their own before it', sure: true };
  }
  const [all, some] = each.form.kind === 'comprehension' ? inExpression(rewriting, each.form) : inStatements(rewriting);
  const saves = { points: [each.point], loop: true };
  const fixes: Fix[] = [{ ...ALL, ...all, caution, saves }, ...(some ? [{ ...SOME, ...some, caution, saves: { ...saves, limit: LIMIT } }] : [])];
  const calls = callsOf(tokens, each.operand);
  const inner = calls.map((call) => calleeOf(call, known)?.definition.body).filter((body) => body !== undefined).map((body) => textOf(text, tokens, body)).join(' ');
  return goesOut(plain.code, calls, inner) ? fixes.reverse() : fixes;
}

function inStatements({ source, whole, lines, plain, gather, semaphore, target }: Rewriting): [Way, Way] {
  const comments = commentsBetween(source, lines);
  const way = target();
  const { before, item } = limited(way, semaphore.code);
  return [
    { range: whole, edits: [...gather.edits, { ...whole, text: joined([...comments, ...statements(target(), gather.code, plain)], way) }] },
    { range: whole, edits: [...imports(gather, semaphore), { ...whole, text: joined([...comments, ...before, ...statements(way, gather.code, item)], way) }] },
  ];
}

function inExpression(rewriting: Rewriting, form: Form & { kind: 'comprehension' }): [Way, Way | null] {
  const { source: { text, lexed: { tokens } }, whole, plain, gather, semaphore, target } = rewriting;
  const range = { start: tokens[form.range.from]!.start, end: tokens[form.range.end - 1]!.end };
  const indent = indentAt(text, range.start);
  const lead = text.slice(lineStart(text, range.start) + indent.length, range.start);
  const rest = restOfLine(text, range.end).replace(/[ \t]*(?:#.*)?$/, '');
  const [open, close] = /^[ \t]*[.[(]/.test(rest) ? ['(', ')'] : ['', ''];
  const put = (way: Target, item: Item, above: readonly string[]): TextEdit[] => {
    const { before, code } = expression({ ...way, indent }, form, gather.code, item, lead + open, close + rest);
    const lines = [...above, ...before];
    return [...(lines.length > 0 ? [{ start: whole.start, end: whole.start, text: joined([...lines, ''], way) }] : []), { ...range, text: open + code + close }];
  };
  const written = (edits: TextEdit[], missing: TextEdit[]): Way => ({ range: { start: edits[0]!.start, end: range.end }, edits: [...missing, ...edits] });
  const all = written(put(target(), plain, []), gather.edits);
  if (!mayStandBefore(rewriting, form.range)) return [all, null];
  const way = target();
  const { before, item } = limited(way, semaphore.code);
  return [all, written(put(way, item, before), imports(gather, semaphore))];
}

const COMPOUND = /^(?:if|elif|else|for|while|with|try|except|finally|async|def|class|match|case|@)$/;

/** Whether lines may come before the statement that a comprehension is part of, which only it evaluates, once. */
function mayStandBefore({ source: { text, lexed: { tokens } }, whole, lines: [line] }: Rewriting, { from, end }: TokenRange): boolean {
  const own = tokens.slice(line!.first, line!.end);
  const outer = own.some(({ kind, partner }, index) => kind === 'open' && line!.first + index < from && partner >= end && own.slice(index, partner - line!.first).some(({ kind: one, text: word }, at) => one === 'name' && word === 'for' && (line!.first + index + at < from || line!.first + index + at >= end)));
  return !COMPOUND.test(own[0]!.text) && !outer && !own.some(({ text: word }) => word === ';' || word === 'lambda') && text.slice(lineStart(text, whole.start), whole.start).trim() === '';
}

/** Whether a comprehension is all that a statement computes, `found = {…}` or `return {…}`, so that it may do so on a line before. */
function isWhole({ source: { text, lexed: { tokens } }, lines: [line] }: Rewriting, { from, end }: TokenRange): boolean {
  return end === line!.end && /^(?:return|[\w.]+(?:\s*:[^=]*)?\s*=)\s*$/.test(text.slice(tokens[line!.first]!.start, tokens[from]!.start));
}

const imports = (one: Written, other: Written): TextEdit[] => (JSON.stringify(one.edits) === JSON.stringify(other.edits) ? one.edits : [...one.edits, ...other.edits]);

/** Lines from the second on with the indentation; empty ones stay empty. */
const joined = (code: readonly string[], { style, indent }: Target): string => code.map((line, index) => (index === 0 || line === '' && index < code.length - 1 ? line : indent + line)).join(style.eol);
