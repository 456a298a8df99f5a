/** Calls that hold the event loop, certain from the code or seen by a run: awaited instead, in a thread or as a sleep. */
import { heldText } from '../../blocking.js';
import { isExclusive } from '../../independence/words.js';
import type { BlockingLine } from '../../marks.js';
import { find, primaryEnd, type TokenRange } from '../../tokens.js';
import type { Fix, FixPlace, FixRefusal, FixRule } from '../fix.js';
import { BLOCKING_CALLS, BLOCKING_WORDS, type BlockingCall } from './blockingCalls.js';
import { awaitedCall } from './callLayout.js';
import { argumentsAt, isOwnCode, isWord, type Code, type Statement } from './code.js';
import { formOf } from './forms.js';
import { measuredCalls } from './measured.js';
import { pathOf } from './meaning.js';
import { otherLoop } from './otherLoop.js';
import { codeOf } from './reader.js';
import { hindrance } from './standing.js';
import { moduleIn, NAME_TAKEN, offsets } from './write.js';

/** A call that holds the event loop. */
export interface HoldingCall {
  statement: Statement;
  /** What is called, and the call with its arguments. */
  callee: TokenRange;
  range: TokenRange;
  call: BlockingCall;
  /** The line that a run saw holding the loop there; null when none did. */
  measured: BlockingLine | null;
}

export const BLOCKING: FixRule = {
  id: 'blocking',
  about: 'A blocking call in an async function, known as such or seen by a run: `asyncio.sleep` for `time.sleep`, a thread for others.',
  find(context) {
    const code = codeOf(context, context.reports.length > 0 ? /\basync\b/ : BLOCKING_WORDS);
    if (!code) return [];
    const known = code.statements.filter(isOwnCode).flatMap((statement) => callsIn(code, statement));
    const calls = measuredCalls(code, known);
    return calls.flatMap((each, index) => placeOf(code, each, calls[index - 1]?.statement === each.statement) ?? []);
  },
};

function callsIn(code: Code, statement: Statement): HoldingCall[] {
  const { tokens } = code;
  const found: HoldingCall[] = [];
  for (let from = statement.from; from < statement.end; from += 1) {
    if (tokens[from]!.kind !== 'name' || tokens[from - 1]?.text === '.') continue;
    const end = primaryEnd(tokens, { from, end: statement.end });
    let at = end;
    // The longest part that is known: of `open(p).read().strip()` it is `open(p).read()`.
    for (; at > from; at -= 1) {
      const open = tokens[at - 1]?.text === ')' ? tokens[at - 1]!.partner : -1;
      if (open <= from) continue;
      const path = pathOf(code, { from, end: open }, statement.scope);
      const call = path === null ? undefined : BLOCKING_CALLS.find((each) => each.path.test(path));
      if (!call || !isWorthIt(code, { from, end: open }, call, open)) continue;
      found.push({ statement, callee: { from, end: open }, range: { from, end: at }, call, measured: null });
      break;
    }
    // What is made right there is a part of it.
    if (at > from && found.at(-1)?.call.way === 'whole') from = at - 1;
  }
  return found;
}

/** Of an open file only what reads all of it: smaller parts come from its buffer. */
function isWorthIt({ tokens }: Code, { from, end }: TokenRange, { way, path }: BlockingCall, open: number): boolean {
  const made = tokens.slice(from, end).some(({ text }) => text === '(');
  if (way !== 'whole' || made || !path.test('builtins.open().read')) return true;
  return /^(?:read|readlines)$/.test(tokens[end - 1]!.text) && tokens[open]!.partner === open + 1;
}

/** `further`: its statement has another one before it. */
function placeOf(code: Code, holding: HoldingCall, further: boolean): FixPlace | null {
  const { statement, callee, range, call, measured } = holding;
  const hindered = hindrance(code, statement, range);
  if (hindered === 'elsewhere') return null;
  const name = code.source(callee);
  const sure = hindered ?? otherLoop(code, statement.scope) ?? refusalOf(code, holding);
  const unsure = sure ? null : cautionOf(code, holding);
  const place = { rule: 'blocking', fn: statement.scope.fn, marks: [code.range(callee)], hint: `\`${short(name)}\` holds the event loop while it waits ${call.waits}: no other task can run.` };
  if (measured) place.hint = `\`${short(name)}\` ${heldText(measured.steps)}: no other task could run.`;
  if (sure) return { ...place, refusal: sure, fixes: [] };
  const fix = fixOf(code, holding, further);
  if ('reason' in fix) return { ...place, refusal: fix, fixes: [] };
  return { ...place, refusal: unsure, fixes: [{ ...fix, caution: unsure?.reason ?? null }] };
}

/** The call of a chain of names on one line, cut short where it is long. */
const short = (name: string): string => `${name.replace(/\s+/g, ' ').replace(/\(.*\)/s, '(…)')}`;

function refusalOf(code: Code, { statement, callee, range, call }: HoldingCall): FixRefusal | null {
  const { tokens } = code;
  if (call.never !== undefined) return { id: 'never-in-a-thread', reason: call.never, sure: true };
  if (isOnPurpose(code, statement)) return { id: 'on-purpose', reason: 'a comment tells that it is meant to block', sure: true };
  const open = callee.end;
  const inside = tokens.slice(range.from, range.end);
  if (inside.some((token) => isWord(token, 'await', 'yield'))) return { id: 'await-inside', reason: 'its arguments are awaited themselves', sure: true };
  if (code.source(callee).includes('#')) return { id: 'comment-inside', reason: 'a comment stands within what is called', sure: true };
  const given = argumentsAt(tokens, open);
  if (given.some(({ from, end }) => tokens.slice(from, end).some((token, index, part) => isWord(token, 'for') && depthAt(part, index) === 0))) {
    return { id: 'generator-argument', reason: 'it takes a generator, which another thread would run', sure: true };
  }
  if (call.way === 'whole' && inside.some(({ text }) => text === ':=')) return { id: 'binds-inside', reason: 'its arguments bind a name', sure: true };
  if (call.way !== 'sleep') return null;
  if (statement.from !== range.from || statement.end !== range.end || statement.header) return { id: 'uses-result', reason: 'its result is used', sure: true };
  const plain = given.length === 1 && !/^\*/.test(tokens[given[0]!.from]!.text) && tokens[given[0]!.from + 1]?.text !== '=';
  return plain ? null : { id: 'odd-arguments', reason: 'it is not called with one number', sure: true };
}

function depthAt(part: readonly { kind: string }[], index: number): number {
  return part.slice(0, index).reduce((depth, { kind }) => depth + (kind === 'open' ? 1 : kind === 'close' ? -1 : 0), 0);
}

/** What speaks against it without being certain. */
function cautionOf(code: Code, { statement, range, call }: HoldingCall): FixRefusal | null {
  if (call.caution !== undefined) return { id: 'not-for-threads', reason: call.caution, sure: false };
  const { tokens } = code;
  for (const header of statement.around) {
    if (isWord(tokens[header.from], 'async') && limitsTime(code, header)) return { id: 'time-limit', reason: 'the time limit around it can then end it', sure: false };
    if (!isWord(tokens[header.from], 'with')) continue;
    const source = code.source({ from: header.from + 1, end: header.end }).replace(/`/g, "'");
    if (isExclusive(source)) return { id: 'held-lock', reason: `\`${source}\` is held while other tasks run, and one that wants it too would hold the loop`, sure: false };
    if (/redirect_std|chdir|catch_warnings|patch|localcontext|environ|umask/.test(source)) return { id: 'changed-for-all', reason: `\`${source}\` holds for all tasks that run meanwhile`, sure: false };
  }
  const { kind, target, value } = formOf(code, statement);
  const changed = target ? code.source(target) : '';
  const outer = /[.[]/.test(changed) || statement.scope.globals.has(changed);
  const reads = kind === 'augmented' || (kind === 'assigned' && code.text.slice(tokens[value.from]!.start, tokens[range.from]!.start).includes(changed));
  if (outer && reads) return { id: 'read-and-written', reason: `\`${changed}\` may be changed by other tasks meanwhile`, sure: false };
  return null;
}

/** Whether the comment behind a statement, or those directly above it, say that it is so on purpose. */
function isOnPurpose(code: Code, statement: Statement): boolean {
  const { start, end } = offsets(code, statement);
  const above = /(?:(?:^|[\r\n])[ \t]*#[^\r\n]*)*[\r\n]*[ \t]*$/.exec(code.text.slice(Math.max(0, start - 1000), start))![0];
  const behind = /^[^\r\n]*/.exec(code.text.slice(end))![0];
  return /#.*(?:noqa(?!:)|noqa:.*(?:ASYNC|TRIO)|deliberate|on purpose|intention|time\.sleep)/i.test(`${above}\n${behind}`);
}

/** `async with asyncio.timeout(…)`: what does not await is not ended by it. */
function limitsTime(code: Code, { from, end, scope }: Statement): boolean {
  const open = find(code.tokens, { from, end }, ({ text }) => text === '(');
  return /^(?:asyncio|async_timeout)\.timeout(?:_at)?$/.test(pathOf(code, { from: from + 2, end: open }, scope) ?? '');
}

function fixOf(code: Code, holding: HoldingCall, further: boolean): Omit<Fix, 'caution'> | FixRefusal {
  const { statement, callee, range, call, measured } = holding;
  const asyncio = moduleIn(code, 'asyncio', statement);
  if (!asyncio) return NAME_TAKEN('asyncio');
  const seen = measured ? `In a run it ${heldText(measured.steps)}. ` : '';
  const whole = offsets(code, statement);
  const common = { range: whole, saves: { points: [], loop: false } };
  if (call.way === 'sleep') {
    const start = code.tokens[callee.from]!.start;
    const edit = { start, end: code.tokens[callee.end - 1]!.end, text: `await ${asyncio.name}.sleep` };
    return { ...common, id: 'blocking.sleep', title: 'Sleep with asyncio.sleep', explanation: `${seen}\`asyncio.sleep\` pauses this task only: others run meanwhile.`, edits: [...asyncio.edits, edit] };
  }
  const explanation = `${seen}The call runs in another thread, and other tasks run until its result is there.${call.computes ? ' If it computes in Python, the loop gets its turns, but the work takes as long as before.' : ''}`;
  const made = call.way === 'whole' && code.tokens.slice(callee.from, callee.end).some(({ text }) => text === '(');
  const called = made ? `lambda: ${code.source(range)}` : code.source(callee);
  const given = argumentsAt(code.tokens, callee.end);
  const keywords = !made && given.some(({ from }) => code.tokens[from + 1]?.text === '=' || code.tokens[from]!.text === '**');
  const newer = (code.context.python ?? 8) >= 9;
  const functools = keywords && !newer ? moduleIn(code, 'functools', statement) : null;
  if (keywords && !newer && !functools) return NAME_TAKEN('functools');
  const edits = awaitedCall(code, statement, {
    range, open: made ? null : callee.end, callee: newer ? `${asyncio.name}.to_thread` : `${asyncio.name}.get_running_loop().run_in_executor`,
    first: newer ? [called] : ['None', called], within: functools ? `${functools.name}.partial` : null,
  });
  return {
    ...common, explanation,
    // Fixes of one kind are told apart by where they begin.
    range: further ? { ...whole, start: Math.min(...edits.map(({ start }) => start)) } : whole, id: newer ? 'blocking.thread' : 'blocking.executor',
    title: newer ? 'Run in a thread with to_thread' : 'Run in a thread with run_in_executor',
    edits: [...asyncio.edits, ...(functools?.edits ?? []), ...edits],
  };
}
