/** Calls that a run saw holding the event loop. */
import { definitionsOf } from '../../independence/definitions.js';
import { chainAt, Toucher } from '../../independence/touches.js';
import { isValueName } from '../../independence/words.js';
import { blockingLines, type BlockingLine } from '../../marks.js';
import { primaryEnd, type TokenRange } from '../../tokens.js';
import type { HoldingCall } from './blocking.js';
import { OF_THE_LOOP, type BlockingCall } from './blockingCalls.js';
import { isOwnCode, type Code, type Scope, type Statement } from './code.js';
import { formOf } from './forms.js';
import { definedAs, pathOf } from './meaning.js';

/** What only the loop's own thread may do. */
const LOOP_WORDS = new Set([
  'asyncio', 'create_task', 'ensure_future', 'call_soon', 'call_later', 'call_at', 'get_event_loop', 'get_running_loop', 'set_result', 'set_exception', 'put_nowait', 'get_nowait',
]);
/** Builtins that compute with what they are given. */
const COMPUTES = /^builtins\.(?:sum|sorted|max|min|pow)$/;

/** Those that are known, with what runs saw of them, and those that only runs have shown, in source order. */
export function measuredCalls(code: Code, known: readonly HoldingCall[]): HoldingCall[] {
  const calls = [...known];
  for (const line of linesOf(code)) {
    const here = (statement: Statement): boolean => isOwnCode(statement) && covers(code, statement, line.line);
    const at = calls.findIndex(({ statement, measured }) => here(statement) && !measured);
    if (calls.some(({ statement }) => here(statement))) {
      if (at >= 0) calls[at] = { ...calls[at]!, measured: line };
      continue;
    }
    const own = code.statements.find(here);
    const found = own ? callIn(code, own, line) : callOfGuilty(code, line);
    if (found && !calls.some(({ range }) => range.from === found.range.from)) calls.push(found);
  }
  return calls.sort((a, b) => a.range.from - b.range.from);
}

/** The lines of this file that held the loop, each as the first run that has it tells. */
function linesOf({ context, text }: Code): BlockingLine[] {
  const lines = text.split(/\r\n|\r|\n/);
  const all = context.reports.flatMap((report) => blockingLines(report).filter(({ file }) => file === report.target.file));
  return all.filter(({ line, source }, index) =>
    all.findIndex((each) => each.line === line) === index && (source === '' || (lines[line - 1] ?? '').trim().startsWith(source.trim().slice(0, 100))));
}

function covers(code: Code, range: TokenRange, line: number): boolean {
  const { start, end } = code.range(range);
  return start.line <= line - 1 && line - 1 <= end.line;
}

/** The call that a statement consists of. */
function callIn(code: Code, statement: Statement, measured: BlockingLine): HoldingCall | null {
  const { kind, value } = formOf(code, statement);
  if (!/^(?:bare|assigned|augmented|returned)$/.test(kind)) return null;
  const open = code.tokens[value.end - 1]?.text === ')' ? code.tokens[value.end - 1]!.partner : -1;
  const callee = { from: value.from, end: open };
  if (open <= value.from || primaryEnd(code.tokens, value) !== value.end || !isDotted(code, callee)) return null;
  const call = describe(code, callee, statement.scope);
  return call && { statement, callee, range: value, call, measured };
}

/** The one call, in an async function, of the plain function whose line was guilty. */
function callOfGuilty(code: Code, measured: BlockingLine): HoldingCall | null {
  const inner = code.statements.findLast((statement) => statement.scope.kind === 'def' && covers(code, statement, measured.line))?.scope;
  if (!inner || inner.decorators.length > 0 || inner.generator) return null;
  const calls = code.statements.filter(isOwnCode).flatMap((statement) => callsOf(code, statement, inner));
  const [only] = calls;
  const call = only && calls.length === 1 ? describe(code, only.callee, only.statement.scope) : null;
  return call && { ...only!, call, measured };
}

function callsOf(code: Code, statement: Statement, wanted: Scope): Pick<HoldingCall, 'statement' | 'callee' | 'range'>[] {
  const { tokens } = code;
  const found: Pick<HoldingCall, 'statement' | 'callee' | 'range'>[] = [];
  for (let open = statement.from + 1; open < statement.end; open += 1) {
    if (tokens[open]!.text !== '(' || tokens[open - 1]!.text !== wanted.name) continue;
    const from = tokens[open - 2]?.text === '.' ? open - 3 : open - 1;
    const callee = { from, end: open };
    if (tokens[from - 1]?.text === '.' || definedAs(code, callee, statement.scope) !== wanted) continue;
    found.push({ statement, callee, range: { from, end: tokens[open]!.partner + 1 } });
  }
  return found;
}

const isDotted = ({ tokens }: Code, { from, end }: TokenRange): boolean =>
  tokens.slice(from, end).every(({ kind, text }, index) => (index % 2 === 0 ? kind === 'name' : text === '.'));

/** What is known of running it in a thread; null where it must not be, or makes an awaitable. */
function describe(code: Code, callee: TokenRange, scope: Scope): BlockingCall | null {
  const name = code.source(callee).replace(/\s+/g, '');
  const base = { path: /^/, way: 'thread', waits: 'for its result', computes: true } as const;
  const own = definedAs(code, callee, scope);
  if (own) {
    if (own.kind !== 'def' || own.generator) return null;
    const shared = sharedArgument(code, callee.end);
    return { ...base, ...(shared === null ? {} : { caution: `\`${name}\` is given \`${shared}\`, which other tasks may change meanwhile` }), ...ownFunction(code, own, name) };
  }
  const path = pathOf(code, callee, scope);
  if (path !== null && (OF_THE_LOOP.test(path) || (path.startsWith('builtins.') && !COMPUTES.test(path)))) return null;
  return { ...base, caution: `it is not known whether \`${name}\` may run in another thread` };
}

/** An attribute of an object that is handed over, and may be changed by others; null for none. */
function sharedArgument({ tokens }: Code, open: number): string | null {
  for (let at = open + 1; at < tokens[open]!.partner; at += 1) {
    if (tokens[at]!.kind !== 'name' || tokens[at - 1]!.text === '.') continue;
    const { names, end } = chainAt(tokens, { from: at, end: tokens[open]!.partner });
    if (names.length > 1 && tokens[end]!.text !== '(' && !isValueName(names.at(-1)!)) return names.join('.');
  }
  return null;
}

/** Why one of the text's own functions must not, or should perhaps not, run in a thread. */
function ownFunction({ tokens, context }: Code, own: Scope, name: string): Pick<BlockingCall, 'never' | 'caution'> {
  const body = tokens.slice(own.first, own.end);
  if (body.some(({ kind, text }) => kind === 'name' && LOOP_WORDS.has(text))) return { never: `\`${name}\` uses the event loop, which only the loop's own thread may` };
  if (own.decorators.length > 0) return { caution: `it is not known what \`@${own.decorators[0]}\` does in another thread` };
  const toucher = new Toucher(tokens, definitionsOf(context.lexed), context.scan.names);
  const definition = toucher.find(own.name, own.parent?.kind === 'class' ? own.parent.name : null);
  const touched = definition ? toucher.of(definition) : null;
  const [changed] = touched?.changes ?? [];
  if (changed !== undefined) return { caution: `\`${name}\` may change \`${changed}\`, which other tasks may use at the same time` };
  if (!touched) return { caution: `it is not known whether \`${name}\` may run in another thread` };
  return touched.unsure === null ? {} : { caution: `\`${name}\` calls \`${touched.unsure}\`, which may not be made for threads` };
}
