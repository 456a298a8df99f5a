/**
 * Whether the lines of a function can be Python: what is half typed must not be rewritten. It errs on the side of "no",
 * and is no parser: what is wrong in another way is left as wrong as it was.
 */
import type { Lexed, LogicalLine, Token } from '../lexer.js';
import type { AsyncFunction, Position } from '../model.js';
import { lineFrom } from '../independence/statements.js';
import { KEYWORDS } from '../independence/words.js';
import { find } from '../tokens.js';

const COMPOUND = new Set(['if', 'elif', 'else', 'for', 'while', 'with', 'try', 'except', 'finally', 'async', 'def', 'class']);
/** Words that a name may follow, and that may follow one. */
const SOFT = new Set(['match', 'case', 'type']);
/** Words that end an expression. */
const VALUES = new Set(['None', 'True', 'False']);
/** Words that nothing has to follow. */
const ENDING = new Set([...VALUES, 'pass', 'break', 'continue', 'return', 'yield', 'raise', 'else', 'try', 'finally', 'except', 'lambda']);

/** The logical lines of a function from its header on. `offset`: of a position in the text. */
export function linesOf({ tokens, lines }: Lexed, { nameRange, range }: AsyncFunction, offset: (position: Position) => number): LogicalLine[] {
  return lines.slice(Math.max(0, lineFrom(tokens, lines, offset(nameRange.start)) - 1), lineFrom(tokens, lines, offset(range.end)));
}

/** `lines`: logical lines one below the other, the first of which is the header of the block that they are. */
export function areSound({ tokens }: Pick<Lexed, 'tokens'>, lines: readonly LogicalLine[]): boolean {
  const indents: number[] = [];
  return lines.every((line, index) => {
    const before = lines[index - 1];
    const opened = before !== undefined && tokens[before.end - 1]!.text === ':';
    if (before === undefined || (opened && line.indent > before.indent)) indents.push(line.indent);
    else if (opened || line.indent > before.indent) return false;
    while (indents.at(-1)! > line.indent) indents.pop();
    const last = index === lines.length - 1 && tokens[line.end - 1]!.text === ':';
    return indents.at(-1) === line.indent && !last && isSound(tokens, line);
  });
}

function isSound(tokens: readonly Token[], line: LogicalLine): boolean {
  const { first, end } = line;
  const word = tokens[first]!;
  const header = word.kind === 'name' && COMPOUND.has(word.text);
  if (header && find(tokens, { from: first, end }, ({ text }) => text === ':') === end) return false;
  for (let at = first; at < end; at += 1) {
    const [token, following] = [tokens[at]!, at + 1 < end ? tokens[at + 1] : undefined];
    if (token.partner < 0 && (token.kind === 'open' || token.kind === 'close')) return false;
    if (/^[?$!]$/.test(token.text)) return false;
    if (wantsMore(token) && !mayEnd(tokens, token, following, line)) return false;
    if (following && isValueEnd(token) && isValueStart(following) && !(at === first && SOFT.has(token.text)) && !inString(tokens, at)) return false;
  }
  return true;
}

const isValueEnd = ({ kind, text }: Token): boolean => (kind === 'name' ? !KEYWORDS.has(text) || VALUES.has(text) : kind === 'number' || kind === 'close');

/** A string may follow another one; what else may follow the end of a value opens a bracket or is an operator. */
const isValueStart = ({ kind, text }: Token): boolean => (kind === 'name' ? !KEYWORDS.has(text) || VALUES.has(text) : kind === 'number' || text === '{');

/** Between the end of a string or one of its fields and the next, where nothing is written between. */
function inString(tokens: readonly Token[], at: number): boolean {
  const [token, following] = [tokens[at]!, tokens[at + 1]!];
  return token.kind === 'close' && (token.text === '}' || /['"]$/.test(token.text)) && following.text === '{';
}

const wantsMore = ({ kind, text }: Token): boolean => (kind === 'name' ? KEYWORDS.has(text) && !ENDING.has(text) : kind === 'operator' && !/^(?:\.\.\.|[,:;])$/.test(text));

/** Whether nothing, or an operator, may follow an operator where it stands. */
function mayEnd(tokens: readonly Token[], { text }: Token, following: Token | undefined, { first }: LogicalLine): boolean {
  const word = tokens[first]!.text;
  if (!following) return text === '*' && word === 'from';
  // The `*` and `/` of parameters, `except*`, and the `=` of a field of an f-string.
  if (text === '*' || text === '/') return following.kind !== 'operator' || /^[,:]$/.test(following.text) || following.text === '-' || following.text === '+' || following.text === '~';
  if (following.kind === 'close') return text === '=' && following.text === '}';
  if (text === '=' || text === '.') return !/^(?:=|[,;:)*]|==|\.)$/.test(following.text) || (text === '=' && following.text === '*') || (text === '=' && following.text === ':');
  return following.kind !== 'operator' || /^(?:[-+~.*]|\.\.\.|\*\*|[:,])$/.test(following.text) && !(/^[:,]$/.test(following.text) && text !== 'in' && KEYWORDS.has(text));
}
