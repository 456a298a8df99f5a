/** How the repairs write the names of modules, and in which style. */
import type { TextEdit } from '../../edits.js';
import { moduleName } from '../../imports/imports.js';
import type { TokenRange } from '../../tokens.js';
import type { FixRefusal } from '../fix.js';
import { FreshNames } from '../freshNames.js';
import { styleOf, type Style } from '../layout.js';
import type { Code, Imported, Scope, Statement } from './code.js';
import { meaningOf } from './meaning.js';

export interface Module {
  name: string;
  /** Its import, where the text has none. */
  edits: TextEdit[];
}

/** How a module is called where a statement stands; null where its name stands for something else there, or perhaps for nothing yet. */
export function moduleIn(code: Code, module: string, { scope, from, around }: Statement): Module | null {
  const isThere = ({ name, full, statement }: Imported): boolean => {
    const meaning = full === module ? meaningOf(name, scope) : null;
    if (meaning?.kind !== 'imported' || meaning.full !== module) return false;
    // Below an `if` or `try` it may not have been imported; a function imports where it stands.
    if (statement.scope === scope) return statement.from < from && statement.around.every((header) => around.includes(header));
    let outer = scope.parent;
    while (outer && outer !== statement.scope) outer = outer.parent;
    return outer !== null && statement.around.length === 0;
  };
  const found = code.imported.find(isThere);
  if (found) return { name: found.name, edits: [] };
  const written = moduleName(code.text, module, code.context.lexed);
  const [root = ''] = written.name.split('.');
  const meaning = meaningOf(root, scope);
  const ofModule = meaning.kind === 'imported' && meaning.full === module && !code.imported.some(({ name, statement }) => name === root && statement.scope.kind !== 'module');
  return meaning.kind === 'builtin' || ofModule ? written : null;
}

export const NAME_TAKEN = (module: string): FixRefusal => ({ id: 'name-taken', reason: `\`${module}\` is the name of something else here`, sure: true });

/** Names that a scope does not use, and nothing within it. */
export const namesIn = ({ tokens }: Code, { first, end }: Pick<Scope, 'first' | 'end'>): FreshNames => new FreshNames({ tokens: tokens.slice(first, end) });

/** Offsets of a statement. */
export const offsets = ({ tokens }: Code, { from, end }: TokenRange): { start: number; end: number } => ({ start: tokens[from]!.start, end: tokens[end - 1]!.end });

export function styleAt(code: Code, { scope }: Statement): Style {
  return styleOf(code.text, code.context.lexed, scope.fn);
}
