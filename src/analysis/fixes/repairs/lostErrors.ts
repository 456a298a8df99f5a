/** `gather` whose errors nobody sees. */
import { find, primaryEnd, textOf, type TokenRange } from '../../tokens.js';
import type { Fix, FixPlace, FixRefusal, FixRule } from '../fix.js';
import { bracketed, indentAt } from '../layout.js';
import { moved } from '../source.js';
import { argumentsAt, isWord, type Code, type Statement } from './code.js';
import { coroutineIn } from './coroutines.js';
import { awaitEdits } from './forgotten.js';
import { awaitedCallOf, formOf } from './forms.js';
import { pathOf } from './meaning.js';
import { codeOf } from './reader.js';
import { moduleIn, namesIn, NAME_TAKEN, offsets, styleAt } from './write.js';

export const LOST_ERRORS: FixRule = {
  id: 'lost-errors',
  about: '`gather` whose errors nobody sees: it is awaited, its results are looked at, or a `TaskGroup` (Python 3.11 and newer) ends the others at the first error.',
  find(context) {
    const code = codeOf(context, /\bgather\b/);
    if (!code) return [];
    return code.statements.flatMap((statement) => {
      const { scope } = statement;
      const { kind, value } = formOf(code, statement);
      if (kind !== 'bare' || scope.halfTyped || !/def$/.test(scope.kind)) return [];
      const awaited = awaitedCallOf(code, value);
      const open = code.tokens[value.end - 1]?.text === ')' ? code.tokens[value.end - 1]!.partner : -1;
      const callee = awaited ?? (open > value.from && primaryEnd(code.tokens, value) === value.end ? { from: value.from, end: open } : null);
      if (!callee || pathOf(code, callee, scope) !== 'asyncio.gather') return [];
      const gathered = { callee, open: callee.end, range: value };
      return (awaited ? placeOf(code, statement, gathered) : placeOfUnawaited(code, statement, gathered)) ?? [];
    });
  },
};

interface Gathered {
  callee: TokenRange;
  open: number;
  range: TokenRange;
}

const refused = (id: string, reason: string): FixRefusal => ({ id, reason, sure: true });

function placeOfUnawaited(code: Code, statement: Statement, { callee, range }: Gathered): FixPlace {
  const { scope } = statement;
  const place = { rule: 'lost-errors', fn: scope.fn, marks: [code.range(callee)], hint: 'Nobody waits for this `gather`: its results and errors are lost.' };
  if (scope.kind !== 'async def') return { ...place, refusal: refused('no-async-function', 'only an async function can await'), fixes: [] };
  const unsure: FixRefusal = { id: 'waits', reason: 'this function then waits for them', sure: false };
  const fix: Fix = {
    id: 'lost-errors.await', title: 'Await the gather', caution: unsure.reason, saves: null, range: offsets(code, statement),
    explanation: 'This function goes on when all of them have ended, and the first error is raised here.', edits: awaitEdits(code, statement, { range, callee }),
  };
  return { ...place, refusal: unsure, fixes: [fix] };
}

function placeOf(code: Code, statement: Statement, gathered: Gathered): FixPlace | null {
  const { scope } = statement;
  const place = { rule: 'lost-errors', fn: scope.fn, marks: [code.range(gathered.callee)] };
  if (returnsExceptions(code, gathered)) {
    const hint = 'The errors of these are returned as results, and nobody looks at them.';
    const refusal = endsThings(code, statement) ?? (statement.alone ? null : refused('shares-line', 'it shares its line with other statements'));
    if (refusal) return { ...place, hint, refusal, fixes: [] };
    const unsure: FixRefusal = { id: 'raises', reason: 'errors that are left out now are raised', sure: false };
    const fixes = [keepResults(code, statement), taskGroup(code, statement, gathered)].flatMap((fix) => (fix && !('reason' in fix) ? { ...fix, caution: unsure.reason } : []));
    return fixes.length > 0 ? { ...place, hint, refusal: unsure, fixes } : null;
  }
  const handlers = handlersOf(code, statement);
  if (!handlers || argumentsAt(code.tokens, gathered.open).length === 0) return null;
  const hint = 'After the first error the others go on while it is handled, and their errors are lost.';
  if (handlers.some((each) => !/^except(?:\s*\(?\s*(?:Base)?Exception\s*\)?(?:\s+as\s+\w+)?)?$/.test(each))) {
    return { ...place, hint, refusal: refused('handled-by-type', 'its handlers name errors, and a `TaskGroup` raises them in an `ExceptionGroup`'), fixes: [] };
  }
  const fix = statement.alone ? taskGroup(code, statement, gathered) : refused('shares-line', 'it shares its line with other statements');
  if ('reason' in fix) return { ...place, hint, refusal: fix, fixes: [] };
  const unsure: FixRefusal = { id: 'ends-others', reason: 'the first error then ends the others', sure: false };
  return { ...place, hint, refusal: unsure, fixes: [{ ...fix, caution: unsure.reason }] };
}

function returnsExceptions(code: Code, { open }: Gathered): boolean {
  return argumentsAt(code.tokens, open).some(({ from, end }) => code.tokens[from]!.text === 'return_exceptions' && end === from + 3 && isWord(code.tokens[end - 1], 'True'));
}

/** Whoever ends tasks does not want to hear that they were ended. */
function endsThings(code: Code, { scope, around, from }: Statement): FixRefusal | null {
  const { tokens } = code;
  const ends = tokens.slice(scope.first, scope.end).some((token, index, part) => isWord(token, 'cancel') && part[index - 1]?.text === '.')
    || around.some((header) => isWord(tokens[header.from], 'finally', 'except') || /\bsuppress\b/.test(code.source(header)))
    || /(?:^|_)(?:a?close|a?exit|shutdown|stop|clean(?:up)?|tear_?down|cancel|end|dispose|disconnect|kill)/i.test(scope.name)
    || argumentsAt(tokens, tokens.findIndex((token, index) => index >= from && token.text === '(')).some((part) => /close|cancel|stop|shutdown|disconnect|terminate/i.test(code.source(part)));
  return ends ? refused('ends-things', 'errors of what is being ended are left out on purpose') : null;
}

/** The headers of the handlers of the `try` around it, where they swallow the error; null where there are none. */
function handlersOf(code: Code, statement: Statement): string[] | null {
  const { tokens, statements } = code;
  const at = statement.around.findIndex((header) => isWord(tokens[header.from], 'try'));
  const block = statement.around[at];
  if (!block || statement.around.slice(0, at).some((header) => isWord(tokens[header.from], 'with', 'async'))) return null;
  const after = statements.slice(statements.indexOf(block) + 1).filter(({ scope }) => scope === statement.scope);
  const handlers: Statement[] = [];
  for (const each of after) {
    if (each.header && each.around.length === block.around.length && each.around[0] === block.around[0]) {
      if (isWord(tokens[each.from], 'except')) handlers.push(each);
      else if (!isWord(tokens[each.from], 'else')) break;
    } else if (each.around.length <= block.around.length) break;
    // Whoever raises it again, or leaves, does not go on beside the others.
    else if (isWord(tokens[each.from], 'raise') && each.around.some((header) => handlers.includes(header))) return null;
  }
  return handlers.length > 0 ? handlers.map((each) => code.source(each)) : null;
}

function keepResults(code: Code, statement: Statement): Omit<Fix, 'caution'> {
  const { text } = code;
  const names = namesIn(code, statement.scope);
  const [results, result] = [names.take('results', 'outcomes'), names.take('result', 'outcome')];
  const { start, end } = offsets(code, statement);
  const style = styleAt(code, statement);
  const indent = indentAt(text, start);
  const lineEnd = end + /^[^\r\n]*/.exec(text.slice(end))![0].length;
  const laid = `${results} = ${moved({ text, lexed: code.context.lexed }, statement, indent, style, `${results} = `)}`;
  const lines = [`for ${result} in ${results}:`, `${style.unit}if isinstance(${result}, Exception):`, `${style.unit}${style.unit}raise ${result}`];
  return {
    id: 'lost-errors.results', title: 'Keep the results and raise the first error', saves: null, range: { start, end: lineEnd },
    explanation: 'All of them still run to their end; then the first error among the results is raised.',
    edits: [{ start, end, text: laid }, { start: lineEnd, end: lineEnd, text: lines.map((line) => style.eol + indent + line).join('') }],
  };
}

/** Each coroutine as a task of a group. */
function taskGroup(code: Code, statement: Statement, { open, range }: Gathered): Omit<Fix, 'caution'> | FixRefusal {
  const { tokens, text } = code;
  if ((code.context.python ?? 8) < 11) return refused('older-python', '`asyncio.TaskGroup` came with Python 3.11');
  const asyncio = moduleIn(code, 'asyncio', statement);
  if (!asyncio) return NAME_TAKEN('asyncio');
  const group = namesIn(code, statement.scope).take('tg', 'group');
  if (text.slice(tokens[range.from]!.start, tokens[range.end - 1]!.end).includes('#')) return refused('comment-inside', 'a comment stands between its arguments');
  const style = styleAt(code, statement);
  const { start, end } = offsets(code, statement);
  const indent = indentAt(text, start);
  const lines = [`async with ${asyncio.name}.TaskGroup() as ${group}:`];
  for (const part of argumentsAt(tokens, open)) {
    if (tokens[part.from]!.text === 'return_exceptions') continue;
    const created = taskOf(code, statement, part, (coroutine, depth) =>
      bracketed(`${group}.create_task(`, [{ above: [], code: coroutine, beside: '' }], ')', indent + style.unit.repeat(depth), style));
    if (!created) return refused('no-coroutine', 'it is not certain that all of these are coroutines');
    lines.push(...created.map((line, depth) => style.unit.repeat(depth + 1) + line));
  }
  if (lines.length < 2 || lines.some((line) => /[\r\n].*#/.test(line))) return refused('no-coroutine', 'it is not certain that all of these are coroutines');
  return {
    id: 'lost-errors.taskgroup', title: 'Run them in a TaskGroup', saves: null, range: { start, end },
    explanation: 'When one fails, the group ends the others, waits for them, and raises all errors in an `ExceptionGroup`.',
    edits: [...asyncio.edits, { start, end, text: lines.map((line, index) => (index === 0 ? line : indent + line)).join(style.eol) }],
  };
}

/** The lines that start one argument of `gather` as a task: a loop for a starred comprehension. */
function taskOf(code: Code, { scope }: Statement, part: TokenRange, task: (coroutine: string, depth: number) => string): string[] | null {
  const { tokens } = code;
  if (tokens[part.from]!.text !== '*') return coroutineIn(code, part, scope) && !/[\r\n]/.test(code.source(part)) ? [task(code.source(part), 1)] : null;
  const open = part.from + 1;
  if (!/^[([]$/.test(tokens[open]?.text ?? '') || tokens[open]!.partner !== part.end - 1) return null;
  const inner = { from: open + 1, end: part.end - 1 };
  const loop = find(tokens, inner, (token) => isWord(token, 'for', 'async'));
  const coroutine = { from: inner.from, end: loop };
  const again = find(tokens, { from: loop + 1, end: inner.end }, (token) => isWord(token, 'for', 'if', 'async'));
  if (loop >= inner.end || again < inner.end || isWord(tokens[loop], 'async') || !coroutineIn(code, coroutine, scope)) return null;
  const header = textOf(code.text, tokens, { from: loop, end: inner.end });
  return /[\r\n]/.test(header + code.source(coroutine)) ? null : [`${header}:`, task(code.source(coroutine), 2)];
}
