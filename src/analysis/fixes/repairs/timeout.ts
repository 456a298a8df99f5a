/** `wait_for` around a single await, as a block with a time limit. */
import { lex } from '../../lexer.js';
import { primaryEnd, type TokenRange } from '../../tokens.js';
import type { Fix, FixPlace, FixRefusal, FixRule } from '../fix.js';
import { indentAt } from '../layout.js';
import { moved } from '../source.js';
import { argumentsAt, isWord, type Code, type Statement } from './code.js';
import { awaitedCallOf, formOf } from './forms.js';
import { pathOf } from './meaning.js';
import { codeOf } from './reader.js';
import { moduleIn, NAME_TAKEN, offsets, styleAt } from './write.js';

export const TIMEOUT: FixRule = {
  id: 'timeout',
  about: '`await asyncio.wait_for(x, t)` as a statement becomes `async with asyncio.timeout(t)` around the await (Python 3.11 and newer).',
  find(context) {
    const code = codeOf(context, /\bwait_for\b/);
    if (!code) return [];
    return code.statements.flatMap((statement) => (statement.scope.kind === 'async def' && !statement.scope.halfTyped ? awaitsOf(code, statement).map((range) => placeOf(code, statement, range)) : []));
  },
};

const refused = (id: string, reason: string): FixRefusal => ({ id, reason, sure: true });

/** Every `await` of `wait_for` in a statement. */
function awaitsOf(code: Code, statement: Statement): TokenRange[] {
  const found: TokenRange[] = [];
  for (let from = statement.from; from < statement.end; from += 1) {
    if (!isWord(code.tokens[from], 'await')) continue;
    const range = { from, end: primaryEnd(code.tokens, { from: from + 1, end: statement.end }) };
    const callee = awaitedCallOf(code, range);
    if (callee && pathOf(code, callee, statement.scope) === 'asyncio.wait_for') found.push(range);
  }
  return found;
}

function placeOf(code: Code, statement: Statement, range: TokenRange): FixPlace {
  const place = {
    rule: 'timeout', fn: statement.scope.fn, marks: [code.range(awaitedCallOf(code, range)!)],
    hint: '`asyncio.timeout` limits the time of a whole block, and awaits it in this task.',
  };
  const fix = fixOf(code, statement, range);
  if ('reason' in fix) return { ...place, refusal: fix, fixes: [] };
  // Until 3.12 `wait_for` makes a task of a coroutine, and that one sees a copy of the context.
  const copies = code.context.python === 11 && /\bcontextvars\b|\bcurrent_task\b/.test(code.text);
  const unsure: FixRefusal | null = copies ? { id: 'own-task', reason: '`wait_for` runs it as a task of its own before Python 3.12, with a copy of the context', sure: false } : null;
  return { ...place, refusal: unsure, fixes: [{ ...fix, caution: unsure?.reason ?? null }] };
}

function fixOf(code: Code, statement: Statement, range: TokenRange): Omit<Fix, 'caution'> | FixRefusal {
  const { tokens, text, context } = code;
  if ((context.python ?? 8) < 11) return refused('older-python', '`asyncio.timeout` came with Python 3.11');
  const { kind, value } = formOf(code, statement);
  if (!/^(?:bare|assigned|augmented|returned)$/.test(kind) || value.from !== range.from || value.end !== range.end) return refused('not-whole', 'it is a part of a larger statement');
  if (!statement.alone) return refused('shares-line', 'it shares its line with other statements');
  const given = callArguments(code, range.end - 1);
  if (!given) return refused('odd-arguments', 'it is not called with an awaitable and a time');
  const { awaited, limit } = given;
  const limitText = code.source(limit);
  if (/^-|^0*\.?0*$/.test(limitText)) return refused('no-time', 'a limit of 0 ends it before it has begun, and `asyncio.timeout` does not');
  if (tokens.slice(limit.from, limit.end).some((token) => token.kind === 'open' || token.text === ':=' || isWord(token, 'await', 'yield'))) {
    return refused('computed-limit', 'its time is computed after what it waits for, and would be computed before it');
  }
  const open = tokens[range.end - 1]!.partner;
  const [first, second] = awaited.from < limit.from ? [awaited, limit] : [limit, awaited];
  const between = [[open + 1, first.from], [first.end, second.from], [second.end, range.end]].map(([from, end]) => text.slice(tokens[from! - 1]!.end, tokens[end! - 1]!.end));
  if (between.some((gap) => gap.includes('#')) || limitText.includes('#')) return refused('comment-inside', 'a comment stands between its arguments');
  const lead = text.slice(tokens[statement.from]!.start, tokens[range.from]!.start);
  if (/[\r\n#]/.test(lead)) return refused('several-lines', 'its target goes over several lines');
  const asyncio = moduleIn(code, 'asyncio', statement);
  if (!asyncio) return NAME_TAKEN('asyncio');

  const style = styleAt(code, statement);
  const at = offsets(code, statement);
  const indent = indentAt(text, at.start);
  const line = `${indent}async with ${asyncio.name}.timeout(${limitText}):`.slice(indent.length);
  return {
    id: 'timeout.block', title: 'Limit the time with async with asyncio.timeout', saves: null, range: at,
    explanation: 'The limit then holds for the whole block, so that more can be put in it, and no task is made for it. When the time is up, it raises the same `TimeoutError`.',
    edits: [...asyncio.edits, { ...at, text: `${line}${style.eol}${indent}${style.unit}${lead}${awaitOf(code, awaited, indent + style.unit, lead, style)}` }],
  };
}

/** What is waited for and for how long; null when they are given in another way. */
function callArguments({ tokens }: Code, close: number): { awaited: TokenRange; limit: TokenRange } | null {
  const named = new Map<string, TokenRange>();
  for (const [index, part] of argumentsAt(tokens, tokens[close]!.partner).entries()) {
    if (/^\*/.test(tokens[part.from]!.text)) return null;
    if (tokens[part.from + 1]?.text === '=' && part.end > part.from + 1) named.set(tokens[part.from]!.text, { from: part.from + 2, end: part.end });
    else named.set(['fut', 'timeout'][index] ?? '', part);
  }
  const [awaited, limit] = [named.get('fut'), named.get('timeout')];
  return awaited && limit && named.size === 2 ? { awaited, limit } : null;
}

/** The await, for a line of that indentation behind its target. */
function awaitOf(code: Code, awaited: TokenRange, indent: string, lead: string, style: ReturnType<typeof styleAt>): string {
  const source = moved({ text: code.text, lexed: code.context.lexed }, awaited, indent, style, `${lead}await `);
  // Outside of the brackets of `wait_for` a line break ends the statement.
  const whole = primaryEnd(code.tokens, awaited) === awaited.end && lex(source).lines.length === 1;
  return whole ? `await ${source}` : `await (${source})`;
}
