/** Writes calls that are awaited in place of others, in lines as black breaks them. */
import type { TextEdit } from '../../edits.js';
import { find, textOf, type TokenRange } from '../../tokens.js';
import { bracketed, fits, indentAt, type Item, type Style } from '../layout.js';
import { moved } from '../source.js';
import { argumentsAt, isWord, type Code, type Statement } from './code.js';
import { bracketsAround, needsParentheses } from './standing.js';
import { styleAt } from './write.js';

/** An expression that is to become an await of another call; the arguments of the old one stay as they are written. */
export interface Rewriting {
  /** The expression of which the call is the beginning or the whole. */
  range: TokenRange;
  /** Index of the parenthesis whose arguments are kept; null for none. */
  open: number | null;
  /** What is called: `asyncio.to_thread`. */
  callee: string;
  /** What comes before the old arguments. */
  first: string[];
  /** A call within that takes the last of `first` and the old arguments: `functools.partial`; null for none. */
  within: string | null;
}

/** One that is written on one line, or broken as black would. */
interface Line {
  callee: string;
  items: readonly string[];
  wrap: boolean;
}

export function awaitedCall(code: Code, statement: Statement, rewriting: Rewriting): TextEdit[] {
  const { tokens, text } = code;
  const { range, open, first, within, callee } = rewriting;
  const given = open === null ? [] : argumentsAt(tokens, open).map((each) => textOf(text, tokens, each));
  const inside = open === null ? '' : text.slice(tokens[open]!.end, tokens[range.end - 1]!.start);
  // Arguments that are spread over lines, or have comments, stay where they are.
  if (/#|,\s*$/.test(inside) || [...given, ...first].some((each) => /[\r\n]/.test(each))) return aroundArguments(code, statement, rewriting);
  const wrap = needsParentheses(code, statement, range);
  const items = within === null ? [...first, ...given] : [...first.slice(0, -1), `${within}(${[...first.slice(-1), ...given].join(', ')})`];
  return [onItsLine(code, statement, range, { callee, items, wrap })];
}

function aroundArguments(code: Code, statement: Statement, { range, open, callee, first, within }: Rewriting): TextEdit[] {
  const { tokens, text } = code;
  const wrap = needsParentheses(code, statement, range);
  const [before, after] = [`${wrap ? '(' : ''}await ${callee}(`, `)${wrap ? ')' : ''}`];
  const { start, end } = { start: tokens[range.from]!.start, end: tokens[range.end - 1]!.end };
  if (open === null) return [{ start, end, text: before + first.join(', ') + after }];
  const at = tokens[open + 1]!.start;
  const gap = /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(tokens[open]!.end, at))?.[0] ?? ' ';
  const more = argumentsAt(tokens, open).length > 0;
  if (within === null) {
    return [
      { start, end: tokens[open]!.end, text: before },
      { start: at, end: at, text: first.map((each) => (more ? `${each},${gap}` : each)).join('') },
      { start: tokens[range.end - 1]!.start, end, text: after },
    ];
  }
  const style = styleAt(code, statement);
  const indent = indentAt(text, start);
  const deeper = indent + style.unit;
  // With its parentheses, so that what stands between them and the arguments goes along.
  const old = moved({ text, lexed: code.context.lexed }, { from: open, end: range.end }, deeper, style);
  const behind = /^\((?:[ \t]*#[^\r\n]*)?(?:\r\n|\r|\n)?[ \t]*/.exec(old)![0];
  const line = behind.includes('#') ? gap + style.unit : behind.slice(1) || ' ';
  const lines = [before, ...first.slice(0, -1).map((each) => `${deeper}${each},`), `${deeper}${within}${behind}${first.at(-1)},${line}${old.slice(behind.length)},`, indent + after];
  return [{ start, end, text: lines.join(style.eol) }];
}

function onItsLine(code: Code, statement: Statement, range: TokenRange, line: Line): TextEdit {
  const { tokens, text } = code;
  const { start, end } = { start: tokens[range.from]!.start, end: tokens[range.end - 1]!.end };
  const lineStart = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const rest = /^[^\r\n]*/.exec(text.slice(end))![0];
  const asIs = { start, end, text: flat(line) };
  // Whoever writes longer lines than black does not want theirs broken.
  const longAlready = !/[\r\n]/.test(text.slice(start, end)) && !fits(text.slice(lineStart, end) + rest);
  if (fits(text.slice(lineStart, start) + asIs.text + rest) || longAlready) return asIs;

  const style = styleAt(code, statement);
  const indent = indentAt(text, start);
  const behind = text.slice(end, lastOnLine(code, range.end, end + rest.length));
  const levels = bracketsAround(code, statement, range).filter((each) => tokens[each]!.start >= lineStart);
  const [outer] = levels;
  if (outer === undefined) {
    const parted = condition(code, statement, range, line, indent, style);
    if (parted) return parted;
    const own = text.slice(lineStart + indent.length, start);
    const laid = broken(own, line, behind, indent, style);
    return laid === null ? asIs : { start, end: end + behind.length, text: laid.slice(own.length) };
  }
  // Black breaks at the last bracket of a line; which one that is, is plain where there is but one.
  const close = tokens[outer]!.partner;
  const last = lastOnLine(code, close, end + rest.length);
  if (levels.length > 1 || last < tokens[close]!.end || /[([{]/.test(text.slice(tokens[close]!.end, last))) return asIs;
  return { start: tokens[outer]!.end, end: tokens[close]!.start, text: withinBrackets(code, outer, range, line, indent, style) };
}

const flat = ({ callee, items, wrap }: Line): string => `${wrap ? '(' : ''}await ${callee}(${items.join(', ')})${wrap ? ')' : ''}`;

/** On several lines, with what stands before and behind it; null where that is not plain. */
function broken(before: string, { callee, items, wrap }: Line, behind: string, indent: string, style: Style): string | null {
  const deeper = indent + style.unit;
  if (wrap) {
    const inner = flat({ callee, items, wrap: false });
    // Of two calls behind it each has a line of its own.
    const chain = /^(?:\.\w+\(\w*\)){2,}$/.test(behind) ? behind.match(/\.\w+\(\w*\)/g)! : null;
    if (chain && fits(`${deeper}(${inner})`)) return [`${before}(`, ...[`(${inner})`, ...chain].map((each) => deeper + each), `${indent})`].join(style.eol);
    if (!/^(?:\.\w+)*(?:\(\))?,?$/.test(behind)) return null;
    return [`${before}(`, deeper + (fits(deeper + inner) ? inner : bracketed(`await ${callee}(`, items.map(item), ')', deeper, style)), `${indent})${behind}`].join(style.eol);
  }
  if (/[([{]/.test(behind)) return null;
  const wide = !fits(deeper + items.join(', '));
  return bracketed(`${before}await ${callee}(`, items.map((each) => item(wide ? call(each, deeper, style) : each)), `)${behind}`, indent, style);
}

/** The condition of a header in parentheses, its parts on lines of their own; null where it has but one. */
function condition({ tokens, text }: Code, statement: Statement, range: TokenRange, line: Line, indent: string, style: Style): TextEdit | null {
  // Where a bracket ends it, black breaks that.
  if (!statement.header || !statement.alone || !isWord(tokens[statement.from], 'if', 'elif', 'while') || tokens[statement.end - 1]!.kind === 'close') return null;
  const whole = { from: statement.from + 1, end: statement.end };
  const parts = clauses(tokens, whole, (token) => isWord(token, 'and', 'or'));
  const at = { start: tokens[whole.from]!.start, end: tokens[whole.end - 1]!.end };
  if (parts.length === 1 || /[\r\n]/.test(text.slice(at.start, at.end)) || find(tokens, whole, (token) => isWord(token, 'lambda', 'else')) < whole.end) return null;
  const deeper = indent + style.unit;
  const lines = parts.map((part) => {
    const source = textOf(text, tokens, part);
    if (part.from > range.from || part.end < range.end) return source;
    const offset = tokens[part.from]!.start;
    return source.slice(0, tokens[range.from]!.start - offset) + flat(line) + source.slice(tokens[range.end - 1]!.end - offset);
  });
  const body = fits(deeper + lines.join(' ')) ? [lines.join(' ')] : lines;
  return { ...at, text: ['(', ...body.map((each) => deeper + each), `${indent})`].join(style.eol) };
}

/** A call that is too long for its line, as `functools.partial(…)` may be. */
function call(source: string, indent: string, style: Style): string {
  const open = source.indexOf('(');
  if (open < 0 || fits(`${indent}${source},`) || !source.endsWith(')') || source.startsWith('lambda')) return source;
  return `${source.slice(0, open + 1)}${style.eol}${indent}${style.unit}${source.slice(open + 1, -1)}${style.eol}${indent})`;
}

/** What stands between the brackets around the call, on lines of its own. */
function withinBrackets(code: Code, outer: number, range: TokenRange, line: Line, indent: string, style: Style): string {
  const { tokens, text } = code;
  const { start, end } = { start: tokens[range.from]!.start, end: tokens[range.end - 1]!.end };
  const inside = { from: outer + 1, end: tokens[outer]!.partner };
  const deeper = indent + style.unit;
  const isLoop = (token: Code['tokens'][number]): boolean => isWord(token, 'for', 'if', 'async');
  const comprehension = find(tokens, inside, (token) => isWord(token, 'for')) < inside.end;
  const ends = comprehension ? clauses(tokens, inside, isLoop) : argumentsAt(tokens, outer);
  const parts = ends.map((part) => {
    const source = textOf(text, tokens, part);
    if (part.from > range.from || part.end < range.end) return { flat: source, laid: source };
    const offset = tokens[part.from]!.start;
    const [before, behind] = [source.slice(0, start - offset), source.slice(end - offset)];
    const whole = before + flat(line) + behind;
    return { flat: whole, laid: fits(`${deeper}${whole},`) ? whole : broken(before, line, behind, deeper, style) ?? whole };
  });
  const one = parts.map((part) => part.flat).join(comprehension ? ' ' : ', ');
  const lines = fits(deeper + one) ? [deeper + one] : parts.map(({ laid }) => `${deeper}${laid}${comprehension ? '' : ','}`);
  return [...['', ...lines], indent].join(style.eol);
}

/** The parts of a range that begin at such words: the element of a comprehension, and each `for` and `if` of it. */
function clauses(tokens: Code['tokens'], inside: TokenRange, begins: (token: Code['tokens'][number]) => boolean): TokenRange[] {
  const parts: TokenRange[] = [];
  for (let from = inside.from; from < inside.end;) {
    const end = find(tokens, { from: from + 1, end: inside.end }, begins);
    parts.push({ from, end });
    from = end;
  }
  return parts;
}

const item = (code: string): Item => ({ above: [], code, beside: '' });

/** Where the last token ends that starts before an offset. */
function lastOnLine({ tokens }: Code, from: number, offset: number): number {
  let at = from;
  while (at < tokens.length && tokens[at]!.start < offset) at += 1;
  return tokens[at - 1]!.end;
}
