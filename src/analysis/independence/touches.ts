/** What a call of one of the text's own functions uses and may change outside of it, as far as tokens tell. */
import type { Token } from '../lexer.js';
import type { Names } from '../model.js';
import type { TokenRange } from '../tokens.js';
import { AUGMENTED, type Definition, type Definitions } from './definitions.js';
import { changesState, isClientName, isConnectionName, isLockName, isValueName, KEYWORDS, PURE_CALLS, reachesOutside } from './words.js';

export interface Touches {
  /** Names from outside that it uses: `rates`, `self.cache`. */
  uses: Set<string>;
  /** Those of them that it may change. */
  changes: Set<string>;
  /** What it calls that may have an effect outside of the program, or that cannot be looked into; null for nothing. */
  unsure: string | null;
  /** A context variable that it sets: a task's callers do not see that. */
  sets: string | null;
  /** Locks from outside that it waits for: `lock`, `self.lock`. */
  locks: Set<string>;
  /** The text's own functions that it calls, and itself. */
  calls: Set<Definition>;
}

/** A dotted chain of names: `self.cache.get`. */
interface Chain {
  names: string[];
  from: number;
  /** Index after it. */
  end: number;
}

export class Toucher {
  private readonly known = new Map<Definition, Touches>();
  private readonly byName = new Map<string, Definition[]>();
  private readonly modules: readonly string[];
  /** A library with an event loop of its own that the text is written for: `trio`; null for none. */
  readonly otherLoop: string | null;

  constructor(private readonly tokens: readonly Token[], private readonly definitions: Definitions, private readonly names: Names) {
    for (const definition of definitions.functions) this.byName.set(definition.name, [...(this.byName.get(definition.name) ?? []), definition]);
    this.modules = [...names.imports.values()];
    const imported = this.modules.map((name) => OTHER_LOOP.exec(name)?.[1]).find((name) => name !== undefined);
    // Its own parts import it by other names.
    this.otherLoop = imported ?? tokens.map(({ kind, text }) => (kind === 'name' ? /(?:^|_)(trio|curio)(?:_|$)/.exec(text)?.[1] : undefined)).find((name) => name !== undefined) ?? null;
  }

  /** The function of that name, a method of `className` for `self.name`; undefined when there is none, or several. */
  find(name: string, className: string | null): Definition | undefined {
    const found = this.named(name, className);
    return found.length === 1 ? found[0] : undefined;
  }

  /** All functions of that name: not which of them is meant. */
  named(name: string, className: string | null): readonly Definition[] {
    return (this.byName.get(name) ?? []).filter((each) => each.className === className);
  }

  /** Of all that the function does, with what it calls. */
  of(definition: Definition): Touches {
    const known = this.known.get(definition) ?? this.add(definition, { uses: new Set(), changes: new Set(), unsure: null, sets: null, locks: new Set(), calls: new Set() });
    this.known.set(definition, known);
    return known;
  }

  private add(definition: Definition, touched: Touches): Touches {
    if (touched.calls.has(definition)) return touched;
    touched.calls.add(definition);
    const { body, outer } = definition;
    outer.forEach((name) => touched.changes.add(name));
    for (let at = body.from; at < body.end; at += 1) {
      const token = this.tokens[at]!;
      if (token.kind !== 'name' || KEYWORDS.has(token.text) || isKeywordArgument(this.tokens, at)) continue;
      const chain = chainAt(this.tokens, { from: at, end: body.end });
      if (this.tokens[at - 1]?.text === 'with') this.entered(chain, definition, touched);
      if (this.tokens[at - 1]?.text !== '.') this.chain(chain, definition, touched);
      // `Path(name).write_text(x)`, `rows[0].save()`
      else if (this.tokens[chain.end]?.text === '(' && reachesOutside(chain.names.at(-1)!)) touched.unsure ??= chain.names.join('.');
      at = chain.end - 1;
    }
    return touched;
  }

  private chain(chain: Chain, { className, locals }: Definition, touched: Touches): void {
    const [root = '', second = ''] = chain.names;
    const last = chain.names.at(-1) ?? '';
    const called = this.tokens[chain.end]?.text === '(';
    const self = className !== null && (root === 'self' || root === 'cls');
    if (called && reachesOutside(last)) touched.unsure ??= chain.names.join('.');
    if (called && last === 'set' && this.isContextVariable(chain.names.slice(0, -1).join('.'))) touched.sets ??= chain.names.slice(0, -1).join('.');
    if (locals.has(root) && !self) return;
    const inner = called && chain.names.length === (self ? 2 : 1);
    const own = inner ? this.find(last, self ? className : null) : undefined;
    if (own) this.add(own, touched);
    // A function that was handed in, or made by another one, could be anything.
    else if (inner && !(this.isKnown(root) || BUILTINS.has(root) || PURE_CALLS.has(root))) touched.unsure ??= chain.names.join('.');
    const changed = this.changesAt(chain);
    if (called && this.isImported(root) && root !== 'asyncio' && changesState(last)) touched.unsure ??= chain.names.join('.');
    if (inner || !changed && this.isKnown(root)) return;
    const path = self && second !== '' ? `self.${second}` : root;
    touched.uses.add(path);
    if (changed || called && !READING.has(last) && !this.isClient(self ? second : root)) touched.changes.add(path);
  }

  private entered({ names, end }: Chain, { className, locals }: Definition, touched: Touches): void {
    const path = names.join('.');
    const isSelf = className !== null && /^(?:self|cls)\./.test(path);
    if (/^[:,]|^as$/.test(this.tokens[end]?.text ?? '') && (isSelf || !locals.has(names[0]!)) && this.isLock(path)) touched.locks.add(path);
  }

  /** Whether it lets one in at a time, by what it is bound to, else by its name. A semaphore mostly lets in several. */
  private isLock(path: string): boolean {
    const values = this.names.bindings.filter(({ target, how, value }) => target === path && how !== 'each' && value !== '').map(({ value }) => value);
    const last = path.split('.').at(-1)!;
    return values.length > 0 ? values.some((value) => LOCK.test(value)) : isLockName(last);
  }

  /** Whether the chain, or an item of it, is assigned to or deleted. */
  private changesAt({ from, end }: Chain): boolean {
    let at = end;
    while (this.tokens[at]?.text === '[' && this.tokens[at]!.partner > at) at = this.tokens[at]!.partner + 1;
    const after = this.tokens[at]?.text ?? '';
    return after === '=' || AUGMENTED.test(after) || this.tokens[from - 1]?.text === 'del';
  }

  isImported(name: string): boolean {
    return this.definitions.imported.has(name);
  }

  /** `import a`; what `from a import b` gives may be anything. */
  isModule(name: string): boolean {
    return this.definitions.modules.has(name);
  }

  isClass(name: string): boolean {
    return this.definitions.classes.has(name);
  }

  /** Whether it is an HTTP client or a logger, which are made to be shared; a database has sessions too. */
  isClient(name: string): boolean {
    if (!isClientName(name)) return false;
    if (!/^_*(?:web_?|api_?)?session$/i.test(name)) return true;
    return this.modules.some((module) => HTTP.test(module)) && !this.modules.some((module) => SQL.test(module));
  }

  /** Whether it serves one at a time: a connection, a stream, the session of a database. `argument`: what is so called in an argument, too. */
  isConnection(name: string, argument = false): boolean {
    return isConnectionName(name, argument) || isClientName(name) && /session$/i.test(name) && this.modules.some((module) => SQL.test(module));
  }

  private isContextVariable(name: string): boolean {
    return this.names.bindings.some(({ target, value }) => target === name && /^(?:\w+\.)?ContextVar\b/.test(value));
  }

  /** A module, class or function: what is defined once and for all. */
  private isKnown(name: string): boolean {
    const { imported, classes } = this.definitions;
    return imported.has(name) || classes.has(name) || this.byName.has(name);
  }

  /** The names within a range that stand for something that may be changed by who is given it. */
  things({ from, end }: TokenRange): string[] {
    const found: string[] = [];
    for (let at = from; at < end; at += 1) {
      const token = this.tokens[at]!;
      if (token.kind !== 'name' || KEYWORDS.has(token.text) || isKeywordArgument(this.tokens, at)) continue;
      const chain = chainAt(this.tokens, { from: at, end });
      const [root = ''] = chain.names;
      const called = chain.names.length === 1 && this.tokens[chain.end]?.text === '(';
      if (!called && !this.isKnown(root) && !PURE_CALLS.has(root) && !isValueName(chain.names.at(-1) ?? '') && !this.isClient(root)) found.push(root);
      at = chain.end - 1;
    }
    return found;
  }
}

const LOCK = /^(?:\w+\.)*(?:R?Lock|Condition)\b|Semaphore\(\s*(?:(?:value\s*=\s*)?1\s*)?\)/;
const OTHER_LOOP = /^(?:\* of )?(trio|anyio|curio|twisted|sniffio)\b/;
const HTTP = /^(?:aiohttp|httpx|requests|niquests|curl_cffi|starlette|fastapi)\b/;
const SQL = /^(?:sqlalchemy|sqlmodel|tortoise|ormar|databases|asyncpg|aiosqlite|motor|neo4j|cassandra)\b/;
/** Builtins that make no value of their own, and yet leave what they are given as it is. */
const BUILTINS = new Set(['print', 'iter', 'isinstance', 'issubclass', 'getattr', 'hasattr', 'filter', 'map', 'type', 'super', 'object', 'callable', 'id']);
/** Methods that leave their object as it is. */
const READING = new Set(['get', 'keys', 'values', 'items', 'copy', 'format', 'join', 'split', 'strip', 'lower', 'upper', 'encode', 'decode', 'replace', 'startswith', 'endswith', 'index', 'count']);

export function chainAt(tokens: readonly Token[], { from, end }: TokenRange): Chain {
  const names = [tokens[from]?.text ?? ''];
  let at = from + 1;
  while (at + 1 < end && tokens[at]?.text === '.' && tokens[at + 1]?.kind === 'name') {
    names.push(tokens[at + 1]!.text);
    at += 2;
  }
  return { names, from, end: at };
}

/** Whether it is the `timeout` of `f(timeout=1)`. Names that a statement binds look alike; they are known as such. */
function isKeywordArgument(tokens: readonly Token[], at: number): boolean {
  return tokens[at + 1]?.text === '=' && /^[(,]$/.test(tokens[at - 1]?.text ?? '');
}
