/** How the repairs write the names of modules, and in which style. */
import type { TextEdit } from '../../edits.js';
import { moduleName } from '../../imports.js';
import type { TokenRange } from '../../tokens.js';
import type { FixRefusal } from '../fix.js';
import { FreshNames } from '../freshNames.js';
import { styleOf, type Style } from '../layout.js';
import type { Code, Scope, Statement } from './code.js';
import { meaningOf } from './meaning.js';

export interface Module {
  name: string;
  /** Its import, where the text has none. */
  edits: TextEdit[];
}

/** How a module is called where the scope stands; null where its name stands for something else there. */
export function moduleIn(code: Code, module: string, from: Scope): Module | null {
  for (let scope: Scope | null = from; scope; scope = scope.parent) {
    for (const [name, fulls] of scope.imports) {
      const meaning = fulls.has(module) ? meaningOf(name, from) : null;
      if (meaning?.kind === 'imported' && meaning.full === module) return { name, edits: [] };
    }
  }
  const found = moduleName(code.text, module, code.context.lexed);
  return meaningOf(found.name.split('.')[0]!, from).kind === 'builtin' ? found : null;
}

export const NAME_TAKEN = (module: string): FixRefusal => ({ id: 'name-taken', reason: `\`${module}\` is the name of something else here`, sure: true });

/** Names that a scope does not use, and nothing within it. */
export const namesIn = ({ tokens }: Code, { first, end }: Pick<Scope, 'first' | 'end'>): FreshNames => new FreshNames({ tokens: tokens.slice(first, end) });

/** Offsets of a statement. */
export const offsets = ({ tokens }: Code, { from, end }: TokenRange): { start: number; end: number } => ({ start: tokens[from]!.start, end: tokens[end - 1]!.end });

export function styleAt(code: Code, { scope }: Statement): Style {
  return styleOf(code.text, code.context.lexed, scope.fn);
}
