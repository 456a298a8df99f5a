/**
 * Why awaits have to stay one after the other, or may have to: a rule each. What no rule refuses is independent as far
 * as the text tells; when in doubt a rule refuses.
 */
import type { Lexed } from '../lexer.js';
import type { AsyncFunction } from '../model.js';
import type { TokenRange } from '../tokens.js';
import type { AwaitStatement, Call } from './statements.js';
import type { Definition } from './definitions.js';
import type { Toucher, Touches } from './touches.js';
import { hasEffect, isClientName, isExclusive, KEYWORDS, PURE_CALLS } from './words.js';

/** What the rules look at. */
export interface Context {
  fn: AsyncFunction;
  text: string;
  lexed: Lexed;
  toucher: Toucher;
}

export interface Alone {
  id: string;
  /** Why this await has to stay where it is, in words, or null. */
  refuses(statement: AwaitStatement, context: Context): string | null;
}

export interface Pair {
  id: string;
  /** Whether it is known that the order matters; else it may. */
  sure: boolean;
  /** Why the second has to wait for the first, in words, or null. */
  refuses(first: AwaitStatement, second: AwaitStatement, context: Context): string | null;
}

/** Of one await. The first that refuses is told. */
export const ALONE: readonly Alone[] = [
  {
    id: 'not-plain',
    refuses: ({ plain }) => (plain ? null : 'the statement does more than to await and keep the result'),
  },
  {
    id: 'handles-errors',
    refuses: ({ around }) => (around.some((header) => /^(?:try|except|finally)\b/.test(header)) ? 'what happens when it fails depends on the order' : null),
  },
  {
    id: 'exclusive-block',
    refuses: ({ around }) => {
      const block = around.find((header) => /^(?:async\s+)?with\b/.test(header) && isExclusive(header));
      return block === undefined ? null : `\`${block.replace(/`/g, "'")}\` lets one in at a time`;
    },
  },
  {
    id: 'pause',
    refuses: ({ calls }) => (calls.some(({ names }) => names.at(-1) === 'sleep' && names.length < 3) ? 'a pause has its place in the order' : null),
  },
  {
    id: 'no-call',
    refuses: ({ calls }) => (calls.length === 0 || calls.some(({ names }) => names.length === 0) ? 'what is awaited may be going on already' : null),
  },
  {
    id: 'effect',
    refuses: ({ calls }) => named(calls, ({ names }) => hasEffect(names.at(-1)!), (name) => `\`${name}\` may be called for its effect`),
  },
  {
    id: 'unknown',
    refuses: ({ calls }, context) => named(calls, (call) => !isKnown(call, context), (name) => `it is not known what \`${name}\` is`),
  },
  {
    id: 'reaches-outside',
    refuses: ({ calls }, context) => {
      for (const call of calls) {
        const inner = touches(call, context)?.unsure;
        if (inner) return `\`${call.names.join('.')}\` calls \`${inner}\`, which may have an effect`;
      }
      return null;
    },
  },
  {
    id: 'call-in-arguments',
    refuses: ({ calls }, { lexed: { tokens } }) => {
      const isCall = ({ from, end }: TokenRange): boolean => tokens.slice(from, end).some(({ kind, text }, index) =>
        kind === 'name' && tokens[from + index + 1]?.text === '(' && !KEYWORDS.has(text) && !PURE_CALLS.has(text));
      return calls.some((call) => call.arguments.some(isCall)) ? 'its arguments are made by a call' : null;
    },
  },
];

/** Of two awaits, the first of which comes before the second. */
export const PAIRS: readonly Pair[] = [
  {
    id: 'needs-result',
    sure: true,
    refuses: ({ targets }, second, context) => {
      const used = usedNames(second, context);
      const name = targets.find((target) => used.has(target));
      return name === undefined ? null : `it uses \`${name}\``;
    },
  },
  {
    id: 'binds-anew',
    sure: false,
    refuses: (first, { targets }, context) => {
      const name = targets.find((target) => first.targets.includes(target) || usedNames(first, context).has(target));
      return name === undefined ? null : `it gives \`${name}\` another value`;
    },
  },
  {
    id: 'shared-argument',
    sure: false,
    refuses: (first, second, context) => {
      const others = new Set(things(second, context));
      const name = things(first, context).find((thing) => others.has(thing));
      return name === undefined ? null : `both are given \`${name}\`, which one of them may change`;
    },
  },
  {
    id: 'shared-state',
    sure: false,
    refuses: (first, second, context) => {
      const [a, b] = [state(first, context), state(second, context)];
      const name = [...a.changes].find((each) => b.uses.has(each)) ?? [...b.changes].find((each) => a.uses.has(each));
      return name === undefined ? null : `both use \`${name}\`, which one of them may change`;
    },
  },
];

function named(calls: readonly Call[], refused: (call: Call) => boolean, words: (name: string) => string): string | null {
  const call = calls.find(refused);
  return call ? words(call.names.join('.')) : null;
}

/** The text's own function that is called; undefined for others. */
function definitionOf({ names }: Call, { fn, toucher }: Context): Definition | undefined {
  const [root, method] = names;
  // A function that was handed in under the name of one of the text's.
  if (fn.parameters.some(({ name }) => name === root)) return undefined;
  if (names.length === 1) return toucher.find(root!, null);
  const self = (root === 'self' || root === 'cls') && fn.className !== null;
  return self && names.length === 2 ? toucher.find(method!, fn.className!.split('.').at(-1)!) : undefined;
}

/** Whether it is a function of the text, of a module, or of a client that is made to be shared. */
function isKnown(call: Call, context: Context): boolean {
  const { names } = call;
  if (definitionOf(call, context)) return true;
  if (context.fn.parameters.some(({ name }) => name === names[0])) return names.length > 1 && isClientName(names[0]!);
  if (names[0] === 'self' || names[0] === 'cls') return names.length === 3 && isClientName(names[1]!);
  return names.length > 1 && isClientName(names[0]!) || context.toucher.isImported(names[0]!);
}

function touches(call: Call, context: Context): Touches | null {
  const definition = definitionOf(call, context);
  return definition ? context.toucher.of(definition) : null;
}

const things = ({ calls }: AwaitStatement, { toucher }: Context): string[] => calls.flatMap((call) => call.arguments.flatMap((each) => toucher.things(each)));

/** What it and the functions that it calls use and may change. */
function state(statement: AwaitStatement, context: Context): Pick<Touches, 'uses' | 'changes'> {
  const all = statement.calls.map((call) => touches(call, context)).filter((each) => each !== null);
  return {
    uses: new Set([...all.flatMap(({ uses, changes }) => [...uses, ...changes]), ...things(statement, context)]),
    changes: new Set(all.flatMap(({ changes }) => [...changes])),
  };
}

/** Every name on the right side of the statement, and what the text's own functions that it calls use from outside. */
function usedNames(statement: AwaitStatement, context: Context): Set<string> {
  const { tokens } = context.lexed;
  const own = tokens.slice(statement.operand.from, statement.operand.end).filter(({ kind }) => kind === 'name').map(({ text }) => text);
  return new Set([...own, ...state(statement, context).uses]);
}
