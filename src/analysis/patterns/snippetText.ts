/** VS Code's snippet syntax, as far as patterns use it: text, places with a default or with choices, and the last place. */

export type SnippetPart =
  | { kind: 'text'; text: string }
  /** `value`: what stands there at first. `choices`: empty, or what can be chosen, `value` first. */
  | { kind: 'place'; number: number; value: string; choices: string[] };

const PART = /\\(?<escaped>[\\$}])|\$(?<bare>\d+)|\$\{(?<number>\d+)(?::(?<value>(?:\\.|[^\\}])*)|\|(?<choices>(?:\\.|[^\\|])*)\|)?\}|[^\\$]+|[^]/g;

export function parseSnippet(snippet: string): SnippetPart[] {
  const parts: SnippetPart[] = [];
  for (const { 0: whole, groups = {} } of snippet.matchAll(PART)) {
    const { escaped, bare, number, value, choices } = groups;
    const place = number ?? bare;
    if (place === undefined) addText(parts, escaped ?? whole);
    else if (choices === undefined) parts.push({ kind: 'place', number: Number(place), value: (value ?? '').replace(/\\([\\$}])/g, '$1'), choices: [] });
    else {
      const each = choices.split(/(?<!\\),/).map((choice) => choice.replace(/\\([\\,|])/g, '$1'));
      parts.push({ kind: 'place', number: Number(place), value: each[0]!, choices: each });
    }
  }
  return parts;
}

function addText(parts: SnippetPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'text') last.text += text;
  else parts.push({ kind: 'text', text });
}

/** What VS Code inserts. */
export function plainText(parts: readonly SnippetPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : part.value)).join('');
}

export function snippetText(parts: readonly SnippetPart[]): string {
  return parts.map((part) => {
    if (part.kind === 'text') return escapeText(part.text);
    const { number, value, choices } = part;
    if (choices.length > 0) return `\${${number}|${choices.map((choice) => choice.replace(/[\\,|]/g, '\\$&')).join()}|}`;
    return value === '' ? `$${number}` : `\${${number}:${escapeText(value)}}`;
  }).join('');
}

/** A text that stands in a snippet as it is. */
export function escapeText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** Numbered from 1 on in the order of their numbers, the last place aside. `frozen`: numbers of places that become text. */
export function renumbered(parts: readonly SnippetPart[], frozen: ReadonlySet<number>): SnippetPart[] {
  const numbers = parts.flatMap((part) => (part.kind === 'place' && part.number > 0 && !frozen.has(part.number) ? [part.number] : []));
  const order = [...new Set(numbers)].sort((one, other) => one - other);
  const result: SnippetPart[] = [];
  for (const part of parts) {
    if (part.kind === 'text') addText(result, part.text);
    else if (frozen.has(part.number)) addText(result, part.value);
    else result.push({ ...part, number: order.indexOf(part.number) + 1 });
  }
  return result;
}
