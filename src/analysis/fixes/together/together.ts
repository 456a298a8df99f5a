/** Consecutive awaits that do not need each other, to run at the same time. */
import { calleeOf, isOfClient, type Context } from '../../independence/context.js';
import { Independence, type Group } from '../../independence/independence.js';
import { offsetsOf, type AwaitStatement } from '../../independence/statements.js';
import type { Range } from '../../model.js';
import { fromAsyncio } from '../asyncioNames.js';
import type { Fix, FixContext, FixPlace, FixRefusal, FixRule } from '../fix.js';
import { areSound, linesOf } from '../sound.js';
import { countWord, partsOf, sourceText, type Parts } from './parts.js';
import { WAYS, type Way } from './ways.js';

export const TOGETHER: FixRule = {
  id: 'together',
  about: 'Awaits one after the other that do not need each other run at the same time: with `asyncio.gather`, in a `TaskGroup`, or as tasks that are started early.',
  find(context) {
    const { scan: { functions, names }, text, lexed } = context;
    if (lexed.faults.length > 0) return [];
    const independence = new Independence(text, lexed, names);
    const offset = offsetsOf(text);
    return functions.flatMap((fn) => {
      const groups = independence.of(fn).all();
      if (groups.length === 0 || !areSound(lexed, linesOf(lexed, fn, offset))) return [];
      return groups.filter(({ refusal }) => refusal?.rule !== 'not-plain').map((group) => place(context, independence.contextOf(fn), group));
    });
  },
};

function place(context: FixContext, known: Context, { statements, refusal }: Group): FixPlace {
  const { fn } = known;
  const count = countWord(statements.length);
  const hint = statements.length === 2 ? "Neither of these two awaits needs the other's result." : `None of these ${count} awaits needs another's result.`;
  const base = { rule: 'together', fn, marks: statements.map(markOf) };
  const refused = (why: FixRefusal): FixPlace => ({ ...base, hint: 'These awaits stay one after the other.', refusal: why, fixes: [] });
  if (refusal?.sure) return refused({ id: refusal.rule, reason: refusal.reason, sure: true });
  const parts = partsOf(context, fn, statements);
  if (parts === null) return refused({ id: 'comments-within', reason: 'there are comments within a target', sure: true });
  const gathers = statements.find((statement) => /^(?:\w+\.)?gather\b/.test(sourceText(parts, statement)));
  if (gathers) return refused({ id: 'gathered', reason: 'they are gathered already, one after the other', sure: true });
  const caution = refusal ? { id: refusal.rule, reason: refusal.reason, sure: false } : null;
  const fixes = WAYS.map((way) => written(context, known, parts, way, caution)).filter((each) => each !== null);
  if (fixes.length === 0) return refused({ id: 'name-taken', reason: '`asyncio` is the name of something else here', sure: true });
  return { ...base, hint, refusal: caution, fixes };
}

function written(context: FixContext, known: Context, parts: Parts, way: Way, caution: FixRefusal | null): Fix | null {
  if ((context.python ?? 8) < way.since) return null;
  const needed = fromAsyncio(context, way.needs, known.fn);
  if (needed === null) return null;
  const { range } = parts;
  const unknown = way.coroutines ? parts.parts.find(({ statement }) => !isCoroutine(statement, known, sourceText(parts, statement))) : undefined;
  return {
    id: `together.${way.id}`,
    title: way.title,
    explanation: way.explanation,
    edits: [...needed.edits, { ...range, text: way.write(parts, needed.code) }],
    range,
    caution: caution?.reason ?? (unknown ? `a task needs a coroutine, which \`${unknown.statement.calls[0]?.names.join('.')}\` may not give` : null),
    saves: { points: parts.parts.map(({ statement }) => statement.point), loop: false },
  };
}

/** Whether what is awaited is a coroutine for certain. */
function isCoroutine({ calls: [call] }: AwaitStatement, context: Context, source: string): boolean {
  if (/^asyncio\.(?:wait_for|to_thread)\b/.test(source)) return true;
  if (!call || !source.startsWith(call.names.join('.'))) return false;
  const definition = calleeOf(call, context)?.definition;
  return definition ? definition.async && definition.decorators.length === 0 : isOfClient(call, context);
}

/** The word `await`. */
function markOf({ point: { range: { start } } }: AwaitStatement): Range {
  return { start, end: { line: start.line, column: start.column + 'await'.length } };
}

