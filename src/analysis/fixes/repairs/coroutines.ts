/** Calls that make a coroutine, where there is no doubt. */
import { primaryEnd, type TokenRange } from '../../tokens.js';
import { isWord, type Code, type Scope } from './code.js';
import { definedAs, pathOf } from './meaning.js';

/** asyncio's coroutine functions, and the methods of what it makes that are such. */
const KNOWN = new RegExp(`^(?:${[
  'asyncio\\.(?:sleep|wait|wait_for|to_thread|open_connection|open_unix_connection|start_server|start_unix_server|create_subprocess_exec|create_subprocess_shell)',
  'asyncio\\.(?:Priority|Lifo)?Queue\\(\\)\\.(?:get|put|join)',
  'asyncio\\.(?:Lock|Semaphore|BoundedSemaphore|Condition)\\(\\)\\.acquire',
  'asyncio\\.(?:Event|Condition|Barrier)\\(\\)\\.wait',
  'asyncio\\.Condition\\(\\)\\.wait_for',
  'asyncio\\.(?:open_connection\\(\\)!\\[1\\]|StreamWriter\\(\\))\\.(?:drain|wait_closed)',
  'asyncio\\.(?:open_connection\\(\\)!\\[0\\]|StreamReader\\(\\))\\.(?:read|readline|readexactly|readuntil)',
  'asyncio\\.create_subprocess_(?:exec|shell)\\(\\)!\\.(?:wait|communicate)',
  '(?:trio|anyio)\\.sleep',
].join('|')})$`);

/** The last names of those. */
const METHODS = new Set(KNOWN.source.match(/[a-z_]+(?=[|)])/g));

export interface Coroutine {
  range: TokenRange;
  callee: TokenRange;
  /** The text's own function. */
  own: Scope | null;
}

/** Whether a function of that name can be one, as far as its name tells. */
export function mayBeCoroutine({ asyncNames }: Code, name: string): boolean {
  return METHODS.has(name) || asyncNames.has(name);
}

/** The primary that a range consists of, if it is the call of a coroutine function. */
export function coroutineIn(code: Code, range: TokenRange, scope: Scope): Coroutine | null {
  const { tokens } = code;
  const open = tokens[range.end - 1]?.text === ')' ? tokens[range.end - 1]!.partner : -1;
  if (open <= range.from || tokens[range.from]!.kind !== 'name' || isWord(tokens[range.from], 'await') || primaryEnd(tokens, range) !== range.end) return null;
  if (!mayBeCoroutine(code, tokens[open - 1]!.text)) return null;
  const callee = { from: range.from, end: open };
  const own = definedAs(code, callee, scope);
  if (own) return isCoroutineFunction(code, own) ? { range, callee, own } : null;
  const path = pathOf(code, callee, scope);
  return path !== null && KNOWN.test(path) ? { range, callee, own: null } : null;
}

/** A generator is none, and what a decorator makes of a function is not known. */
function isCoroutineFunction({ scopes }: Code, { kind, generator, halfTyped, decorators, parent, name }: Scope): boolean {
  if (kind !== 'async def' || generator || halfTyped) return false;
  if (parent?.kind !== 'class') return decorators.length === 0;
  // A class that derives from it may make a plain function of it.
  const overridden = scopes.some((other) => other.name === name && other.parent?.kind === 'class' && other.kind !== 'async def');
  return !overridden && decorators.every((each) => each === 'staticmethod' || each === 'classmethod');
}

/** Whether a function of the text goes round a loop for ever. */
export function isEndless({ statements, tokens }: Code, scope: Scope): boolean {
  const own = statements.filter((each) => each.scope === scope);
  const forever = own.some(({ header, from, end }) => header && end === from + 2 && isWord(tokens[from], 'while') && /^(?:True|1)$/.test(tokens[from + 1]!.text));
  return forever && !own.some(({ from }) => isWord(tokens[from], 'return', 'break', 'raise'));
}
