/** What a loop becomes, in lines as black breaks them. */
import { textOf, type TokenRange } from '../../tokens.js';
import type { FreshNames } from '../freshNames.js';
import { fits, type Style } from '../layout.js';
import { moved, onOneLine, type Source } from '../source.js';
import type { Each, Form } from './each.js';

export interface Target {
  source: Source;
  each: Each;
  indent: string;
  style: Style;
  names: FreshNames;
}

/** What is awaited for an item: as it stands, or a call of the function that holds some back. */
export interface Item {
  range: TokenRange | null;
  code: string;
}

/** What is gone through: as it stands, or under a name that a line before gives it. */
interface Items {
  code: string;
  before: string[];
}

/**
 * `await asyncio.gather(*(f(x) for x in xs))` with what stands around it; the first line is without its indentation. A
 * head that ends in a bracket, with its other half for a tail, is broken first.
 */
export function gathering(target: Target, gather: string, item: Item, items: string, head: string, tail: string): string {
  const { source, each, indent, style } = target;
  const loop = ` for ${code(source, each.target)} in ${items}`;
  const more = each.more === null ? '' : each.more.condition ? ` if ${code(source, each.more.range)}` : ` ${code(source, each.more.range)}`;
  const open = `${head}await ${gather}(`;
  const line = `${open}*(${item.code}${loop}${more}))${tail}`;
  if (!/[\r\n]/.test(item.code) && fits(indent + line)) return line;
  const inner = indent + style.unit;
  if (head.endsWith('(') && tail === ')') return [head, inner + gathering({ ...target, indent: inner }, gather, item, items, '', ''), indent + tail].join(style.eol);
  const second = `*(${item.code}${loop}${more})`;
  if (!/[\r\n]/.test(item.code) && fits(inner + second)) return [open, inner + second, `${indent})${tail}`].join(style.eol);
  const deepest = inner + style.unit;
  const written = item.range ? moved(source, item.range, deepest, style) : item.code;
  const parts = [written, loop.trim(), ...(more === '' ? [] : [more.trim()])].map((part) => deepest + part);
  return [open, `${inner}*(`, ...parts, `${inner})`, `${indent})${tail}`].join(style.eol);
}

/** The statements that a loop becomes; `item` is awaited for each. */
export function statements(target: Target, gather: string, item: Item): string[] {
  const { source, each, names } = target;
  const { form } = each;
  const items = code(source, each.items);
  switch (form.kind) {
    case 'drop': return [gathering(target, gather, item, items, '', '')];
    case 'list': {
      if (form.made) return [gathering(target, gather, item, items, `${form.into}${annotated(form.made.annotation)} = `, '')];
      return [gathering(target, gather, item, items, `${form.into}.extend(`, ')')];
    }
    case 'set': {
      if (form.made) return [gathering(target, gather, item, items, `${form.into}${annotated(form.made.annotation)} = set(`, ')')];
      return [gathering(target, gather, item, items, `${form.into}.update(`, ')')];
    }
    case 'dict': {
      const taken = again(target);
      const results = names.take('results', 'gathered');
      const paired = pairs(target, form.key, taken.code, results);
      const filtered: Target = { ...target, each: { ...each, more: taken.before.length > 0 ? null : each.more } };
      const put = form.made ? broken(`${form.into}${annotated(form.made.annotation)} = `, paired.made, '', target) : broken(`${form.into}.update(`, paired.added, ')', target);
      return [...taken.before, gathering(filtered, gather, item, taken.code, `${results} = `, ''), put];
    }
    case 'comprehension': throw new Error('a comprehension is rewritten in its place');
  }
}

/** What stands in place of a comprehension, between `lead` and `rest` on its line, and the lines that come before its statement. */
export function expression(target: Target, form: Form & { kind: 'comprehension' }, gather: string, item: Item, lead: string, rest: string): { before: string[]; code: string } {
  const items = code(target.source, target.each.items);
  if (form.of === 'dict') {
    const taken = again(target);
    const results = target.names.take('results', 'gathered');
    const filtered: Target = { ...target, each: { ...target.each, more: taken.before.length > 0 ? null : target.each.more } };
    const before = [...taken.before, gathering(filtered, gather, item, taken.code, `${results} = `, '')];
    const line = broken(lead, pairs(target, form.key!, taken.code, results).made, rest, target);
    return { before, code: line.slice(lead.length, line.length - rest.length) };
  }
  const [open, close] = form.of === 'set' ? ['set(', ')'] : ['', ''];
  const line = gathering(target, gather, item, items, lead + open, close + rest);
  return { before: [], code: line.slice(lead.length, line.length - rest.length) };
}

/** A bracket with all it holds, between `head` and `tail`, over three lines where one is too long for it. */
function broken(head: string, bracket: string, tail: string, { indent, style: { unit, eol } }: Target): string {
  const line = head + bracket + tail;
  if (fits(indent + line)) return line;
  const open = bracket.startsWith('{') ? 1 : bracket.indexOf('(') + 1;
  const inner = bracket.slice(open, -1);
  const parts = fits(indent + unit + inner) ? [inner] : inner.split(/ (?=for )/);
  return [head + bracket.slice(0, open), ...parts.map((part) => indent + unit + part), indent + bracket.slice(-1) + tail].join(eol);
}

const annotated = (annotation: string | null): string => (annotation === null ? '' : `: ${annotation}`);

/** A dictionary of keys and results, and what one is updated with. */
function pairs({ source, each, names }: Target, key: TokenRange, items: string, results: string): { made: string; added: string } {
  const item = code(source, each.target);
  if (code(source, key) === item && /^\w+$/.test(item)) return { made: `dict(zip(${items}, ${results}))`, added: `zip(${items}, ${results})` };
  const result = names.take('result', 'value');
  const bound = /,/.test(item) && !/^\(.*\)$/.test(item) ? `(${item})` : item;
  const made = `{${code(source, key)}: ${result} for ${bound}, ${result} in zip(${items}, ${results})}`;
  return { made, added: made };
}

/** The items for going through them twice. */
function again({ source, each, names }: Target): Items {
  const items = code(source, each.items);
  if (each.more === null && isReiterable(source, each.items)) return { code: items, before: [] };
  const item = code(source, each.target);
  const name = names.take(...([/^\w+$/.test(item) && item.length > 1 ? `${item}s` : 'items', 'items', 'all_items'] as [string, ...string[]]));
  const bound = /,/.test(item) && !/^\(.*\)$/.test(item) ? `(${item})` : item;
  const listed = each.more ? `[${bound} for ${item} in ${items}${each.more.condition ? ` if ${code(source, each.more.range)}` : ` ${code(source, each.more.range)}`}]` : `list(${items})`;
  return { code: name, before: [`${name} = ${listed}`] };
}

/** Whether it can certainly be gone through twice, with the same items. */
function isReiterable({ text, lexed: { tokens } }: Source, range: TokenRange): boolean {
  const items = textOf(text, tokens, range);
  return /^(?:range\([^()]*\)|[\w.]+\.(?:items|keys|values)\(\)|[[(][^()]*[\])])$/.test(items) && !/\bfor\b|\bawait\b/.test(items);
}

/** On one line; those with comments are refused before. */
export function code(source: Source, range: TokenRange): string {
  return onOneLine(source, range) ?? textOf(source.text, source.lexed.tokens, range).replace(/\s*[\r\n]\s*/g, ' ');
}
