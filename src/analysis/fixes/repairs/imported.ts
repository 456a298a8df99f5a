/** What an import statement binds. */
import type { Token } from '../../lexer.js';
import { find, split, type TokenRange } from '../../tokens.js';

/** Pairs of a name and its full name; `*` is the name of a star. `import a.b` binds `a`. */
export function importsOf(tokens: readonly Token[], { from, end }: TokenRange): [string, string][] {
  const at = find(tokens, { from, end }, ({ text }) => text === 'import');
  const joined = (range: TokenRange): string => tokens.slice(range.from, range.end).map(({ text }) => text).join('');
  const module = at === from ? null : joined({ from: from + 1, end: at });
  const opens = tokens[at + 1]?.text === '(';
  return split(tokens, { from: at + (opens ? 2 : 1), end: opens ? end - 1 : end }).map((part): [string, string] => {
    const as = find(tokens, part, ({ text, kind }) => kind === 'name' && text === 'as');
    const name = joined({ from: part.from, end: as });
    const full = module === null ? name : `${module}${module.endsWith('.') ? '' : '.'}${name}`;
    if (as < part.end) return [tokens[as + 1]!.text, full];
    return module === null ? [name.split('.')[0]!, name.split('.')[0]!] : [name, full];
  });
}
