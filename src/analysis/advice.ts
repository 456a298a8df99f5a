/** What to do about a run that did not go well, in one sentence for a beginner. */
import type { RunEnd } from '../shared/protocol.js';
import type { Outcome } from '../shared/report.js';
import { formatLimit } from './format.js';

/** What the rules look at. */
export interface Trouble {
  outcome: Outcome | 'unusable';
  loading: boolean;
  /** The exception's class without its module; empty when there is none. */
  type: string;
  message: string;
  exitCode: number | null;
  elapsedNs: number;
  /** Text of the line that raised; empty when it is not known. */
  source: string;
  /** How the user calls the interpreter, for a command to type; null when it is not known. */
  command: string | null;
}

export interface AdviceRule {
  id: string;
  matches(trouble: Trouble): boolean;
  advice(trouble: Trouble): string;
}

/** The advice of the first rule that matches; null when there is nothing to say that the message does not. */
export function adviceFor(end: RunEnd, command: string | null = null): string | null {
  const trouble = troubleOf(end, command);
  return trouble && (ADVICE.find((rule) => rule.matches(trouble))?.advice(trouble) ?? null);
}

function troubleOf(end: RunEnd, command: string | null): Trouble | null {
  const none = { loading: false, type: '', message: '', exitCode: null, elapsedNs: 0, source: '', command };
  switch (end.kind) {
    case 'failed': return null;
    case 'unusable': return end.unusable.reason === 'syntax' ? { ...none, outcome: 'unusable', type: 'SyntaxError', message: end.unusable.message } : null;
    case 'report': {
      const { outcome, phase, exception, exit_code, elapsed_ns } = end.report;
      return {
        ...none, outcome, loading: phase === 'loading', exitCode: exit_code, elapsedNs: elapsed_ns,
        type: exception?.type.split('.').at(-1) ?? '', message: exception?.message ?? '', source: exception?.frames.at(-1)?.source ?? '',
      };
    }
  }
}

const isRaised = ({ outcome, type }: Trouble, ...types: string[]): boolean => outcome === 'raised' && types.includes(type);

export const ADVICE: readonly AdviceRule[] = [
  {
    id: 'input',
    matches: (trouble) => isRaised(trouble, 'EOFError') && (trouble.message === 'EOF when reading a line' || /\binput\(/.test(trouble.source)),
    advice: () => 'input() cannot ask during a run: make the value a parameter of the function and give it as an argument.',
  },
  {
    id: 'module-not-found',
    matches: (trouble) => isRaised(trouble, 'ModuleNotFoundError'),
    advice: ({ message, command }) => {
      const module = /No module named '([\w.]+)'/.exec(message)?.[1]?.split('.')[0];
      if (!module) return 'This Python does not have that module: install it there, or select another interpreter.';
      const install = command ? ` with ${command} -m pip install ${PACKAGES[module] ?? module}` : '';
      return `This Python has no module ${module}: install it${install}, or select the interpreter of the environment that has it.`;
    },
  },
  {
    id: 'import-self',
    matches: (trouble) => isRaised(trouble, 'ImportError', 'AttributeError') && /partially initialized module/.test(trouble.message),
    advice: ({ message }) => {
      const module = /partially initialized module '([\w.]+)'/.exec(message)?.[1] ?? 'it';
      return `Either two modules import each other, or a file of your own is called ${module}.py and hides the module of that name: rename the file, or import inside the function.`;
    },
  },
  {
    id: 'relative-import',
    matches: (trouble) => isRaised(trouble, 'ImportError') && /relative import/.test(trouble.message),
    advice: () => 'A relative import works only inside a package: put an __init__.py into each folder of the package, or import by the full name.',
  },
  {
    id: 'indentation',
    matches: ({ type, message, outcome }) => /^(?:Indentation|Tab)Error$/.test(type) || (outcome === 'unusable' && /indent|unindent/i.test(message)),
    advice: () => 'Lines of one block must begin in the same column, with spaces or with tabs but not with both.',
  },
  {
    id: 'await-outside',
    matches: ({ type, message }) => type === 'SyntaxError' && /'await' outside/.test(message),
    advice: () => 'await works only inside of async def: make the function around it an async def.',
  },
  {
    id: 'syntax',
    matches: ({ type }) => type === 'SyntaxError',
    advice: () => 'Python cannot read this text: look at the marked place and at the end of the line before it, where a bracket, quote or colon may be missing.',
  },
  {
    id: 'nested-run',
    matches: (trouble) => isRaised(trouble, 'RuntimeError') && /cannot be called from a running event loop|event loop is already running|Cannot run the event loop/.test(trouble.message),
    advice: () => 'The event loop is running already: inside of async code write await main() in place of asyncio.run(main()).',
  },
  {
    id: 'no-loop',
    matches: (trouble) => isRaised(trouble, 'RuntimeError') && /no (?:running|current) event loop/.test(trouble.message),
    advice: ({ loading }) => loading
      ? 'No event loop runs while the module is being loaded: move this line into an async function.'
      : 'No event loop runs in this thread: call it from async code, or hand it over with asyncio.run_coroutine_threadsafe().',
  },
  {
    id: 'other-loop',
    matches: (trouble) => isRaised(trouble, 'RuntimeError') && /(?:attached to|bound to) a different (?:event )?loop/.test(trouble.message),
    advice: () => 'This was made for another event loop: create it inside of the async function that runs, not at the top of the module.',
  },
  {
    id: 'reused-coroutine',
    matches: (trouble) => isRaised(trouble, 'RuntimeError') && /cannot reuse already awaited coroutine|coroutine is being awaited already/.test(trouble.message),
    advice: () => 'A coroutine can be awaited only once: call the function again for a second one, or make a task of it, which can be awaited many times.',
  },
  {
    id: 'forgotten-await',
    matches: ({ outcome, message }) => outcome === 'raised' && /'coroutine' object|coroutine '.*' was never awaited/.test(message),
    advice: () => 'A coroutine was used in place of its result: an await is missing before the call.',
  },
  {
    id: 'not-awaitable',
    matches: (trouble) => isRaised(trouble, 'TypeError') && /can't be used in 'await' expression|a coroutine was expected|An asyncio.Future, a coroutine or an awaitable is required|A coroutine or an awaitable is required/.test(trouble.message),
    advice: ({ message }) => /NoneType/.test(message)
      ? 'What is awaited gave None: it is no async function, so leave the await out, or make it an async def.'
      : 'What is awaited is not awaitable: leave the await out, or await an async function.',
  },
  {
    id: 'sync-with',
    matches: (trouble) => isRaised(trouble, 'TypeError', 'AttributeError') && /does not support the context manager protocol|^__enter__$/.test(trouble.message),
    advice: () => 'This object cannot be entered with plain with: if it is an asynchronous one, write async with.',
  },
  {
    id: 'async-with',
    matches: (trouble) => isRaised(trouble, 'TypeError', 'AttributeError') && /does not support the asynchronous context manager protocol|^__a(?:enter|exit)__$/.test(trouble.message),
    advice: () => 'This object has no asynchronous entering and leaving: write with in place of async with.',
  },
  {
    id: 'async-for',
    matches: (trouble) => isRaised(trouble, 'TypeError') && /'async for' requires an object with __aiter__/.test(trouble.message),
    advice: () => 'This object cannot be iterated asynchronously: write for in place of async for, or make what gives the items an async generator.',
  },
  {
    id: 'sync-for',
    matches: (trouble) => isRaised(trouble, 'TypeError') && /'async_generator' object is not iterable/.test(trouble.message),
    advice: () => 'An async generator needs async for in place of for.',
  },
  {
    id: 'recursion',
    matches: (trouble) => isRaised(trouble, 'RecursionError'),
    advice: () => 'A function called itself too often: look for the case in which it should stop, or use a loop.',
  },
  {
    id: 'connection-refused',
    matches: (trouble) => isRaised(trouble, 'ConnectionRefusedError') || (trouble.outcome === 'raised' && /Connect call failed/.test(trouble.message)),
    advice: () => 'Nothing listens at that address and port: start the server first, or look at the port number.',
  },
  {
    id: 'name-lookup',
    matches: (trouble) => isRaised(trouble, 'gaierror'),
    advice: () => 'The host name was not found: look at its spelling and at the network connection.',
  },
  {
    id: 'timeout-error',
    matches: (trouble) => isRaised(trouble, 'TimeoutError'),
    advice: () => 'A time limit in the program ran out: catch TimeoutError where you can go on without the result, or allow more time.',
  },
  {
    id: 'exited',
    matches: ({ outcome, exitCode }) => outcome === 'exited' && exitCode !== 0,
    advice: () => 'The program ended itself, with sys.exit() or os._exit(): return from the function instead, and its times are complete.',
  },
  {
    id: 'out-of-memory',
    matches: ({ outcome, type }) => (outcome === 'crashed' && type === 'SIGKILL') || (outcome === 'raised' && type === 'MemoryError'),
    advice: () => 'Most likely memory ran out: try it with less data.',
  },
  {
    id: 'crashed',
    matches: ({ outcome, type }) => outcome === 'crashed' && type !== 'SIGTERM',
    advice: () => 'Python itself crashed, which Python code alone rarely does: look at the libraries written in C that were in use, and at ctypes.',
  },
  {
    id: 'timeout',
    matches: ({ outcome }) => outcome === 'timeout',
    advice: ({ elapsedNs, loading }) => loading
      ? 'The module did not finish loading: code at its top level blocks or never ends.'
      : `It was still running after ${formatLimit(elapsedNs)}: look at the await that did not finish, or allow more time in the setting awaitLens.timeout.`,
  },
];

/** Modules whose package has another name. */
const PACKAGES: Record<string, string> = { PIL: 'pillow', bs4: 'beautifulsoup4', cv2: 'opencv-python', dotenv: 'python-dotenv', sklearn: 'scikit-learn', yaml: 'pyyaml' };
