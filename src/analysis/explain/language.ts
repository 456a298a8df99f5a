/** Rules for Python itself: its special methods, generators by hand, context managers, expressions. */
import { lex } from '../lexer.js';
import { code } from '../rich.js';
import { find, stripped, textOf } from '../tokens.js';
import type { Awaited, ExplainRule } from './explain.js';
import { both, callsMethod, entersCall, isAwait, isStep, isWith, lastName, owner, subject } from './matching.js';
import { definitionOf, methodOf, pathOf } from './paths.js';

/** `a if b else c`, `a or b`: what may be awaited of it, and what decides. */
function choice({ text }: Awaited): { chosen: string[]; test: string | null } | null {
  const { tokens } = lex(text);
  const whole = stripped(tokens, { from: 0, end: tokens.length });
  const at = (word: RegExp): number => find(tokens, whole, ({ kind, text: each }) => kind === 'name' && word.test(each));
  const condition = at(/^if$/);
  const otherwise = at(/^else$/);
  if (condition < otherwise && otherwise < whole.end) {
    const part = (from: number, end: number): string => textOf(text, tokens, { from, end });
    return { chosen: [part(whole.from, condition), part(otherwise + 1, whole.end)], test: part(condition + 1, otherwise) };
  }
  const or = at(/^(?:or|and)$/);
  return or < whole.end ? { chosen: [textOf(text, tokens, { from: whole.from, end: or }), textOf(text, tokens, { from: or + 1, end: whole.end })], test: null } : null;
}

/** The own generator function that `it.__anext__()` or `anext(it)` runs, and where it is. */
function generator(awaited: Awaited): string {
  const { name, ownerPath, arguments: [first = ''], names, place } = awaited;
  const from = isBuiltin(awaited) ? pathOf(first, place, names).replace(/\(\)$/, '') : ownerPath.replace(/\(\)$/, '');
  const found = definitionOf(from, names) ?? (name === '__anext__' && from.startsWith('#') ? methodOf(from.slice(1), '__anext__', names) : null);
  return found ? ` (${code(found.name)}, on line ${found.line + 1})` : '';
}

const isBuiltin = ({ point, callee, own }: Awaited): boolean => point.kind === 'await' && callee === 'anext' && own === null;
const EXIT_STACK = /^contextlib\.AsyncExitStack$/;

export const LANGUAGE_RULES: readonly ExplainRule[] = [
  {
    id: 'anext',
    matches: (awaited) => isBuiltin(awaited) || callsMethod('__anext__')(awaited),
    explain: (awaited) => {
      const what = isBuiltin(awaited) ? code(awaited.arguments[0] ?? 'the iterator') : owner(awaited);
      const last = isBuiltin(awaited) && awaited.arguments.length > 1 ? `gives ${code(awaited.arguments[1]!)}` : 'raises `StopAsyncIteration`';
      return `Takes the next item of ${what}${generator(awaited)}, whose code runs inside this task up to it; at the end it ${last}. \`async for\` does this at each step.`;
    },
  },
  {
    id: 'generator-send',
    matches: callsMethod('asend'),
    explain: (awaited) => `Resumes the generator ${owner(awaited)}${generator(awaited)} at its \`yield\`, hands ${code(awaited.arguments[0] ?? 'a value')} in, and runs it inside this task up to its next \`yield\`.`,
  },
  {
    id: 'generator-throw',
    matches: callsMethod('athrow'),
    explain: (awaited) => `Raises ${code(awaited.arguments[0] ?? 'an exception')} at the \`yield\` where the generator ${owner(awaited)}${generator(awaited)} stands, and runs it up to its next \`yield\` or its end.`,
  },
  {
    id: 'close',
    matches: callsMethod('aclose'),
    explain: (awaited) => `Closes ${owner(awaited)} and waits for its clean-up. Of a generator that is what stands in \`finally\`; it goes on at once where there is nothing to do.`,
  },
  {
    id: 'awaited-with',
    matches: (awaited) => isWith(awaited) && /^await\b/.test(awaited.text),
    explain: both(
      ({ text }) => `Enters what ${code(text)} gave. The waiting for that is an await point of its own, so that entering hardly waits.`,
      ({ text }) => `Leaves what ${code(text)} gave: it cleans up, and may give up control while it does.`,
    ),
  },
  {
    id: 'enter-by-hand',
    matches: callsMethod('__aenter__'),
    explain: (awaited) => `Enters ${owner(awaited)} as \`async with\` would at the beginning of its block; nobody leaves it unless \`__aexit__\` is called, too.`,
  },
  {
    id: 'exit-by-hand',
    matches: callsMethod('__aexit__'),
    explain: (awaited) => `Leaves ${owner(awaited)} as \`async with\` would at the end of its block: it cleans up, and is told of an exception, if there was one.`,
  },
  {
    id: 'exit-stack',
    matches: entersCall(EXIT_STACK),
    explain: both(
      () => 'Opens an empty stack of things to leave. This does not wait.',
      () => 'Leaves everything that was entered by the stack, the last first, and waits for each to clean up.',
    ),
  },
  {
    id: 'enter-context',
    matches: callsMethod('enter_async_context', 'enterAsyncContext'),
    explain: (awaited) => `Enters ${code(awaited.arguments[0] ?? 'a context manager')} as \`async with\` would. It is left when ${owner(awaited)} is closed, and not before.`,
  },
  {
    id: 'aclosing',
    matches: entersCall(/^contextlib\.aclosing$/),
    explain: both(
      (awaited) => `Makes sure that ${code(awaited.arguments[0] ?? 'it')} is closed at the end of the block. This does not wait.`,
      (awaited) => `Awaits \`aclose()\` of ${code(awaited.arguments[0] ?? 'it')}: a generator runs its \`finally\` now, in this task.`,
    ),
  },
  {
    id: 'nullcontext',
    matches: entersCall(/^contextlib\.nullcontext$/),
    explain: both(() => 'Enters a block without doing anything. This does not wait.', () => 'Leaves the block without doing anything. This does not wait.'),
  },
  {
    id: 'mock',
    matches: (awaited) => isAwait(awaited) && awaited.own === null && /(?:^|\.)AsyncMock(?:\(\)|$)/.test(awaited.path),
    explain: (awaited) => `Calls the stand-in ${subject(awaited)} of a test, which gives its value at once: control does not go back to the event loop unless its \`side_effect\` waits.`,
  },
  {
    id: 'mock-with',
    matches: (awaited) => (isWith(awaited) || isStep(awaited)) && /(?:^|\.)(?:Async|Magic)Mock\(\)/.test(awaited.path),
    explain: (awaited) => `Uses the stand-in ${subject(awaited)} of a test, which has its items and results ready: it does not wait.`,
  },
  {
    id: 'choice',
    matches: (awaited) => isAwait(awaited) && awaited.callee === null && choice(awaited) !== null,
    explain: (awaited) => {
      const { chosen: [one = '', other = ''], test } = choice(awaited)!;
      return test === null ? `Waits for one of ${code(one)} and ${code(other)}: which one is decided before it waits.`
        : `Waits for ${code(one)} if ${code(test)} holds, else for ${code(other)}. Only the one that is chosen runs.`;
    },
  },
  {
    id: 'twice',
    matches: (awaited) => isAwait(awaited) && /^\(\s*await\b/.test(awaited.text),
    explain: ({ text }) => `Waits twice: for ${code(text.replace(/^\(\s*await\s+|\s*\)$/g, ''))}, and then for what that gave back.`,
  },
  {
    id: 'item',
    matches: (awaited) => isAwait(awaited) && awaited.callee === null && /^[\w.]+\[[^\]]*\]$/.test(awaited.text),
    explain: ({ text }) => `Waits for one item of ${code(text.replace(/\[.*$/s, ''))}. If it is a task, the others go on meanwhile; if it is a coroutine, it begins only now and the others stay where they are.`,
  },
  {
    id: 'given-callable',
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null && /[)\]]$/.test(awaited.callee),
    explain: ({ callee }) => `Calls what ${code(callee!)} gives, and waits for the result of that: which function it is, is decided while it runs.`,
  },
  {
    id: 'literal',
    matches: (awaited) => isAwait(awaited) && awaited.callee === null && (/^(?:\d|\[|\{|['"]|None$|True$|False$)/.test(awaited.text) || /^\(\s*\)$/.test(awaited.text)),
    explain: ({ text }) => `${code(text)} is no awaitable: this raises \`TypeError\`.`,
  },
  {
    id: 'plain-iterable',
    matches: (awaited) => isStep(awaited) && (/^[[{]/.test(awaited.text) || (awaited.own === null && /^(?:range|enumerate|zip|map|filter|list|tuple)$/.test(awaited.callee ?? ''))),
    explain: (awaited) => `${lastName(awaited.callee ?? '') === '' ? 'This' : code(`${awaited.callee}()`)} is iterated with a plain \`for\`: \`async for\` raises \`TypeError\`.`,
  },
];
