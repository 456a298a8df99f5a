/** What the rules look at, and what they ask of it. */
import type { Lexed } from '../lexer.js';
import type { AsyncFunction, Names } from '../model.js';
import { textOf, type TokenRange } from '../tokens.js';
import type { Definition } from './definitions.js';
import type { AwaitStatement, Call } from './statements.js';
import { chainAt, type Toucher, type Touches } from './touches.js';

export interface Context {
  fn: AsyncFunction;
  text: string;
  lexed: Lexed;
  /** What the text says of its names. */
  names: Names;
  toucher: Toucher;
}

/** Who a call is a call of. */
export interface Callee {
  definition: Definition;
  /** What stands for `self` in it where the call stands: `self`, `client`; empty for a function. */
  self: string;
}

/** The text's own function that is called; undefined for others. */
export function calleeOf({ names }: Call, context: Context): Callee | undefined {
  const { fn, toucher } = context;
  const [root = ''] = names;
  const last = names.at(-1) ?? '';
  // A function that was handed in under the name of one of the text's.
  if (names.length === 1) return fn.parameters.some(({ name }) => name === root) ? undefined : callee(toucher.find(root, null), '');
  const receiver = names.slice(0, -1).join('.');
  const own = (receiver === 'self' || receiver === 'cls') && fn.className !== null;
  const className = own ? fn.className!.split('.').at(-1)! : classOf(receiver, context);
  return className === null ? undefined : callee(toucher.find(last, className), receiver);
}

const callee = (definition: Definition | undefined, self: string): Callee | undefined => (definition ? { definition, self } : undefined);

/** The text's own class that an object is of, as far as all that is bound to its name agrees; null when it is not known. */
function classOf(receiver: string, { fn, names, toucher }: Context): string | null {
  const inClass = /^(?:self|cls)\./.test(receiver);
  const seen = (scope: string): boolean => (inClass ? scope.startsWith(`${fn.className}.`) : scope === '' || fn.qualname === scope || fn.qualname.startsWith(`${scope}.<locals>.`));
  const values = names.bindings.filter(({ target, scope, how }) => target === receiver && how !== 'each' && seen(scope)).map(({ value, index }) => (index === null ? /^\w+/.exec(value)?.[0] : undefined));
  const [first] = values;
  return first !== undefined && toucher.isClass(first) && values.every((each) => each === first) ? first : null;
}

/** What a call of one of the text's own functions touches, as its names are where the call stands; null for other functions. */
export function touches(call: Call, context: Context): Touches | null {
  const found = calleeOf(call, context);
  if (!found) return null;
  const touched = context.toucher.of(found.definition);
  const here = (names: Set<string>): Set<string> => new Set([...names].map((name) => name.replace(/^self(?=\.)/, found.self)));
  return { ...touched, uses: here(touched.uses), changes: here(touched.changes), locks: here(touched.locks) };
}

/** The names within the arguments that stand for something that who is given it may change. */
export const things = ({ calls }: AwaitStatement, { toucher }: Context): string[] => calls.flatMap((call) => call.arguments.flatMap((each) => toucher.things(each)));

/** What it and the functions that it calls use and may change. */
export function state(statement: AwaitStatement, context: Context): Pick<Touches, 'uses' | 'changes'> {
  const all = statement.calls.map((call) => touches(call, context)).filter((each) => each !== null);
  return {
    uses: new Set([...all.flatMap(({ uses, changes }) => [...uses, ...changes]), ...things(statement, context)]),
    changes: new Set(all.flatMap(({ changes }) => [...changes])),
  };
}

/** Every name on the right side of the statement, and what the text's own functions that it calls use from outside. */
export function usedNames(statement: AwaitStatement, context: Context): Set<string> {
  const { tokens } = context.lexed;
  const own = tokens.slice(statement.operand.from, statement.operand.end).filter(({ kind }) => kind === 'name').map(({ text }) => text);
  return new Set([...own, ...state(statement, context).uses]);
}

/** What a call is a method of, where that is neither the text's own object nor a module nor, unless it is `withClients`, a client that is made to be shared. */
export function receiverOf(call: Call, context: Context, withClients = false): string | null {
  const { names } = call;
  const { toucher } = context;
  if (names.length < 2 || calleeOf(call, context) || !withClients && isOfClient(call, context) || toucher.isModule(names[0]!)) return null;
  return names.slice(0, -1).join('.');
}

/** Whether it is a method of an HTTP client. */
export function isOfClient({ names: [root = '', second = '', ...more] }: Call, { toucher }: Context): boolean {
  const self = root === 'self' || root === 'cls';
  return self ? more.length > 0 && toucher.isClient(second) : second !== '' && toucher.isClient(root);
}

/** Connections, streams and the like that it goes through: what serves one at a time. */
export function connections(statement: AwaitStatement, context: Context): Set<string> {
  const { tokens } = context.lexed;
  const found = new Set<string>([...state(statement, context).uses].filter((name) => context.toucher.isConnection(name.split('.').at(-1)!)));
  for (const call of statement.calls) {
    const receiver = receiverOf(call, context);
    const at = receiver?.split('.').findIndex((name, index) => context.toucher.isConnection(name) && !(index === 0 && context.toucher.isModule(name))) ?? -1;
    if (receiver && at >= 0) found.add(receiver.split('.').slice(0, at + 1).join('.'));
    for (const range of call.arguments) chains(tokens, range).forEach((name) => found.add(name));
  }
  return found;

  function chains(all: Lexed['tokens'], { from, end }: TokenRange): string[] {
    const names: string[] = [];
    for (let index = from; index < end; index += 1) {
      if (all[index]!.kind !== 'name' || all[index - 1]?.text === '.') continue;
      const chain = chainAt(all, { from: index, end });
      const last = chain.names.findIndex((name) => context.toucher.isConnection(name, true));
      if (last >= 0 && all[index + 1]?.text !== '=') names.push(chain.names.slice(0, last + 1).join('.'));
    }
    return names;
  }
}

/** Whether the function declares the name `global` or `nonlocal`. */
export const isOuter = (name: string, context: Context): boolean => own(context).some(({ outer }) => outer.has(name));

/** Whether others may have what a name stands for: it was handed in, or belongs to what is around the function. */
export function isHeldByOthers(name: string, context: Context): boolean {
  return context.fn.parameters.some((parameter) => parameter.name === name) || isOuter(name, context) || !own(context).some(({ locals }) => locals.has(name));
}

const own = ({ fn, toucher }: Context): readonly Definition[] => toucher.named(fn.name, fn.className?.split('.').at(-1) ?? null);

/** Locks that the text's own functions wait for that it calls. */
export const locks = ({ calls }: AwaitStatement, context: Context): Set<string> => new Set(calls.flatMap((call) => [...(touches(call, context)?.locks ?? [])]));

export const sourceOf = ({ text, lexed: { tokens } }: Context, range: TokenRange): string => textOf(text, tokens, range);
