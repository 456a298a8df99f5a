/** How a text calls the things of asyncio. */
import type { TextEdit } from '../edits.js';
import { moduleName } from '../imports/imports.js';
import { moduleImports } from '../imports/importStatements.js';
import type { AsyncFunction } from '../model.js';
import type { FixContext } from './fix.js';

/** How to write a thing of a module, and the import that is missing for it. */
export interface Written {
  code: string;
  edits: TextEdit[];
}

/** `asyncio.gather`, `aio.gather`, `gather`: what `name` is called in a function; null where that is the name of something else. */
export function fromAsyncio({ text, lexed, scan: { names } }: FixContext, name: string, fn: AsyncFunction): Written | null {
  const imported = moduleImports(lexed).filter(({ from }) => from === 'asyncio').flatMap((each) => each.names).find((each) => each.name === name);
  const hidden = (root: string): boolean => names.bindings.some(({ target, scope }) => target === root && (scope === '' || fn.qualname === scope || fn.qualname.startsWith(`${scope}.<locals>.`)))
    || names.definitions.some((each) => each.name === root);
  if (imported) {
    const code = imported.as ?? name;
    if (!hidden(code)) return { code, edits: [] };
  }
  const module = moduleName(text, 'asyncio', lexed);
  if (hidden(module.name)) return null;
  return { code: `${module.name}.${name}`, edits: module.edits };
}
