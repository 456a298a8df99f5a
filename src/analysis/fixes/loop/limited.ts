/** A function that lets only so many go on at a time. */
import type { Call } from '../../independence/statements.js';
import { KEYWORDS } from '../../independence/words.js';
import { moved } from '../source.js';
import type { Item, Target } from './write.js';

export const LIMIT = 10;

/** The lines that are to stand before, empty ones included, without the indentation; and what is awaited for each item. */
export function limited({ source, each, indent, style, names }: Target, semaphore: string): { before: string[]; item: Item } {
  const { tokens } = source.lexed;
  const used = new Set(tokens.slice(each.operand.from, each.operand.end).filter(({ kind, text }) => kind === 'name' && !KEYWORDS.has(text)).map(({ text }) => text));
  const parameters = each.names.filter((name) => used.has(name)).join(', ');
  const limit = names.take('semaphore', 'limit');
  const name = names.take('limited', 'with_limit');
  const deep = indent + style.unit + style.unit;
  const kept = each.form.kind === 'drop' ? 'await ' : 'return await ';
  const before = [
    `${limit} = ${semaphore}(${LIMIT})`,
    '',
    `async def ${name}(${parameters}):`,
    `${style.unit}async with ${limit}:`,
    `${style.unit}${style.unit}${kept}${moved(source, each.operand, deep, style, kept)}`,
    '',
  ];
  return { before, item: { range: null, code: `${name}(${parameters})` } };
}

/** Whether what is awaited looks as if it went over a network, where too many at once do harm. */
export function goesOut(operand: string, calls: readonly Call[], inner: string): boolean {
  const words = /(?:^|[\W_])(?:session|client|http|https|aiohttp|httpx|url|urls|api|db|database|pool|redis|request|download|crawl|scrape|open_connection)(?:$|[\W_])/i;
  return words.test(operand) || words.test(inner) || calls.some(({ names }) => /^(?:fetch|download|request|crawl|scrape|query)/i.test(names.at(-1) ?? ''));
}
