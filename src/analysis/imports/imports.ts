/** What a text needs in order to use a module: the name that it has there, and the imports that are missing. */
import type { TextEdit } from '../edits.js';
import { merged, type Wanted } from './importMerge.js';
import { placed } from './importPlaces.js';
import { moduleImports, type ImportStatement } from './importStatements.js';
import { lex, type Lexed } from '../lexer.js';

export interface ModuleName {
  /** What stands before the dot: `asyncio`, or `aio` after `import asyncio as aio`. */
  name: string;
  /** The import, where the text has none. */
  edits: TextEdit[];
}

/** How the text calls a module, given by its full name. `lexed`: of this text, where it is at hand. */
export function moduleName(text: string, module: string, lexed: Lexed = lex(text)): ModuleName {
  for (const { from, names } of moduleImports(lexed)) {
    for (const { name, as } of names) {
      const full = from === null || from.endsWith('.') ? name : `${from}.${name}`;
      if (full === module && as !== null) return { name: as, edits: [] };
      if (full === module && from !== null) return { name, edits: [] };
    }
  }
  return { name: module, edits: missingImports(text, [`import ${module}`], lexed) };
}

/**
 * The edits after which the text has these imports, each a statement such as `import asyncio` or
 * `from contextlib import suppress`. What it has already at the module's level is left out, and so is a name that it
 * has from elsewhere (`from typing_extensions import Self`, `import uasyncio as asyncio`): a second import would
 * change what the text means by it. A `*` counts for nothing, since what it brings cannot be read here.
 */
export function missingImports(text: string, statements: readonly string[], lexed: Lexed = lex(text)): TextEdit[] {
  const present = moduleImports(lexed);
  const edits: TextEdit[] = [];
  const left: Wanted[] = [];
  for (const wanted of missing(present, statements)) {
    const merge = merged(text, lexed, present, wanted);
    if (merge) edits.push(...merge);
    else left.push(wanted);
  }
  return oneForEachPlace([...edits, ...placed(text, lexed, left)]);
}

/** What of the statements is not there: one for each module that names are taken from. */
function missing(present: readonly ImportStatement[], statements: readonly string[]): Wanted[] {
  const known = new Set(present.flatMap(keys));
  const found: Wanted[] = [];
  for (const statement of statements.flatMap((each) => moduleImports(lex(each)))) {
    for (const { name, as } of statement.names) {
      const { from } = statement;
      const own = keys({ ...statement, names: [{ name, as, start: 0, end: 0 }] });
      if (known.has(own[0]!)) continue;
      for (const key of own) known.add(key);
      const source = as === null ? name : `${name} as ${as}`;
      const same = from === null ? undefined : found.find((each) => each.from === from);
      if (same) same.names.push(source);
      else found.push({ from, names: [source] });
    }
  }
  return found;
}

/** The names that a statement makes: of `import a.b` first `a.b`, then `a`. */
function keys({ from, names }: ImportStatement): string[] {
  return names.flatMap(({ name, as }) => {
    if (from === '__future__') return [`__future__.${name}`];
    if (as !== null || from !== null) return [as ?? name];
    const parts = name.split('.');
    return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
  });
}

/** In the text's order; of insertions at one place one, in the order in which they were given. */
export function oneForEachPlace(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && last.start === edit.start) last.text += edit.text;
    else result.push({ ...edit });
  }
  return result;
}
