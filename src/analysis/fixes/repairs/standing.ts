/** Where an `await` can stand in place of an expression, and where not. */
import { find, next, type TokenRange } from '../../tokens.js';
import type { FixRefusal } from '../fix.js';
import { isWord, type Code, type Statement } from './code.js';

/** Brackets around a place within its statement, the innermost first, as indices of what opens them. */
export function bracketsAround({ tokens }: Code, statement: TokenRange, { from, end }: TokenRange): number[] {
  const around: number[] = [];
  for (let at = from - 1; at >= statement.from; at -= 1) {
    const token = tokens[at]!;
    if (token.kind === 'close' && token.partner >= 0) at = token.partner;
    else if (token.kind === 'open' && token.partner >= end) around.push(at);
  }
  return around;
}

/**
 * What speaks against an `await` in place of this expression. `elsewhere`: it is not the function itself that evaluates
 * it, or it is handed to something that wants it as it is.
 */
export function hindrance(code: Code, statement: Statement, range: TokenRange): FixRefusal | 'elsewhere' | null {
  const { tokens } = code;
  if (isWord(tokens[range.from - 1], 'await')) return 'elsewhere';
  if (isWord(tokens[statement.from], 'case', 'except', 'type') && statement.header === (tokens[statement.from]!.text !== 'type')) return 'elsewhere';
  if (inAnnotation(code, statement, range)) return 'elsewhere';
  const levels = bracketsAround(code, statement, range);
  let comprehensions = 0;
  for (const [depth, open] of [...levels, -1].entries()) {
    const inner = depth === 0 ? range : { from: levels[depth - 1]!, end: tokens[levels[depth - 1]!]!.partner + 1 };
    const level = open < 0 ? statement : { from: open + 1, end: tokens[open]!.partner };
    for (let at = level.from; at < inner.from; at = next(tokens, at, level.end)) if (isWord(tokens[at], 'lambda')) return 'elsewhere';
    if (open < 0) break;
    if (/['"]$/.test(tokens[open]!.text)) return { id: 'f-string', reason: 'it stands within an f-string', sure: true };
    if (tokens[open]!.text === '(' && HANDED_TO.test(tokens[open - 1]?.text ?? '')) return 'elsewhere';
    if (find(tokens, level, (token) => isWord(token, 'for')) === level.end) continue;
    comprehensions += 1;
    if (tokens[open]!.text === '(') return { id: 'in-generator', reason: 'a generator expression is run by whoever iterates it', sure: true };
  }
  return comprehensions > 1 ? { id: 'in-comprehension', reason: 'an `await` in a comprehension within another one is not allowed by every Python', sure: true } : null;
}

const HANDED_TO = /^(?:to_thread|run_in_executor|create_task|ensure_future|gather|wait_for|shield|submit|call_soon|call_later|run_sync)$/;

/** `x: T = …` does not evaluate its annotation as the function's own code. */
function inAnnotation({ tokens }: Code, statement: Statement, range: TokenRange): boolean {
  if (statement.header) return false;
  const colon = find(tokens, statement, ({ text }) => text === ':');
  return colon < range.from && find(tokens, { from: colon, end: statement.end }, ({ text }) => text === '=') > range.from;
}

/** Whether `await` needs parentheses there: what follows would be taken for a part of what is awaited. */
export function needsParentheses({ tokens }: Code, statement: TokenRange, { end }: TokenRange): boolean {
  return end < statement.end && /^(?:\.|\(|\[|\*\*)$/.test(tokens[end]!.text);
}

/** Tests that look for the very warning or error. */
export function expectsFailure(code: Code, { around }: Statement): FixRefusal | null {
  const expects = around.some((header) => isWord(code.tokens[header.from], 'with') && /\b(?:assertWarns|assertRaises|warns|raises|catch_warnings|suppress)/.test(code.source(header)));
  return expects ? { id: 'expected', reason: 'the block around it expects that it fails', sure: true } : null;
}
