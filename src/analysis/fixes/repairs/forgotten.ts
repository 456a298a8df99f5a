/** Coroutines that are made and never awaited: nothing of them runs. */
import type { TextEdit } from '../../edits.js';
import { find, next, primaryEnd, type TokenRange } from '../../tokens.js';
import type { Fix, FixPlace, FixRefusal, FixRule } from '../fix.js';
import { awaitedCall } from './callLayout.js';
import { isWord, type Code, type Scope, type Statement } from './code.js';
import { coroutineIn, isEndless, mayBeCoroutine, type Coroutine } from './coroutines.js';
import { formOf } from './forms.js';
import { keptTask } from './keptTask.js';
import { codeOf } from './reader.js';
import { expectsFailure, hindrance, needsParentheses } from './standing.js';
import { moduleIn, offsets } from './write.js';

export const FORGOTTEN_AWAIT: FixRule = {
  id: 'forgotten-await',
  about: 'A coroutine that is made and never awaited: a bare call, a variable that nobody awaits, or one that is used as if it were its result. It is awaited.',
  find(context) {
    const code = codeOf(context, /\basync\b/);
    if (!code) return [];
    return code.statements.flatMap((statement) => (statement.scope.halfTyped ? [] : coroutinesOf(code, statement).flatMap((each) => placeOf(code, statement, each) ?? [])));
  },
};

/** What a coroutine has itself. */
const OF_COROUTINES = /^(?:close|send|throw|cr_\w+|gi_\w+|__\w+__)$/;

/** The coroutines of a statement that certainly nobody awaits. */
function coroutinesOf(code: Code, statement: Statement): Coroutine[] {
  const { tokens } = code;
  const { kind, target, value } = formOf(code, statement);
  const { scope } = statement;
  const whole = coroutineIn(code, value, scope);
  if (kind === 'bare' && whole) return [whole];
  if (scope.kind !== 'async def') return [];
  if (kind === 'assigned' && whole) return isNeverAwaited(code, scope, target!) ? [whole] : [];
  if (kind === 'header') {
    const first = tokens[statement.from];
    const from = isWord(first, 'if', 'elif', 'while') ? statement.from + (isWord(tokens[statement.from + 1], 'not') ? 2 : 1)
      : isWord(first, 'for') ? find(tokens, statement, (token) => isWord(token, 'in')) + 1 : statement.end;
    const tested = from < statement.end ? coroutineIn(code, { from, end: statement.end }, scope) : null;
    if (tested) return [tested];
  }
  return usedAsResult(code, statement);
}

/** `fetch().name` and `fetch()[0]`: a coroutine has neither. */
function usedAsResult(code: Code, statement: Statement): Coroutine[] {
  const { tokens } = code;
  const found: Coroutine[] = [];
  for (let from = statement.from; from < statement.end; from += 1) {
    if (tokens[from]!.kind !== 'name' || /^[.]$/.test(tokens[from - 1]?.text ?? '') || isWord(tokens[from - 1], 'await')) continue;
    const end = primaryEnd(tokens, { from, end: statement.end });
    for (let at = next(tokens, from, end); at < end; at = next(tokens, at, end)) {
      if (tokens[at]!.text !== '(' || !mayBeCoroutine(code, tokens[at - 1]!.text)) continue;
      const after = next(tokens, at, end);
      const coroutine = after < end && isResultUse(code, after) ? coroutineIn(code, { from, end: after }, statement.scope) : null;
      if (coroutine) found.push(coroutine);
    }
  }
  return found;
}

/** Whether what follows at this token is done to a result, and not to a coroutine. */
function isResultUse({ tokens }: Code, at: number): boolean {
  return tokens[at]?.text === '[' || (tokens[at]?.text === '.' && tokens[at + 1]?.kind === 'name' && !OF_COROUTINES.test(tokens[at + 1]!.text));
}

/** Whether a variable, bound only here, is used nowhere, or only as the result would be. */
function isNeverAwaited(code: Code, scope: Scope, target: TokenRange): boolean {
  const { tokens } = code;
  const name = tokens[target.from]!;
  const colon = find(tokens, target, ({ text }) => text === ':');
  if (name.kind !== 'name' || colon !== target.from + 1 || scope.bound.get(name.text) !== 1) return false;
  if (scope.parameters.includes(name.text) || scope.globals.has(name.text)) return false;
  for (let at = scope.first; at < scope.end; at += 1) {
    const token = tokens[at]!;
    if (token.kind !== 'name' || tokens[at - 1]?.text === '.') continue;
    if (/^(?:locals|vars|exec|eval|nonlocal)$/.test(token.text)) return false;
    if (token.text !== name.text || at === target.from) continue;
    if (tokens[at + 1]?.text === '=' && /^[(,]$/.test(tokens[at - 1]?.text ?? '')) continue;
    const iterated = isWord(tokens[at - 1], 'in') && tokens[at + 1]?.text === ':';
    if (!isResultUse(code, at + 1) && !iterated) return false;
    if (isWord(tokens[at - 1], 'await')) return false;
  }
  return true;
}

function placeOf(code: Code, statement: Statement, { range, callee, own }: Coroutine): FixPlace | null {
  const { scope } = statement;
  const name = code.source(callee).replace(/\s+/g, '');
  const place = {
    rule: 'forgotten-await', fn: scope.fn, marks: [code.range(callee)],
    hint: `\`${name}()\` only makes a coroutine: nothing of it runs until it is awaited.`,
  };
  if (scope.kind !== 'async def') {
    if (scope.kind === 'class') return null;
    return { ...place, refusal: { id: 'no-async-function', reason: 'only an async function can await: `asyncio.run` starts a coroutine from elsewhere', sure: true }, fixes: [] };
  }
  const hindered = hindrance(code, statement, range);
  if (hindered === 'elsewhere') return null;
  const refusal = hindered ?? expectsFailure(code, statement);
  if (refusal) return { ...place, refusal, fixes: [] };
  const endless: FixRefusal | null = own && isEndless(code, own) ? { id: 'endless', reason: `\`${name}\` goes round a loop for ever, and nothing after it would run`, sure: false } : null;
  const awaits: Fix = {
    id: 'forgotten-await.await', title: `Await ${name}()`, caution: endless?.reason ?? null, saves: null, range: offsets(code, statement),
    explanation: `\`${name}\` then runs, and this function goes on when it has ended.`,
    edits: awaitEdits(code, statement, { range, callee }),
  };
  const task = endless && range.from === statement.from && range.end === statement.end ? asTask(code, statement) : null;
  return { ...place, refusal: task ? null : endless, fixes: task ? [task, awaits] : [awaits] };
}

export function awaitEdits(code: Code, statement: Statement, { range, callee }: Pick<Coroutine, 'range' | 'callee'>): TextEdit[] {
  if (!/[\r\n]/.test(code.source(callee))) return awaitedCall(code, statement, { range, open: callee.end, callee: code.source(callee), first: [], within: null });
  const wrap = needsParentheses(code, statement, range);
  const { start, end } = offsets(code, range);
  return [{ start, end: start, text: wrap ? '(await ' : 'await ' }, ...(wrap ? [{ start: end, end, text: ')' }] : [])];
}

/** What does not end is started beside this function, and kept. */
function asTask(code: Code, statement: Statement): Fix | null {
  const asyncio = moduleIn(code, 'asyncio', statement);
  const kept = asyncio ? keptTask(code, statement, `${asyncio.name}.create_task`) : null;
  if (!kept || 'reason' in kept) return null;
  return {
    id: 'forgotten-await.task', title: 'Start it as a task and keep it', caution: null, saves: null, ...kept, edits: [...asyncio!.edits, ...kept.edits],
    explanation: 'It then runs beside this function. The set keeps the task from being thrown away before it has ended.',
  };
}
