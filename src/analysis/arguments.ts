/** Checks the arguments of a call while they are typed, and finds what to prefill. The worker has the last word. */
import { lex, type Fault, type Token } from './lexer.js';
import type { Parameter } from './model.js';
import { requiredParameters } from './parameters.js';
import { find, isString, next, split, textOf, type TokenRange } from './tokens.js';

interface Call {
  positional: number;
  named: string[];
  /** `*values` and `**options`: how many and which they are is known only when they are evaluated. */
  star: boolean;
  doubleStar: boolean;
}

/**
 * Whether a function with these parameters can be called with `text`, for example `3, name="x"`: null if nothing
 * speaks against it, else one sentence for the user.
 */
export function checkArguments(text: string, parameters: readonly Parameter[]): string | null {
  const { tokens, faults } = lex(text);
  const fault = faults.toSorted((one, other) => one.offset - other.offset)[0];
  if (fault) return faultText(fault, text);
  const call: Call = { positional: 0, named: [], star: false, doubleStar: false };
  const empty: string[] = [];
  for (const part of split(tokens, { from: 0, end: tokens.length })) {
    const first = tokens[part.from];
    if (part.from >= part.end || !first) return 'An argument is missing before a comma.';
    const named = first.kind === 'name' && tokens[part.from + 1]?.text === '=' && part.from + 1 < part.end;
    const starred = first.text === '*' || first.text === '**';
    if (named) {
      if (call.named.includes(first.text)) return `${first.text} is given twice.`;
      call.named.push(first.text);
    } else if (first.text === '**') call.doubleStar = true;
    else if (call.named.length > 0 && !starred) return `What has no name must come before ${call.named[0]}=.`;
    else if (first.text === '*') call.star = true;
    else call.positional += 1;
    const value = { from: part.from + (named ? 2 : starred ? 1 : 0), end: part.end };
    if (named && value.from >= value.end) empty.push(first.text);
    else {
      const problem = expressionProblem(text, tokens, value);
      if (problem) return problem;
    }
  }
  if (empty.length > 0) return `Give a value for ${list(empty)}.`;
  return bindingProblem(call, parameters);
}

function bindingProblem({ positional, named, star, doubleStar }: Call, parameters: readonly Parameter[]): string | null {
  const byPosition = parameters.filter(({ kind }) => kind.startsWith('positional'));
  const byName = parameters.filter(({ kind }) => kind === 'positional-or-keyword' || kind === 'keyword-only');
  const takes = (kind: Parameter['kind']): boolean => parameters.some((parameter) => parameter.kind === kind);

  const unknown = named.filter((name) => !byName.some((parameter) => parameter.name === name));
  const onlyByPosition = unknown.filter((name) => byPosition.some((parameter) => parameter.name === name));
  if (unknown.length > 0 && !takes('var-keyword')) {
    if (onlyByPosition.length > 0) return `Give ${list(onlyByPosition)} without its name: only its position counts.`;
    return unknown.length === 1 ? `There is no parameter ${unknown[0]}.` : `There are no parameters ${list(unknown)}.`;
  }
  if (positional > byPosition.length && !takes('var-positional')) {
    const most = byPosition.length === 0 ? 'none' : `at most ${byPosition.length}`;
    return `Too many arguments: ${positional} without a name, and it takes ${most}.`;
  }
  const filled = byPosition.slice(0, positional).filter(({ kind }) => kind === 'positional-or-keyword').map(({ name }) => name);
  const twice = named.filter((name) => filled.includes(name));
  if (twice.length > 0) return `${list(twice)} is given twice: by position and by name.`;

  const missing = requiredParameters(parameters).filter((parameter) => {
    if (named.includes(parameter.name) && parameter.kind !== 'positional-only') return false;
    const position = byPosition.indexOf(parameter);
    if (position >= 0 && (position < positional || star)) return false;
    return parameter.kind === 'positional-only' || !doubleStar;
  });
  return missing.length > 0 ? `Still missing: ${list(missing.map(({ name }) => name))}.` : null;
}

/** What to prefill when nothing better is known: the names of those that must be given. */
export function argumentTemplate(parameters: readonly Parameter[]): string {
  return requiredParameters(parameters).filter(({ kind }) => kind !== 'positional-only').map(({ name }) => `${name}=`).join(', ');
}

/**
 * The arguments of the calls of a function found in a text, each as one line, without doubles. Those that are
 * made of literals come first: the others may name variables that exist only where the call stands.
 */
export function callsInFile(text: string, functionName: string): string[] {
  const { tokens } = lex(text);
  const found: { arguments: string; literal: boolean }[] = [];
  tokens.forEach((token, index) => {
    const open = tokens[index + 1];
    if (token.kind !== 'name' || token.text !== functionName || open?.text !== '(' || open.partner < 0) return;
    if (tokens[index - 1]?.text === 'def' || tokens[index - 1]?.text === 'class') return;
    const range = { from: index + 2, end: open.partner };
    const line = onOneLine(text, tokens, range);
    if (line) found.push({ arguments: line, literal: isLiteral(tokens, range) });
  });
  const ordered = [...found.filter(({ literal }) => literal), ...found.filter(({ literal }) => !literal)];
  return [...new Set(ordered.map((call) => call.arguments))];
}

/** Without line breaks and comments between the tokens; empty when a string within goes over several lines. */
function onOneLine(text: string, tokens: readonly Token[], { from, end }: TokenRange): string {
  let line = '';
  let behind = tokens[from]?.start ?? 0;
  for (let index = from; index < end;) {
    const after = isString(tokens[index]) ? next(tokens, index, end) : index + 1;
    const piece = textOf(text, tokens, { from: index, end: after });
    if (/[\r\n]/.test(piece)) return '';
    const start = tokens[index]?.start ?? behind;
    const gap = text.slice(behind, start);
    const bracketed = tokens[index]?.kind === 'close' || (tokens[index - 1]?.kind === 'open' && index > from);
    line += /[\r\n]/.test(gap) ? (bracketed ? '' : ' ') : gap;
    line += piece;
    behind = start + piece.length;
    index = after;
  }
  return line.replace(/,$/, '');
}

function isLiteral(tokens: readonly Token[], { from, end }: TokenRange): boolean {
  return tokens.slice(from, end).every(({ kind, text }, index, part) =>
    kind !== 'name' || /^(?:None|True|False)$/.test(text) || part[index + 1]?.text === '=');
}

const PREFIXES = new Set(['not', 'await', '+', '-', '~', 'yield', 'from']);
const INFIXES = new Set(['and', 'or', 'in', 'is', 'if', 'else', 'for', 'async']);

/** Refuses only what is certainly no expression yet: an operator with nothing behind it, two things with none between. */
function expressionProblem(text: string, tokens: readonly Token[], { from, end }: TokenRange): string | null {
  let wanted = true;
  for (let index = from; index < end; index = next(tokens, index, end)) {
    const token = tokens[index];
    if (!token) break;
    const operator = token.kind === 'operator' && token.text !== '...';
    if (token.kind === 'name' && token.text === 'lambda') {
      index = find(tokens, { from: index + 1, end }, ({ text: word }) => word === ':');
      wanted = true;
    } else if (operator || INFIXES.has(token.text) || PREFIXES.has(token.text)) {
      const prefix = PREFIXES.has(token.text) || ['for', 'in'].includes(token.text);
      if (wanted && !prefix && index === from) return `Not Python yet: something is missing before ${token.text}.`;
      if (/^[?$!;]$/.test(token.text)) return `Not Python: ${token.text} has no meaning here.`;
      if (token.text === '=') return `Not Python yet: only a plain name can stand before =.`;
      wanted = true;
    } else {
      const trailer = token.text === '(' || token.text === '[' || (isString(token) && isString(tokens[index - 1]));
      if (!wanted && !trailer) return `Not Python yet: an operator or a comma is missing before ${textOf(text, tokens, { from: index, end: next(tokens, index, end) })}.`;
      wanted = false;
    }
  }
  return wanted ? `Not Python yet: something is missing after ${textOf(text, tokens, { from, end }) || 'the star'}.` : null;
}

function faultText({ kind, offset }: Fault, text: string): string {
  if (kind === 'unclosed string') return 'Not Python yet: a string is not closed.';
  return `Not Python yet: ${text[offset]} ${kind === 'unclosed bracket' ? 'is not closed' : 'closes nothing'}.`;
}

/** `a`, `a and b`, `a, b and c`. */
function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
