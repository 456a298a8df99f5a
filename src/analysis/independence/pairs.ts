/** What keeps two awaits apart. */
import { kindOf } from './alone.js';
import { calleeOf, connections, locks, receiverOf, sourceOf, state, things, usedNames, type Context } from './context.js';
import type { Pair } from './rules.js';
import type { AwaitStatement } from './statements.js';

/** Of two awaits, the first of which comes before the second: what one of them leaves and the other finds. */
export const LEFT_AND_FOUND: readonly Pair[] = [
  {
    id: 'needs-result',
    sure: true,
    refuses: (first, second, context) => {
      const used = usedNames(second, context);
      const name = first.targets.find((target) => used.has(target)) ?? usedStore(first, second, context);
      return name === undefined ? null : `it uses \`${name}\``;
    },
  },
  {
    id: 'binds-anew',
    sure: true,
    refuses: (first, second, context) => {
      const used = usedNames(first, context);
      const name = second.targets.find((target) => first.targets.includes(target) || used.has(target)) ?? usedStore(second, first, context);
      return name === undefined ? null : `it gives \`${name}\` another value`;
    },
  },
  {
    id: 'shared-state',
    sure: true,
    refuses: (first, second, context) => {
      const [a, b] = [state(first, context), state(second, context)];
      const name = common(a.changes, b.uses) ?? common(b.changes, a.uses);
      return name === undefined ? null : `both use \`${name}\`, which one of them may change`;
    },
  },
];

/** What both go through. */
export const GONE_THROUGH: readonly Pair[] = [
  {
    id: 'one-at-a-time',
    sure: true,
    refuses: (first, second, context) => {
      const name = common(connections(first, context), connections(second, context));
      return name === undefined ? null : `both go through \`${name}\`, which may serve one at a time`;
    },
  },
  {
    id: 'same-lock',
    sure: true,
    refuses: (first, second, context) => {
      const name = common(locks(first, context), locks(second, context));
      return name === undefined ? null : `both wait for \`${name}\`, which lets one in at a time`;
    },
  },
  {
    id: 'same-call',
    sure: true,
    refuses: (first, second, context) => {
      const [one, other] = [first, second].map(({ operand }) => sourceOf(context, operand).replace(/\s+/g, ''));
      const plain = first.calls.every((call) => calleeOf(call, context)) && things(first, context).length === 0;
      return one !== other || plain ? null : 'it is the same call again, which may need what the first one did';
    },
  },
  {
    id: 'order-of-effects',
    sure: true,
    refuses: (first, _, context) => {
      const call = first.target === null ? first.calls.find((each) => kindOf(each, context) === 'effect') : undefined;
      return call ? `\`${call.names.join('.')}\` is called for its effect, which the next may need` : null;
    },
  },
  {
    id: 'changed-argument',
    sure: true,
    refuses: (first, second, context) => {
      const name = first.target === null ? common(things(first, context), new Set(things(second, context))) : undefined;
      return name === undefined ? null : `both are given \`${name}\`, and the first has no result, so it may change that`;
    },
  },
  {
    id: 'shared-argument',
    sure: false,
    refuses: (first, second, context) => {
      const name = common(things(first, context), new Set(things(second, context)));
      return name === undefined ? null : `both are given \`${name}\`, which one of them may change`;
    },
  },
  {
    id: 'same-object',
    sure: false,
    refuses: (first, second, context) => {
      const others = new Set(second.calls.map((call) => receiverOf(call, context, call.handedOver)));
      const name = first.calls.map((call) => receiverOf(call, context, call.handedOver)).find((each) => each !== null && others.has(each));
      return name === undefined || name === null ? null : `both ask \`${name}\`, which may serve one at a time`;
    },
  },
];

/** The first of the names that the others have, too. */
function common(names: Iterable<string>, others: ReadonlySet<string>): string | undefined {
  return [...names].find((name) => others.has(name));
}

/** The attribute or item that one statement sets and the other uses or sets. */
function usedStore({ store }: AwaitStatement, other: AwaitStatement, context: Context): string | undefined {
  if (!store) return undefined;
  const name = sourceOf(context, store).replace(/\s+/g, '').replace(/\[.*$/, '');
  const used = sourceOf(context, other.operand).replace(/\s+/g, '');
  const inText = new RegExp(`(?<![\\w.])${name.replace(/\./g, '\\.')}(?!\\w)`).test(used);
  const { uses } = state(other, context);
  const same = other.store && sourceOf(context, other.store) === sourceOf(context, store);
  const root = name.split('.')[0]!;
  return inText || uses.has(name) || root !== 'self' && uses.has(root) || uses.has('self') || same ? name : undefined;
}
