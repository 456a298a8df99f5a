/** Reads a text into statements and scopes. */
import { boundBy } from '../../independence/definitions.js';
import type { Lexed, LogicalLine, Token } from '../../lexer.js';
import type { Binding, Position, Range } from '../../model.js';
import { parametersOf } from '../../parameters.js';
import { find, next, textOf, type TokenRange } from '../../tokens.js';
import type { FixContext } from '../fix.js';
import { areSound } from '../sound.js';
import type { Code, Imported, Scope, Statement } from './code.js';
import { importsOf } from './imported.js';

interface Open {
  indent: number;
  scope: Scope;
  /** Its header, and those around that. */
  around: Statement[];
  match: boolean;
}

const BLOCKS = new Set(['if', 'elif', 'else', 'for', 'while', 'try', 'except', 'finally', 'with']);

/** Statements whose words are all names that they bind, or may bind. */
const DECLARES = new Set(['global', 'nonlocal', 'del', 'case', 'type']);

/** null for a text without such a word, or with brackets or strings left open: what one sees of that may be anything. */
export function codeOf(context: FixContext, wanted: RegExp): Code | null {
  return context.lexed.faults.length > 0 || !wanted.test(context.text) ? null : new Reader(context);
}

class Reader implements Code {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly module: Scope;
  readonly scopes: Scope[] = [];
  readonly statements: Statement[] = [];
  readonly asyncNames = new Set<string>();
  readonly imported: Imported[] = [];
  private readonly lineStarts: number[];
  private byTarget: Map<string, Binding[]> | null = null;
  private readonly attributes = new Set<string>();
  private open: Open[] = [];
  private decorators: LogicalLine[] = [];

  constructor(readonly context: FixContext) {
    this.text = context.text;
    this.tokens = context.lexed.tokens;
    this.lineStarts = [0, ...[...this.text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
    this.module = this.scope({ kind: 'module', name: '', qualname: '', parent: null, first: 0 });
    this.read(context.lexed);
    for (const scope of this.scopes) {
      // A name that a function declares its own of the module is bound by both.
      for (const name of scope.globals) if (scope.bound.has(name)) bind(this.module, name);
    }
  }

  bindingsOf(target: string): readonly Binding[] {
    if (!this.byTarget) {
      this.byTarget = new Map();
      for (const each of this.context.scan.names.bindings) {
        const dot = each.target.lastIndexOf('.');
        if (dot >= 0) this.attributes.add(each.target.slice(dot + 1));
        const same = this.byTarget.get(each.target);
        if (same) same.push(each);
        else this.byTarget.set(each.target, [each]);
      }
    }
    return this.byTarget.get(target) ?? [];
  }

  hasAttribute(name: string): boolean {
    this.bindingsOf('');
    return this.attributes.has(name);
  }

  position(offset: number): Position {
    let line = 0;
    let after = this.lineStarts.length;
    while (after - line > 1) {
      const middle = (line + after) >> 1;
      if (this.lineStarts[middle]! <= offset) line = middle;
      else after = middle;
    }
    return { line, column: offset - this.lineStarts[line]! };
  }

  range({ from, end }: TokenRange): Range {
    return { start: this.position(this.tokens[from]!.start), end: this.position(this.tokens[end - 1]!.end) };
  }

  source(range: TokenRange): string {
    return textOf(this.text, this.tokens, range);
  }

  private read({ lines }: Lexed): void {
    for (const line of lines) {
      while (this.open.length > 0 && this.open.at(-1)!.indent >= line.indent) this.open.pop();
      const scope = this.open.at(-1)?.scope ?? this.module;
      for (let each: Scope | null = scope; each; each = each.parent) each.end = line.end;
      this.line(line, scope);
    }
  }

  private line(line: LogicalLine, scope: Scope): void {
    const { first, end } = line;
    const async = this.tokens[first]!.text === 'async' ? 1 : 0;
    const word = this.tokens[first + async]?.text ?? '';
    if (word === '@') {
      this.decorators.push(line);
      return;
    }
    const decorators = this.decorators.splice(0);
    const named = this.tokens[first + async + 1];
    if ((word === 'def' || word === 'class') && named?.kind === 'name') this.definition(line, scope, first + async, decorators);
    else if (BLOCKS.has(word) || this.isSoftHeader(line)) {
      const colon = find(this.tokens, { from: first, end }, ({ text }) => text === ':');
      const header = this.statement({ from: first, end: colon }, scope, true, colon + 1 >= end);
      this.bindings(header, word);
      const inside = [header, ...header.around];
      this.simple({ from: colon + 1, end }, scope, inside, false);
      this.open.push({ indent: line.indent, scope, around: inside, match: word === 'match' });
    } else this.simple({ from: first, end }, scope, this.around(scope), true);
  }

  private definition({ first, end, indent }: LogicalLine, scope: Scope, word: number, decorators: readonly LogicalLine[]): void {
    const name = this.tokens[word + 1]!;
    const isClass = this.tokens[word]!.text === 'class';
    const colon = find(this.tokens, { from: word, end }, ({ text }) => text === ':');
    const inner = this.scope({
      kind: isClass ? 'class' : word > first ? 'async def' : 'def', name: name.text, parent: scope, first,
      qualname: `${scope.qualname}${scope.kind === 'module' ? '' : scope.kind === 'class' ? '.' : '.<locals>.'}${name.text}`,
    });
    inner.end = end;
    if (inner.kind === 'async def') this.asyncNames.add(inner.name);
    inner.decoratedFrom = decorators[0]?.first ?? first;
    inner.decorators = decorators.map((each) => this.source({ from: each.first + 1, end: each.end }));
    if (inner.kind === 'async def') {
      const at = this.position(name.start);
      inner.fn = this.context.scan.functions.find(({ nameRange: { start } }) => start.line === at.line && start.column === at.column) ?? null;
    }
    const open = find(this.tokens, { from: word + 1, end: colon }, ({ text }) => text === '(');
    if (!isClass) inner.parameters = parametersOf(this.tokens, { from: open + 1, end: next(this.tokens, open, colon) - 1 }).map((each) => each.name);
    bind(scope, name.text);
    scope.inner.set(name.text, inner);
    this.simple({ from: colon + 1, end }, inner, [], false);
    this.open.push({ indent, scope: inner, around: [], match: false });
  }

  private simple({ from, end }: TokenRange, scope: Scope, around: Statement[], alone: boolean): void {
    for (let at = from; at < end;) {
      const after = find(this.tokens, { from: at, end }, ({ text }) => text === ';');
      if (after > at) {
        const statement = this.statement({ from: at, end: after }, scope, false, alone && at === from && after === end, around);
        this.bindings(statement, this.tokens[at]!.text);
      }
      at = after + 1;
    }
  }

  private statement(range: TokenRange, scope: Scope, header: boolean, alone: boolean, around = this.around(scope)): Statement {
    const statement = { ...range, scope, header, alone, around };
    this.statements.push(statement);
    for (let at = range.from; at < range.end && !scope.generator; at += 1) if (this.tokens[at]!.text === 'yield' && this.tokens[at]!.kind === 'name') scope.generator = true;
    return statement;
  }

  private around(scope: Scope): Statement[] {
    const block = this.open.at(-1);
    return block?.scope === scope ? block.around : [];
  }

  private bindings(statement: Statement, word: string): void {
    const { scope, from, end } = statement;
    const range = { from, end };
    if (word === 'import' || word === 'from') {
      for (const [name, full] of importsOf(this.tokens, range)) {
        scope.imports.set(name, (scope.imports.get(name) ?? new Set()).add(full));
        this.imported.push({ name, full, statement });
      }
      return;
    }
    if (!DECLARES.has(word)) {
      for (const name of new Set(boundBy(this.tokens, range))) bind(scope, name);
      return;
    }
    const names: string[] = [];
    for (let at = range.from + 1; at < (word === 'type' ? range.from + 2 : range.end); at += 1) {
      // Of `del rows[i]` and `case shop.Order(id=number)` not what is only looked up.
      const looked = this.tokens[at - 1]!.text === '.' || (at + 1 < range.end && /^[.[(=]$/.test(this.tokens[at + 1]!.text) && word !== 'type');
      if (this.tokens[at]!.kind === 'name' && !looked) names.push(this.tokens[at]!.text);
    }
    if (word === 'global') for (const name of names) scope.globals.add(name);
    else if (word === 'nonlocal') for (let each = scope.parent; each; each = each.parent) for (const name of names) bind(each, name);
    else for (const name of names) bind(scope, name);
  }

  /** `match` and `case` are words of the language only where such a header can stand. */
  private isSoftHeader({ first, end }: LogicalLine): boolean {
    const word = this.tokens[first]!.text;
    if (word === 'case') return this.open.at(-1)?.match ?? false;
    return word === 'match' && end - first > 2 && this.tokens[end - 1]!.text === ':' && find(this.tokens, { from: first, end }, ({ text }) => text === ':') === end - 1;
  }

  private scope(known: Pick<Scope, 'kind' | 'name' | 'qualname' | 'parent' | 'first'>): Scope {
    const { lexed } = this.context;
    const { lines } = lexed;
    let halfTyped: boolean | undefined;
    const scope: Scope = {
      ...known, fn: null, decorators: [], parameters: [], bound: new Map(), imports: new Map(), globals: new Set(), inner: new Map(),
      generator: false, end: known.first, decoratedFrom: known.first,
      get halfTyped() { return halfTyped ??= !areSound(lexed, lines.slice(lineAt(lines, scope.first), lineAt(lines, scope.end))); },
    };
    this.scopes.push(scope);
    return scope;
  }
}

/** Index of the first line that begins at this token or behind it. */
function lineAt(lines: readonly LogicalLine[], token: number): number {
  let at = 0;
  let after = lines.length;
  while (at < after) {
    const middle = (at + after) >> 1;
    if (lines[middle]!.first < token) at = middle + 1;
    else after = middle;
  }
  return at;
}

function bind({ bound }: Scope, name: string): void {
  bound.set(name, (bound.get(name) ?? 0) + 1);
}
