/** Whether a function may be run by something that asyncio's functions do not work with. */
import type { FixRefusal } from '../fix.js';
import type { Code, Scope } from './code.js';
import { meaningOf } from './meaning.js';

const OTHERS = /^(?:trio|anyio|curio|twisted|qtrio|asks|trio_asyncio)(?:\.|$)/;
/** Names that they alone have, for texts within them, and for those that have them from a module of their own. */
const WORDS = /(?:^|_)trio(?:_|$)|^(?:open_nursery|start_soon|wait_all_tasks_blocked)$/;

export function otherLoop({ tokens, scopes }: Code, scope: Scope): FixRefusal | null {
  const imported = scopes.flatMap(({ imports }) => [...imports.values()].flatMap((fulls) => [...fulls])).find((full) => OTHERS.test(full));
  const other = imported?.split('.')[0] ?? (tokens.some(({ kind, text }) => kind === 'name' && WORDS.test(text)) ? 'trio' : null);
  if (other === null) return null;
  const used = new Set(tokens.slice(scope.first, scope.end).filter(({ kind }) => kind === 'name').map(({ text }) => text));
  const uses = (wanted: RegExp): boolean => [...used].some((name) => {
    const meaning = meaningOf(name, scope);
    return meaning.kind === 'imported' && wanted.test(meaning.full);
  });
  if (uses(/^asyncio(?:\.|$)/) && !uses(OTHERS)) return null;
  return { id: 'other-loop', reason: `it may be run by \`${other}\`, and asyncio's functions need asyncio's loop`, sure: true };
}
