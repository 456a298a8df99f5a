/** The functions of a text with their bodies, and what it imports: as far as tokens tell. */
import type { Lexed, LogicalLine, Token } from '../lexer.js';
import { find, next, type TokenRange } from '../tokens.js';
import { KEYWORDS } from './words.js';

/** `+=` and the like. */
export const AUGMENTED = /^(?:[-+*/%@&|^]|\/\/|\*\*|<<|>>)=$/;

export interface Definition {
  name: string;
  /** The class that it stands in directly; null for none. */
  className: string | null;
  async: boolean;
  /** Index of the first token behind the `@` of each of its decorators. */
  decorators: number[];
  /** Nothing but `...`, `pass`, a docstring or `raise NotImplementedError`: others fill it in. */
  stub: boolean;
  /** From its parameters to its end. */
  body: TokenRange;
  /** Parameters and what it binds, without what it declares `global` or `nonlocal`. */
  locals: ReadonlySet<string>;
  /** What it declares `global` or `nonlocal`. */
  outer: ReadonlySet<string>;
}

export interface Definitions {
  functions: Definition[];
  classes: ReadonlySet<string>;
  imported: ReadonlySet<string>;
  /** Those of them that are modules for certain: `import a`. */
  modules: ReadonlySet<string>;
}

export function definitionsOf({ tokens, lines }: Lexed): Definitions {
  const functions: Definition[] = [];
  const classes = new Set<string>();
  const imported = new Set<string>();
  const modules = new Set<string>();
  let decorators: number[] = [];
  const open: { indent: number; name: string; kind: 'class' | 'def' }[] = [];
  lines.forEach((line, index) => {
    while (open.length > 0 && open.at(-1)!.indent >= line.indent) open.pop();
    const first = tokens[line.first]?.text;
    if (first === 'import' || first === 'from') importedNames(tokens, line).forEach((name) => imported.add(name));
    if (first === 'import') importedNames(tokens, line).forEach((name) => modules.add(name));
    const above = decorators;
    decorators = first === '@' ? [...above, line.first + 1] : [];
    const word = first === 'async' ? line.first + 1 : line.first;
    const kind = tokens[word]?.text;
    const name = tokens[word + 1]?.text ?? '';
    if (kind !== 'def' && kind !== 'class') return;
    if (kind === 'class') classes.add(name);
    else functions.push({ ...definition(tokens, lines, index, word), decorators: above, className: open.at(-1)?.kind === 'class' ? open.at(-1)!.name : null });
    open.push({ indent: line.indent, name, kind });
  });
  return { functions, classes, imported, modules };
}

function definition(tokens: readonly Token[], lines: readonly LogicalLine[], index: number, word: number): Omit<Definition, 'className' | 'decorators'> {
  const line = lines[index]!;
  let after = index + 1;
  while (after < lines.length && lines[after]!.indent > line.indent) after += 1;
  const inner = lines.slice(index + 1, after);
  const end = inner.at(-1)?.end ?? line.end;
  const parameters = { from: word + 3, end: next(tokens, word + 2, line.end) - 1 };
  const body = { from: parameters.end + 1, end };
  const outer = new Set<string>();
  const locals = new Set<string>();
  for (let at = parameters.from; at < parameters.end; at = next(tokens, find(tokens, { from: at, end: parameters.end }, ({ text }) => text === ','), parameters.end)) {
    while (/^[*/]/.test(tokens[at]?.text ?? '')) at += 1;
    if (tokens[at]?.kind === 'name') locals.add(tokens[at]!.text);
  }
  inner.forEach((each) => {
    const declares = ['global', 'nonlocal'].includes(tokens[each.first]?.text ?? '');
    const names = declares ? namesIn(tokens, { from: each.first + 1, end: each.end }) : boundBy(tokens, { from: each.first, end: each.end });
    names.forEach((name) => (declares ? outer : locals).add(name));
  });
  if (lines[index]!.end > body.from) boundBy(tokens, { from: body.from + 1, end: line.end }).forEach((name) => locals.add(name));
  const stub = tokens[line.end - 1]?.text === ':' && inner.length > 0 && inner.every((each) => isStub(tokens, each));
  return { name: tokens[word + 1]?.text ?? '', async: tokens[word - 1]?.text === 'async', stub, body, outer, locals: new Set([...locals].filter((name) => !outer.has(name))) };
}

function isStub(tokens: readonly Token[], { first, end }: LogicalLine): boolean {
  const words = tokens.slice(first, end);
  return words[0]?.text === 'raise' ? words[1]?.text === 'NotImplementedError' : words.length === 1 && (words[0]!.kind === 'string' || /^(?:\.\.\.|pass)$/.test(words[0]!.text));
}

/** The plain names that a statement binds; attributes and subscripts are no names. */
export function boundBy(tokens: readonly Token[], range: TokenRange): string[] {
  const bound: string[] = [];
  const targets = (from: number, end: number): void => {
    for (let at = from; at < end; at += 1) {
      const follows = tokens[at + 1];
      if (tokens[at]?.kind !== 'name' || KEYWORDS.has(tokens[at]!.text) || tokens[at - 1]?.text === '.') continue;
      if (at + 1 >= end || follows?.text !== '.' && follows?.text !== '[' && follows?.text !== '(') bound.push(tokens[at]!.text);
    }
  };
  let from = range.from;
  const first = tokens[from]?.text === 'async' ? tokens[from + 1]?.text : tokens[from]?.text;
  if (first === 'def' || first === 'class') return namesIn(tokens, { from: from + 1, end: range.end }).slice(0, 1);
  if (first === 'import' || first === 'from') return importedNames(tokens, { first: from, end: range.end });
  for (;;) {
    const equals = find(tokens, { from, end: range.end }, ({ kind, text }) => kind === 'operator' && text === '=');
    if (equals >= range.end) break;
    targets(from, find(tokens, { from, end: equals }, ({ text }) => text === ':'));
    from = equals + 1;
  }
  for (let at = range.from; at < range.end; at += 1) {
    const { text, kind } = tokens[at]!;
    if (kind === 'name' && text === 'for') targets(at + 1, find(tokens, { from: at + 1, end: range.end }, (token) => token.text === 'in'));
    else if (kind === 'name' && text === 'as') targets(at + 1, next(tokens, at + 1, range.end));
    else if (text === ':=') targets(at - 1, at);
    else if (at === range.from && kind === 'name' && (AUGMENTED.test(tokens[at + 1]?.text ?? '') || tokens[at + 1]?.text === ':')) targets(at, at + 1);
  }
  return bound;
}

function importedNames(tokens: readonly Token[], { first, end }: Pick<LogicalLine, 'first' | 'end'>): string[] {
  const from = tokens[first]?.text === 'from' ? find(tokens, { from: first, end }, ({ text }) => text === 'import') + 1 : first + 1;
  const names: string[] = [];
  for (let at = from; at < end; at += 1) {
    if (tokens[at]?.kind !== 'name' || tokens[at]?.text === 'as' || tokens[at - 1]?.text === '.') continue;
    if (tokens[at + 1]?.text !== 'as') names.push(tokens[at]!.text);
  }
  return names;
}

function namesIn(tokens: readonly Token[], { from, end }: TokenRange): string[] {
  return tokens.slice(from, end).filter(({ kind, text }) => kind === 'name' && !KEYWORDS.has(text)).map(({ text }) => text);
}
