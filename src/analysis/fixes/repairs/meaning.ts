/**
 * What a name stands for, where the text leaves no doubt. Unlike `explain/paths.ts`, which takes what is most likely,
 * this says nothing of a name that anything else binds too: a fix must not touch what merely looks alike. In a path, as
 * there, `()` is a call, `!` the result of an await, `[0]` one of several.
 */
import { lex, type Token } from '../../lexer.js';
import type { Binding } from '../../model.js';
import { next, primaryEnd, type TokenRange } from '../../tokens.js';
import type { Code, Scope } from './code.js';

export type Meaning =
  | { kind: 'imported'; full: string }
  /** A function or class of the text. */
  | { kind: 'defined'; scope: Scope }
  /** A variable that is bound in one place. */
  | { kind: 'variable'; scope: Scope }
  | { kind: 'parameter'; scope: Scope }
  /** Of the builtins, or from nowhere. */
  | { kind: 'builtin' }
  | { kind: 'unclear' };

const UNCLEAR: Meaning = { kind: 'unclear' };
/** How far a name is followed. */
const DEPTH = 5;

export function meaningOf(name: string, from: Scope): Meaning {
  for (let scope: Scope | null = from; scope; scope = scope.parent) {
    // What a class binds is not seen by its methods.
    if (scope.kind === 'class' && scope !== from) continue;
    if (scope.globals.has(name) && scope.parent) {
      while (scope.parent) scope = scope.parent;
      return inScope(name, scope) ?? { kind: 'builtin' };
    }
    const found = inScope(name, scope);
    if (found) return found;
    if (scope.kind === 'module' && [...scope.imports.keys()].includes('*')) return UNCLEAR;
  }
  return { kind: 'builtin' };
}

function inScope(name: string, scope: Scope): Meaning | null {
  const bound = scope.bound.get(name) ?? 0;
  const imports = scope.imports.get(name);
  const parameter = scope.parameters.includes(name);
  if (bound === 0 && !imports && !parameter) return null;
  if (imports) return bound === 0 && !parameter && imports.size === 1 ? { kind: 'imported', full: [...imports][0]! } : UNCLEAR;
  if (parameter) return bound === 0 ? { kind: 'parameter', scope } : UNCLEAR;
  if (bound > 1) return UNCLEAR;
  const inner = scope.inner.get(name);
  return inner ? { kind: 'defined', scope: inner } : { kind: 'variable', scope };
}

/** The path of a primary, such as `pathlib.Path().read_text` or `builtins.open`; null when it is not known. Of the text's own functions: `defined` tells. */
export function pathOf(code: Code, range: TokenRange, scope: Scope): string | null {
  return path(code, code.tokens, range, scope, 0);
}

function path(code: Code, tokens: readonly Token[], range: TokenRange, scope: Scope, depth: number): string | null {
  const awaited = tokens[range.from]?.text === 'await';
  const from = awaited ? range.from + 1 : range.from;
  const root = tokens[from];
  if (root?.kind !== 'name' || primaryEnd(tokens, { from, end: range.end }) !== range.end || depth > DEPTH) return null;
  let at = from + 1;
  const meaning = meaningOf(root.text, scope);
  let found: string | null;
  if (meaning.kind === 'imported') found = meaning.full;
  else if (meaning.kind === 'builtin') found = `builtins.${root.text}`;
  else if (meaning.kind === 'variable' || meaning.kind === 'parameter') {
    const owner = ownerOf(root.text, scope);
    if (owner && tokens[at]?.text === '.' && tokens[at + 1]?.kind === 'name') {
      found = attribute(code, `${root.text}.${tokens[at + 1]!.text}`, owner, depth);
      at += 2;
    } else found = bindingPath(code, code.bindingsOf(root.text).filter((each) => each.scope === meaning.scope.qualname), meaning.scope, depth);
  } else found = null;
  for (; found !== null && at < range.end; at = next(tokens, at, range.end)) {
    const token = tokens[at]!;
    if (token.kind === 'open') found += token.text === '(' ? '()' : '[]';
    else found += token.text;
  }
  return found === null ? null : found + (awaited ? '!' : '');
}

/** The class whose `self` this name is, seen from a scope; null for another name. */
function ownerOf(name: string, from: Scope): Scope | null {
  for (let scope: Scope | null = from; scope; scope = scope.parent) {
    if (scope.parameters.includes(name)) {
      const method = scope.parent?.kind === 'class' && scope.parameters[0] === name && !scope.decorators.includes('staticmethod');
      return method && !scope.bound.has(name) ? scope.parent : null;
    }
    if (scope.bound.has(name)) return null;
  }
  return null;
}

function attribute(code: Code, target: string, owner: Scope, depth: number): string | null {
  const bindings = code.bindingsOf(target).filter((each) => each.scope.startsWith(`${owner.qualname}.`));
  return bindingPath(code, bindings, null, depth);
}

/** What all of them agree on. */
function bindingPath(code: Code, bindings: readonly Binding[], scope: Scope | null, depth: number): string | null {
  const found = new Set(bindings.map((each) => valuePath(code, each, scope ?? code.scopes.find(({ qualname }) => qualname === each.scope) ?? code.module, depth)));
  return found.size === 1 ? [...found][0]! : null;
}

function valuePath(code: Code, { how, value, index }: Binding, scope: Scope, depth: number): string | null {
  if (how === 'each' || value === '') return null;
  const { tokens } = lex(how === 'parameter' || how === 'annotated' ? value.replace(/^(['"])(.*)\1$/, '$2') : value);
  const found = path(code, tokens, { from: 0, end: tokens.length }, scope, depth + 1);
  if (found === null) return null;
  if (how === 'parameter' || how === 'annotated') return /^[\w.]+$/.test(found) ? `${found}()` : null;
  return index === null ? found : `${found}[${index}]`;
}

/** The text's own function that is called, by its name or as a method of `self`; null when that is not certain. */
export function definedAs(code: Code, { from, end }: TokenRange, scope: Scope): Scope | null {
  const name = code.tokens[from]!;
  if (name.kind !== 'name') return null;
  if (end === from + 1) {
    const meaning = meaningOf(name.text, scope);
    return meaning.kind === 'defined' ? meaning.scope : null;
  }
  const owner = ownerOf(name.text, scope);
  const method = code.tokens[from + 2];
  if (!owner || end !== from + 3 || code.tokens[from + 1]!.text !== '.' || !method) return null;
  return methodOf(code, owner, method.text);
}

/** A method that a class defines once, or one of those of the text that it derives from; null where an attribute of that name is set anywhere. */
function methodOf(code: Code, owner: Scope, name: string, depth = 0): Scope | null {
  if (code.hasAttribute(name)) return null;
  const times = owner.bound.get(name) ?? 0;
  if (times > 0 || owner.imports.has(name)) return times === 1 ? owner.inner.get(name) ?? null : null;
  if (depth > DEPTH) return null;
  const bases = code.context.scan.names.definitions.findLast(({ qualname, kind }) => kind === 'class' && qualname === owner.qualname)?.bases ?? [];
  const [base] = bases;
  const meaning = bases.length === 1 ? meaningOf(base!, owner.parent ?? code.module) : UNCLEAR;
  return meaning.kind === 'defined' && meaning.scope.kind === 'class' ? methodOf(code, meaning.scope, name, depth + 1) : null;
}
