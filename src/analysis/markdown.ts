/** Pieces of Markdown for hovers. What the user wrote goes through `code` or `plain`, so that none of it is read as Markdown. */

/** Text of the user's as a Markdown code span, whatever backticks it holds. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text.replace(/\s+/g, ' ')}${space}${fence}`;
}

/** A sentence that may hold the user's own words, as text and nothing else. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, '\\$&').replace(/\s+/g, ' ');
}

/** `a`, `a and b`, `a, b and 3 more`. `more` are those that are not in the list. */
export function enumerate(items: readonly string[], more = 0): string {
  const all = more > 0 ? [...items, `${more} more`] : items;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

/** `line 12`; `stock.py, line 12` where that is not the file that the reader looks at. */
export function placeText(file: string, line: number, here: string | null): string {
  return file === here ? `line ${line}` : `${file.split(/[\\/]/).at(-1)}, line ${line}`;
}
