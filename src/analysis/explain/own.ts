/** Rules for the file's own code: its async functions, generators, classes, and what it keeps of them in variables. */
import type { Definition } from '../model.js';
import { bold, code } from '../rich.js';
import type { Awaited, ExplainRule } from './explain.js';
import { both, isAwait, isStep, isWith, lastName } from './matching.js';
import { classAround, classNamed, definitionOf, methodOf } from './paths.js';

/** The module and the name of a function that the file imports: `from .store import load`, or `store.load` of `import store`. */
const importOf = ({ path, callee, names }: Awaited): { module: string; name: string } | null => {
  const dot = path.lastIndexOf('.');
  const known = names.imports.has(callee!.split('.')[0]!) && /^\.*[\w.]+$/.test(path);
  return known && dot >= 0 && dot < path.length - 1 ? { module: path.slice(0, dot) || '.', name: path.slice(dot + 1) } : null;
};
const isParameter = ({ name, place, names }: Awaited): boolean => names.bindings.some((each) => each.how === 'parameter' && each.target === name && each.scope === place.scope);
const isAsync = (own: Definition | null): own is Definition => own?.kind === 'async def';
const on = ({ line }: Definition): string => `line ${line + 1}`;
/** `work, defined on line 3`, and of a method of the same object what it is. */
const named = ({ own, owner, name }: Awaited): string => {
  const defined = own!.qualname.replace(/^.*<locals>\./, '');
  return owner === 'self' || owner === 'cls' ? `${code(`${owner}.${name}()`)}, a method of this class, defined on ${on(own!)},` : `${bold(defined)}, defined on ${on(own!)},`;
};
/** The method of an own class that Python calls for `async with`, `async for` or `await`. */
const special = ({ own, names, path }: Awaited, method: string): Definition | null => {
  const qualname = own?.kind === 'class' ? own.qualname : /^#([\w.<>]+)\(\)$/.exec(path)?.[1];
  return qualname === undefined ? null : methodOf(qualname, method, names);
};
const decorated = ({ own }: Awaited, name: string): boolean => own?.decorators.some((decorator) => lastName(decorator.replace(/\(.*$/s, '')) === name) ?? false;
/** The own function whose coroutine or generator a variable holds. */
const held = ({ callee, path, names }: Awaited): Definition | null => {
  const made = callee === null ? /^(#.*)\(\)$/.exec(path)?.[1] : undefined;
  return made === undefined ? null : definitionOf(made, names);
};
/** The async method of the own class that `super().x()` may mean, or what is known of it. */
const inherited = ({ owner, name, place, names }: Awaited): { base: string; found: Definition | null } | null => {
  const around = classAround(place.scope, names);
  const base = around?.bases[0];
  if (!around || base === undefined || name === '') return null;
  if (owner !== 'super()' && owner !== 'self' && owner !== 'cls') return null;
  return { base: around.bases.join(', '), found: classNamed(base, names) && methodOf(base, name, names) };
};

export const OWN_RULES: readonly ExplainRule[] = [
  {
    id: 'own-steps',
    matches: (awaited) => isStep(awaited) && isAsync(awaited.own),
    explain: (awaited) => `Each step runs ${named(awaited)} up to its next \`yield\`, inside this task. Control goes back to the event loop only where that has to wait.`,
  },
  {
    id: 'own-generator-variable',
    matches: (awaited) => isStep(awaited) && isAsync(held(awaited)),
    explain: (awaited) => `Each step runs the generator that **${lastName(held(awaited)!.qualname)}**, on ${on(held(awaited)!)}, made, up to its next \`yield\`, inside this task.`,
  },
  {
    id: 'own-iterable',
    matches: (awaited) => isStep(awaited) && (special(awaited, '__anext__') ?? special(awaited, '__aiter__')) !== null,
    explain: (awaited) => {
      const method = (special(awaited, '__anext__') ?? special(awaited, '__aiter__'))!;
      return `Each step runs ${bold(method.qualname)}, defined on ${on(method)}, inside this task, until it raises \`StopAsyncIteration\`.`;
    },
  },
  {
    id: 'own-with',
    matches: (awaited) => isWith(awaited) && (isAsync(awaited.own) || decorated(awaited, 'asynccontextmanager')),
    explain: both(
      (awaited) => `Runs ${named(awaited)} up to its \`yield\`, inside this task. Control goes back to the event loop only where that has to wait.`,
      (awaited) => `Runs the rest of ${bold(awaited.own!.name)}, defined on ${on(awaited.own!)}, after its \`yield\`: what it does to clean up.`,
    ),
  },
  {
    id: 'own-context-manager',
    matches: (awaited) => isWith(awaited) && special(awaited, '__aenter__') !== null,
    explain: (awaited) => both(
      () => `Runs ${bold(special(awaited, '__aenter__')!.qualname)}, defined on ${on(special(awaited, '__aenter__')!)}, inside this task. Control goes back to the event loop only where that has to wait.`,
      () => {
        const leaving = special(awaited, '__aexit__');
        return leaving ? `Runs ${bold(leaving.qualname)}, defined on ${on(leaving)}, inside this task; it is told of an exception of the block, if there was one.` : 'Leaves the block by the `__aexit__` of its class.';
      },
    )(awaited),
  },
  {
    id: 'own-generator-awaited',
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null && awaited.generator && (awaited.own!.decorators.length === 0 || decorated(awaited, 'asynccontextmanager')),
    explain: (awaited) => `Awaiting ${bold(awaited.own!.name)}, defined on ${on(awaited.own!)}, raises \`TypeError\`: what has a \`yield\` is to be used with ${decorated(awaited, 'asynccontextmanager') ? '`async with`' : '`async for`'}.`,
  },
  {
    id: 'own-coroutine',
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null && isAsync(awaited.own),
    explain: (awaited) => `Runs ${named(awaited)} inside this task, and goes on when it has returned. Control goes back to the event loop only where ${code(awaited.own!.name)} itself has to wait.`,
  },
  {
    id: 'own-coroutine-variable',
    matches: (awaited) => isAwait(awaited) && isAsync(held(awaited)),
    explain: (awaited) => `Runs the coroutine that **${held(awaited)!.name}**, on ${on(held(awaited)!)}, made, inside this task: it has not begun before. Control goes back to the event loop only where that has to wait.`,
  },
  {
    id: 'coroutine-variable',
    matches: ({ point, path, text }) => point.kind === 'await' && path.startsWith('?') && /^(?:[\w.]*[._])?coro(?:utine)?\d*$/i.test(text),
    explain: ({ text }) => `Runs the coroutine ${code(text)} inside this task, from its beginning: calling an async function only made it. Control goes back to the event loop where it has to wait.`,
  },
  {
    id: 'own-awaitable',
    matches: (awaited) => isAwait(awaited) && special(awaited, '__await__') !== null,
    explain: (awaited) => `Runs ${bold(special(awaited, '__await__')!.qualname)}, defined on ${on(special(awaited, '__await__')!)}: the class says itself what waiting for one of its objects means.`,
  },
  {
    id: 'own-function',
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null && awaited.own?.kind === 'def',
    explain: (awaited) => `Calls ${named(awaited)} a plain function: it runs to its end at once. Then it waits for what that gave back, and only there can control go to the event loop.`,
  },
  {
    id: 'own-function-with',
    matches: (awaited) => isWith(awaited) && awaited.callee !== null && awaited.own?.kind === 'def',
    explain: both(
      (awaited) => `Calls ${named(awaited)} a plain function, and enters what it gives back: that decides whether it waits here.`,
      (awaited) => `Leaves what ${bold(awaited.own!.name)}, on ${on(awaited.own!)}, gave back: that cleans up, and may wait for it.`,
    ),
  },
  {
    id: 'own-function-steps',
    matches: (awaited) => isStep(awaited) && awaited.callee !== null && awaited.own?.kind === 'def',
    explain: (awaited) => `Calls ${named(awaited)} a plain function, once. Each step then waits for the next item of what it gave back.`,
  },
  {
    id: 'inherited',
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null && awaited.own === null && inherited(awaited) !== null,
    explain: (awaited) => {
      const { base, found } = inherited(awaited)!;
      const where = found ? `, defined on ${on(found)},` : '';
      return awaited.owner === 'super()'
        ? `Runs ${code(awaited.name)} as ${bold(base)} defines it${where} inside this task: what this class inherited and has its own version of. It goes on when that has returned.`
        : `Runs ${code(`${awaited.owner}.${awaited.name}()`)}, which this class inherits from ${bold(base)}, inside this task, and goes on when that has returned.`;
    },
  },
  {
    id: 'imported',
    matches: (awaited) => isAwait(awaited) && awaited.callee !== null && awaited.own === null && importOf(awaited) !== null,
    explain: (awaited) => {
      const { module, name } = importOf(awaited)!;
      return `Runs ${bold(name)} of the module ${code(module)}, which this file imports, inside this task if it is an async function, and goes on when it has returned. Control goes back to the event loop only where that has to wait.`;
    },
  },
  {
    id: 'handed-function',
    matches: (awaited) => isAwait(awaited) && awaited.callee === awaited.name && awaited.path.startsWith('?') && isParameter(awaited),
    explain: ({ name }) => `Calls ${code(name)}, a function that whoever calls this one hands in, and waits for its result. An async function runs inside this task, and control goes back to the event loop only where that has to wait.`,
  },
];
