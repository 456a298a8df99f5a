/** Collects what a text says about its names while it is scanned: imports, definitions, and what names are bound to. */
import type { LogicalLine, Token } from './lexer.js';
import type { Binding, Definition, Names } from './model.js';
import { find, next, split, stripped, textOf, type TokenRange } from './tokens.js';

const IMPORT = new Set(['import', 'from']);
const NO_BINDING = new Set(['return', 'assert', 'del', 'raise', 'if', 'elif', 'while', 'else', 'try', 'except', 'finally', 'pass', 'global', 'nonlocal', '@']);

/** A bare name or attributes of one, as it is bound: `queue`, `self.queue`. */
const TARGET = /^[\w.]+$/;

export class NameCollector implements Names {
  readonly imports = new Map<string, string>();
  readonly definitions: Definition[] = [];
  readonly bindings: Binding[] = [];

  constructor(private readonly text: string, private readonly tokens: readonly Token[], private readonly lineOf: (offset: number) => number) {}

  /** A line that is no header of a function or class. `scope`: qualified name of what it stands in. */
  line({ first, end }: LogicalLine, scope: string): void {
    const word = this.tokens[first]?.text ?? '';
    const header = word === 'async' ? first + 1 : first;
    const kind = this.tokens[header]?.text;
    if (IMPORT.has(word)) this.import({ from: first, end });
    else if (kind === 'with') this.with({ from: header + 1, end: this.colon(header, end) }, scope);
    else if (kind === 'for') this.for({ from: header + 1, end: this.colon(header, end) }, scope);
    else if (!NO_BINDING.has(word)) this.assignment({ from: first, end }, scope);
  }

  /** A header. `range`: the tokens between the parentheses behind its name; empty where there are none. */
  definition(definition: Omit<Definition, 'bases'>, range: TokenRange): void {
    const parts = split(this.tokens, range);
    const bases = definition.kind === 'class' ? parts.map((part) => this.source(part)).filter((base) => TARGET.test(base)) : [];
    this.definitions.push({ ...definition, bases });
    if (definition.kind !== 'class') for (const part of parts) this.parameter(part, definition.qualname);
  }

  private import({ from, end }: TokenRange): void {
    const word = this.at(from);
    const importAt = word === 'import' ? from : find(this.tokens, { from: from + 1, end }, ({ text }) => text === 'import');
    if (importAt >= end) return;
    const module = word === 'from' ? this.joined({ from: from + 1, end: importAt }) : '';
    const prefix = module === '' || module.endsWith('.') ? module : `${module}.`;
    for (const part of split(this.tokens, stripTuple(this.tokens, { from: importAt + 1, end }))) {
      const as = find(this.tokens, part, ({ text }) => text === 'as');
      const name = this.joined({ from: part.from, end: as });
      if (name === '') continue;
      if (as < part.end) this.imports.set(this.at(as + 1), prefix + name);
      else if (word === 'import') this.imports.set(name.split('.')[0]!, name.split('.')[0]!);
      else this.imports.set(name === '*' ? `* of ${module}` : name, prefix + name);
    }
  }

  private parameter(part: TokenRange, scope: string): void {
    const from = /^\*/.test(this.at(part.from)) ? part.from + 1 : part.from;
    const name = this.at(from);
    if (this.tokens[from]?.kind !== 'name' || from >= part.end) return;
    const equals = find(this.tokens, { from, end: part.end }, ({ text }) => text === '=');
    const annotation = this.at(from + 1) === ':' ? this.source({ from: from + 2, end: equals }) : '';
    this.bind({ scope, target: name, how: 'parameter', value: annotation, index: null }, from);
  }

  private with(range: TokenRange, scope: string): void {
    for (const item of split(this.tokens, stripTuple(this.tokens, range))) {
      const as = find(this.tokens, item, ({ text, kind }) => kind === 'name' && text === 'as');
      if (as < item.end) this.targets({ from: as + 1, end: item.end }, 'entered', this.source({ from: item.from, end: as }), scope);
    }
  }

  private for(range: TokenRange, scope: string): void {
    const at = find(this.tokens, range, ({ text, kind }) => kind === 'name' && text === 'in');
    this.targets({ from: range.from, end: at }, 'each', this.source({ from: at + 1, end: range.end }), scope);
  }

  private assignment(range: TokenRange, scope: string): void {
    const sides: TokenRange[] = [];
    let { from } = range;
    for (;;) {
      const end = find(this.tokens, { from, end: range.end }, ({ text }) => text === '=');
      sides.push({ from, end });
      if (end >= range.end) break;
      from = end + 1;
    }
    const [first] = sides;
    const colon = first ? find(this.tokens, first, ({ text }) => text === ':') : range.end;
    if (first && colon < first.end && TARGET.test(this.source({ from: first.from, end: colon }))) {
      this.bind({ scope, target: this.joined({ from: first.from, end: colon }), how: 'annotated', value: this.source({ from: colon + 1, end: first.end }), index: null }, first.from);
      return;
    }
    const value = sides.pop();
    for (const side of sides) this.targets(side, 'value', this.source(value!), scope);
  }

  private targets(range: TokenRange, how: Binding['how'], value: string, scope: string): void {
    const parts = split(this.tokens, stripTuple(this.tokens, range));
    parts.forEach((part, index) => {
      const target = this.joined(part);
      const several = parts.length > 1 || this.at(part.end) === ',';
      if (TARGET.test(target)) this.bind({ scope, target, how, value, index: several ? index : null }, part.from);
    });
  }

  private bind(binding: Omit<Binding, 'line'>, token: number): void {
    this.bindings.push({ ...binding, line: this.lineOf(this.tokens[token]?.start ?? 0) });
  }

  private colon(from: number, end: number): number {
    return find(this.tokens, { from, end }, ({ text }) => text === ':');
  }

  private at(index: number): string {
    return this.tokens[index]?.text ?? '';
  }

  private source(range: TokenRange): string {
    return textOf(this.text, this.tokens, stripped(this.tokens, range));
  }

  /** Without the white space between its tokens. */
  private joined({ from, end }: TokenRange): string {
    return this.tokens.slice(from, end).map(({ text }) => text).join('');
  }
}

/** Without parentheses or brackets around the whole. */
function stripTuple(tokens: readonly Token[], { from, end }: TokenRange): TokenRange {
  const opens = tokens[from]?.kind === 'open' && /^[([]$/.test(tokens[from].text);
  return opens && next(tokens, from, end) === end ? { from: from + 1, end: end - 1 } : { from, end };
}
