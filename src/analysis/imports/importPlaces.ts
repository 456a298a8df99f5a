/** Where new import statements belong: beside the ones of their kind, else below what has to stand above imports. */
import type { TextEdit } from '../edits.js';
import { breaksAt, lineBreakOf, lineEnd, skipComments } from './importLayout.js';
import type { Wanted } from './importMerge.js';
import { atModuleLevel } from './importStatements.js';
import type { Lexed, LogicalLine } from '../lexer.js';
import { isStandardLibrary } from './standardLibrary.js';
import { find } from '../tokens.js';

/** Groups of imports, in the order in which PEP 8 wants them. */
const FUTURE = -1;
const STANDARD = 0;
const THIRD_PARTY = 1;
const RELATIVE = 2;

interface Item {
  section: number;
  straight: boolean;
  module: string;
  /** Those without a blank line between them have the same one. */
  block: number;
  /** Of a statement that the text has: its offsets, with the comment behind it. */
  old: { start: number; end: number } | null;
  /** Of a new one. */
  text: string;
}

/** The lines above all code: first those that `from __future__` has to follow, then names such as `__all__`, then imports. */
interface Top {
  first: number;
  head: number;
  run: number;
}

/** Where the docstring, the imports and what else has to stand above all code end; comments above the code count. */
export function topEnd(text: string, lexed: Lexed): number {
  const last = lexed.lines[topOf(lexed).run - 1];
  return last ? lineEnd(text, lexed.tokens[last.end - 1]!.end) : skipComments(text, 0).at;
}

/** One edit for each place, in the text's order. */
export function placed(text: string, lexed: Lexed, wanted: readonly Wanted[]): TextEdit[] {
  const top = topOf(lexed);
  const items = lexed.lines.slice(top.head, top.run).map((line) => itemOf(line, text, lexed));
  items.forEach((item, index) => {
    const before = items[index - 1];
    item.block = before ? before.block + (before.section === item.section && breaksAt(text, before.old!.end) < 2 ? 0 : 1) : 0;
  });
  const above: Item[] = [];
  for (const { from, names } of wanted) {
    const module = from ?? names[0]!;
    const added: Item = {
      section: sectionOf(module), straight: from === null, module, block: -1, old: null,
      text: from === null ? `import ${module}` : `from ${from} import ${[...names].sort().join(', ')}`,
    };
    if (added.section === FUTURE && top.first < top.head) above.push(added);
    else insert(items, added);
  }
  const edits = above.length > 0 ? [atTop(text, lexed, top.first, above)] : [];
  for (let from = 0; from < items.length;) {
    const end = from + items.slice(from).findIndex(({ old }, index, rest) => old !== null || index === rest.length - 1) + 1;
    const added = items.slice(from, end).filter(({ old }) => old === null);
    const next = items[end - 1]!.old === null ? undefined : items[end - 1];
    if (added.length > 0) edits.push(...between(text, lexed, top, items[from - 1], added, next));
    from = end;
  }
  return edits;
}

function topOf({ tokens, lines }: Lexed): Top {
  const word = (index: number, offset = 0): string => {
    const line = lines[index];
    return line && atModuleLevel(line, tokens) && line.first + offset < line.end ? tokens[line.first + offset]!.text : '';
  };
  let first = 0;
  if (lines[0] && isDocstring(lines[0], { tokens })) first = 1;
  while (word(first) === 'from' && word(first, 1) === '__future__') first += 1;
  let head = first;
  while (/^__\w+__$/.test(word(head)) && /^\+?=$|^:$/.test(word(head, 1))) head += 1;
  let run = head;
  while (/^(?:import|from)$/.test(word(run))) run += 1;
  return { first, head, run };
}

function isDocstring({ first, end }: LogicalLine, { tokens }: Pick<Lexed, 'tokens'>): boolean {
  const semicolon = find(tokens, { from: first, end }, ({ text }) => text === ';');
  return tokens.slice(first, semicolon).every(({ kind }) => kind === 'string');
}

function itemOf({ first, end }: LogicalLine, text: string, { tokens }: Lexed): Item {
  const stop = find(tokens, { from: first + 1, end }, ({ text: word }) => /^(?:import|as|,|;)$/.test(word));
  const module = tokens.slice(first + 1, stop).map(({ text: word }) => word).join('');
  const old = { start: tokens[first]!.start, end: lineEnd(text, tokens[end - 1]!.end) };
  return { section: sectionOf(module), straight: tokens[first]!.text === 'import', module, block: 0, old, text: '' };
}

function sectionOf(module: string): number {
  if (module === '__future__') return FUTURE;
  return module.startsWith('.') ? RELATIVE : isStandardLibrary(module) ? STANDARD : THIRD_PARTY;
}

/** In the first block of its section, before the first that sorts behind it; else as a block of its own. */
function insert(items: Item[], added: Item): void {
  const from = items.findIndex(({ section }) => section === added.section);
  if (from < 0) {
    added.block = -2 - added.section;
    items.splice(items.findLastIndex(({ section }) => section < added.section) + 1, 0, added);
    return;
  }
  const { block } = items[from]!;
  added.block = block;
  const end = from + items.slice(from).filter((item) => item.block === block).length;
  const members = items.slice(from, end);
  // As isort does unless told otherwise, `import` stands above `from`; in a block that mixes them, the module decides.
  const mixed = members.some(({ straight }, index) => straight && members[index - 1]?.straight === false);
  const key = ({ straight, module }: Item): string => (mixed ? '' : straight ? '0' : '1') + module.toLowerCase();
  const behind = members.findIndex((item) => key(item) > key(added));
  items.splice(behind < 0 ? end : from + behind, 0, added);
}

/** Edits for new statements between two that the text has, or at either end of its imports. */
function between(text: string, lexed: Lexed, top: Top, before: Item | undefined, added: readonly Item[], after: Item | undefined): TextEdit[] {
  const lineBreak = lineBreakOf(text);
  const below = after && before?.section !== after.section ? added.filter(({ section }) => section === after.section) : [];
  const above = added.slice(0, added.length - below.length);
  const edits: TextEdit[] = [];
  if (above.length > 0 && before) {
    const { end } = before.old!;
    const missing = after && above.at(-1)!.section !== after.section ? Math.max(0, 2 - breaksAt(text, end)) : 0;
    const separator = above[0]!.section === before.section ? lineBreak : lineBreak.repeat(2);
    edits.push({ start: end, end, text: separator + written(above, lineBreak) + lineBreak.repeat(missing) });
  } else if (above.length > 0) edits.push(atTop(text, lexed, top.head, above));
  if (below.length > 0) edits.push({ start: after!.old!.start, end: after!.old!.start, text: written(below, lineBreak) + lineBreak });
  return edits;
}

/** `head`: number of the lines that stand above. */
function atTop(text: string, { tokens, lines }: Lexed, head: number, added: readonly Item[]): TextEdit {
  const lineBreak = lineBreakOf(text);
  const last = lines[head - 1];
  const { at, tight } = skipComments(text, last ? lineEnd(text, tokens[last.end - 1]!.end) : 0);
  const leading = last || !tight ? 2 : 1;
  const next = lines[head];
  const isDefinition = next !== undefined && /^(?:def|class|async|@)$/.test(tokens[next.first]!.text);
  const isFirst = text.slice(0, at).replace('\uFEFF', '') === '';
  const atEnd = text.slice(at).trim() === '';
  const trailing = atEnd ? (isFirst ? 1 : 0) : isDefinition ? 3 : 2;
  return {
    start: at, end: at,
    text: (isFirst ? '' : lineBreak.repeat(leading)) + written(added, lineBreak) + lineBreak.repeat(Math.max(0, trailing - breaksAt(text, at))),
  };
}

/** With a blank line between sections. */
function written(items: readonly Item[], lineBreak: string): string {
  return items.map(({ text, section }, index) => (index === 0 ? '' : lineBreak.repeat(items[index - 1]!.section === section ? 1 : 2)) + text).join('');
}
