/** How a text calls the things of asyncio. */
import type { FixContext } from './fix.js';
import { split, textOf } from '../tokens.js';
import type { TextEdit } from '../edits.js';

/** How to write a thing of a module, and the import that is missing for it. */
export interface Written {
  code: string;
  edits: TextEdit[];
}

/** `asyncio.gather`, `aio.gather`, `gather`: what `name` is called in this text; null where it cannot be said. */
export function fromAsyncio({ text, lexed: { tokens, lines } }: FixContext, name: string): Written | null {
  let module: string | null = null;
  for (const { first, end, indent } of lines) {
    if (indent > 0) continue;
    const word = tokens[first]!.text;
    if (word === 'import') {
      for (const part of split(tokens, { from: first + 1, end })) {
        const [imported, alias] = textOf(text, tokens, part).split(/\s+as\s+/);
        if (imported === 'asyncio') module ??= alias ?? imported;
      }
    } else if (word === 'from' && tokens[first + 1]?.text === 'asyncio' && tokens[first + 2]?.text === 'import') {
      const open = tokens[first + 3]?.text === '(' ? 1 : 0;
      for (const part of split(tokens, { from: first + 3 + open, end: end - open })) {
        const [imported, alias] = textOf(text, tokens, part).split(/\s+as\s+/);
        if (imported === name) return { code: alias ?? imported, edits: [] };
      }
    }
  }
  return module === null ? null : { code: `${module}.${name}`, edits: [] };
}
