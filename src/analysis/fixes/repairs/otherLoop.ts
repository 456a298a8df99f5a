/** Whether a function may be run by something that asyncio's functions do not work with. */
import type { FixRefusal } from '../fix.js';
import type { Code, Scope } from './code.js';
import { meaningOf } from './meaning.js';

const OTHERS = /^(?:trio|anyio|curio|twisted|qtrio|asks|trio_asyncio)(?:\.|$)/;

export function otherLoop({ tokens, scopes }: Code, scope: Scope): FixRefusal | null {
  const other = scopes.flatMap(({ imports }) => [...imports.values()].flatMap((fulls) => [...fulls])).find((full) => OTHERS.test(full));
  if (other === undefined) return null;
  const used = new Set(tokens.slice(scope.first, scope.end).filter(({ kind }) => kind === 'name').map(({ text }) => text));
  const uses = (wanted: RegExp): boolean => [...used].some((name) => {
    const meaning = meaningOf(name, scope);
    return meaning.kind === 'imported' && wanted.test(meaning.full);
  });
  if (uses(/^asyncio(?:\.|$)/) && !uses(OTHERS)) return null;
  return { id: 'other-loop', reason: `it may be run by \`${other.split('.')[0]}\`, and asyncio's functions need asyncio's loop`, sure: true };
}
