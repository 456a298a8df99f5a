/** What keeps one await where it is. */
import { type TokenRange, textOf } from '../tokens.js';
import { calleeOf, isOfClient, isOuter, receiverOf, sourceOf, touches, type Context } from './context.js';
import type { Alone } from './rules.js';
import type { Call } from './statements.js';
import { chainAt } from './touches.js';
import { hasEffect, isExclusive, isReading, isReadingFunction, KEYWORDS, PURE_CALLS, reachesOutside } from './words.js';

/** Of one await. The first that refuses is told. */
export const ALONE: readonly Alone[] = [
  {
    id: 'not-plain',
    sure: true,
    refuses: ({ plain }) => (plain ? null : 'the statement does more than to await and keep the result'),
  },
  {
    id: 'other-loop',
    sure: true,
    refuses: (_, { toucher: { otherLoop } }) => (otherLoop === null ? null : `\`${otherLoop}\` has its own ways to run awaits together`),
  },
  {
    id: 'handles-errors',
    sure: true,
    refuses: ({ around }) => (around.some((header) => /^(?:try|except|finally)\b|^(?:async\s+)?with\b.*(?:suppress|raises|warns|ExitStack)\b/.test(header)) ? 'what happens when it fails depends on the order' : null),
  },
  {
    id: 'exclusive-block',
    sure: true,
    refuses: ({ around }) => {
      const block = around.find((header) => /^(?:async\s+)?with\b/.test(header) && isExclusive(header));
      return block === undefined ? null : `\`${block.replace(/`/g, "'")}\` lets one in at a time`;
    },
  },
  {
    id: 'pause',
    sure: true,
    refuses: ({ calls }) => (calls.some(({ names }) => names.at(-1) === 'sleep' && names.length < 3) ? 'a pause has its place in the order' : null),
  },
  {
    id: 'no-call',
    sure: true,
    refuses: ({ calls }) => (calls.length === 0 || calls.some(({ names }) => names.length === 0) ? 'what is awaited may be going on already' : null),
  },
  {
    id: 'effect',
    sure: true,
    refuses: ({ calls }, context) => named(calls, (call) => effect(call) && (reachesOutside(call.names.at(-1)!) || !isHarmless(call, context)), (name) => `\`${name}\` may be called for its effect`),
  },
  {
    id: 'context-variable',
    sure: true,
    refuses: ({ calls }, context) => {
      for (const call of calls) {
        const name = touches(call, context)?.sets;
        if (name) return `\`${call.names.join('.')}\` sets \`${name}\`, which is not seen outside of a task`;
      }
      return null;
    },
  },
  {
    id: 'unknown',
    sure: true,
    refuses: ({ calls }, context) => named(calls, (call) => kindOf(call, context) === 'unknown', (name) => `it is not known what \`${name}\` is`),
  },
  {
    id: 'called-for-effect',
    sure: true,
    refuses: ({ target, calls }, context) => (target !== null ? null : named(calls, (call) => /^(?:effect|object)$/.test(kindOf(call, context)) && receiverOf(call, context, true) !== null, (name) => `the result of \`${name}\` is not used, so it is called for its effect`)),
  },
  {
    id: 'named-for-effect',
    sure: false,
    refuses: ({ calls }) => named(calls, effect, (name) => `\`${name}\` may be called for its effect`),
  },
  {
    id: 'unknown-object',
    sure: false,
    refuses: ({ calls }, context) => named(calls, (call) => kindOf(call, context) === 'object', (name) => `it is not known what \`${name}\` does`),
  },
  {
    id: 'unknown-effect',
    sure: false,
    refuses: ({ calls }, context) => named(calls, (call) => kindOf(call, context) === 'effect', (name) => `it is not known whether \`${name}\` has an effect`),
  },
  {
    id: 'result-dropped',
    sure: false,
    refuses: ({ target, plain, calls }, context) => (target !== null || !plain ? null : named(calls, (call) => !calleeOf(call, context), (name) => `the result of \`${name}\` is not used, so it may be called for its effect`)),
  },
  {
    id: 'reaches-outside',
    sure: false,
    refuses: ({ calls }, context) => {
      for (const call of calls) {
        const inner = touches(call, context)?.unsure;
        if (inner) return `\`${call.names.join('.')}\` calls \`${inner}\`, which may have an effect`;
      }
      return null;
    },
  },
  {
    id: 'decorated',
    sure: false,
    refuses: ({ calls }, context) => {
      for (const call of calls) {
        const decorator = decorators(call, context).find((name) => !HARMLESS.test(name));
        if (decorator !== undefined) return `\`@${decorator}\` may do more with \`${call.names.join('.')}\``;
      }
      return null;
    },
  },
  {
    id: 'overridden',
    sure: false,
    refuses: ({ calls }, context) => named(calls, (call) => {
      const definition = calleeOf(call, context)?.definition;
      return definition !== undefined && definition.className !== null && definition.stub;
    }, (name) => `other classes say what \`${name}\` does`),
  },
  {
    id: 'recursion',
    sure: false,
    refuses: ({ calls }, context) => {
      const { fn: { name, className }, toucher } = context;
      const self = toucher.find(name, className?.split('.').at(-1) ?? null);
      return named(calls, (call) => self !== undefined && touches(call, context)?.calls.has(self) === true, (each) => `\`${each}\` comes back here, and each time would start tasks of its own`);
    },
  },
  {
    id: 'test',
    sure: false,
    refuses: (_, { fn }) => (fn.qualname.split('.').some((name) => /^test/i.test(name)) ? 'a test may count on the order' : null),
  },
  {
    id: 'time-limit',
    sure: false,
    refuses: ({ around }) => (around.some((header) => /^(?:async\s+)?with\b.*(?:timeout|fail_after|move_on_after)/i.test(header)) ? 'a time limit is around them, which may stop others than before' : null),
  },
  {
    id: 'kept-in-object',
    sure: false,
    refuses: ({ store, targets }, context) => {
      const name = store ? sourceOf(context, store).replace(/`/g, "'") : targets.find((target) => isOuter(target, context));
      return name === undefined ? null : `\`${name}\` is set only when all have ended`;
    },
  },
  {
    id: 'call-in-arguments',
    sure: false,
    refuses: ({ calls }, { lexed: { tokens } }) => {
      const isCall = ({ from, end }: TokenRange): boolean => tokens.slice(from, end).some(({ kind, text }, index) =>
        kind === 'name' && tokens[from + index + 1]?.text === '(' && !KEYWORDS.has(text) && !PURE_CALLS.has(text));
      return calls.some((call) => call.arguments.some(isCall)) ? 'its arguments are made by a call' : null;
    },
  },
];

/** Decorators that leave alone what a function does. */
const HARMLESS = /^(?:(?:typing\.|functools\.)?(?:staticmethod|classmethod|override|final|overload|wraps|no_type_check|typechecked)|(?:abc\.)?abstractmethod)$/;

function named(calls: readonly Call[], refused: (call: Call) => boolean, words: (name: string) => string): string | null {
  const call = calls.find(refused);
  return call ? words(call.names.join('.')) : null;
}

const effect = ({ names }: Call): boolean => hasEffect(names.at(-1)!) && !isModelCall(names);

/** What language models are asked with: `client.chat.completions.create`. */
const isModelCall = (names: readonly string[]): boolean => /(?:^|\.)(?:completions|embeddings|responses)\.create$|^client\.messages\.create$/.test(names.join('.'));

/** Whether it is the text's own, and neither changes anything nor is given anything that it may change. */
function isHarmless(call: Call, context: Context): boolean {
  const touched = touches(call, context);
  return touched !== null && touched.unsure === null && touched.changes.size === 0 && call.arguments.every((each) => context.toucher.things(each).length === 0);
}

/**
 * What is known of a call: it is the text's own or asks for something (`known`), it may have an effect, it asks an
 * object that is not known, or nothing is known.
 */
export function kindOf(call: Call, context: Context): 'known' | 'effect' | 'object' | 'unknown' {
  const { names } = call;
  const [root = ''] = names;
  const last = names.at(-1) ?? '';
  const { fn, toucher } = context;
  if (calleeOf(call, context)) return 'known';
  if (isOfClient(call, context)) return isReading(last) || isModelCall(names) ? 'known' : 'effect';
  const handed = fn.parameters.some(({ name }) => name === root);
  const imported = toucher.isImported(root) && !handed;
  if (names.length === 1) return imported ? (isReadingFunction(last) ? 'known' : 'effect') : 'unknown';
  if (imported && toucher.isModule(root)) return isReadingFunction(last) || root === 'asyncio' ? 'known' : 'effect';
  return isReading(last) || isModelCall(names) ? 'object' : 'unknown';
}

function decorators(call: Call, context: Context): string[] {
  const { lexed: { tokens }, text } = context;
  const found = calleeOf(call, context)?.definition.decorators ?? [];
  return found.map((from) => textOf(text, tokens, { from, end: chainAt(tokens, { from, end: tokens.length }).end }));
}
