/**
 * Follows a name through imports, definitions and assignments to where it comes from, as a path: `aio.sleep` is
 * `asyncio.sleep`, `self.jobs` is `asyncio.Queue()` where that was assigned to it. In a path, `()` is a call, `[]` a
 * subscript, `!` the result of an await, `[*]` an item of an iteration, `[0]` one of several, `{}` a collection of what
 * stands before it. What the file
 * defines begins with `#`, as in `#Client().fetch`; what nobody knows begins with `?`.
 */
import { lex } from '../lexer.js';
import type { Binding, Definition, Names } from '../model.js';
import { find, primaryEnd, textOf } from '../tokens.js';

/** Names that asyncio has for all to see, where a text without imports, as documentation shows it, uses them bare. */
const ASYNCIO = /^(?:sleep|gather|wait|wait_for|shield|as_completed|to_thread|create_task|ensure_future|open_connection|start_server|open_unix_connection|start_unix_server|create_subprocess_exec|create_subprocess_shell|timeout|timeout_at|TaskGroup|Queue|PriorityQueue|LifoQueue|Lock|Semaphore|BoundedSemaphore|Event|Condition|Barrier|Future|StreamReader|StreamWriter)$/;
/** The modules inside of asyncio are its own affair, and its own files name them. */
const INSIDE_ASYNCIO = /^(?:asyncio)?\.(?:tasks|locks|queues|events|streams|subprocess|timeouts|taskgroups|futures|threads|base_events|coroutines|runners)\.(?=(\w+))/;
/** An item of a collection: `{}` stands for one whose items are what stands before it. */
const ITEM = /\{\}\[[*\d]*\]/;
/** How far a name is followed. */
const DEPTH = 6;

/** Where the text stands: qualified name of the function or class, and 0-based line. */
export interface Place {
  scope: string;
  line: number;
}

export function pathOf(text: string, place: Place, names: Names, depth = 0): string {
  const { tokens } = lex(text);
  const awaited = tokens[0]?.text === 'await' ? 1 : 0;
  const [first] = tokens;
  if (depth > 0 && first && /^[[{]$/.test(first.text) && first.partner === tokens.length - 1) {
    const inside = { from: 1, end: tokens.length - 1 };
    const item = find(tokens, inside, ({ text: word, kind }) => word === ',' || (kind === 'name' && /^(?:for|async)$/.test(word)));
    return `${pathOf(textOf(text, tokens, { from: 1, end: item }), place, names, depth)}{}`;
  }
  const end = primaryEnd(tokens, { from: awaited, end: tokens.length });
  if (end < tokens.length || tokens.length === awaited || tokens[awaited]?.kind !== 'name') return `?${text}`;
  // The longest part of plain attributes, `self.jobs.get`: any beginning of it may be bound.
  let dotted = awaited + 1;
  while (tokens[dotted]?.text === '.' && tokens[dotted + 1]?.kind === 'name') dotted += 2;
  let rest = '';
  for (let index = dotted; index < end; index += 1) {
    const token = tokens[index]!;
    if (token.kind !== 'open') rest += token.text;
    else {
      rest += token.text === '(' ? '()' : '[]';
      index = token.partner < 0 ? end : token.partner;
    }
  }
  const parts = textOf(text, tokens, { from: awaited, end: dotted }).replace(/\s+/g, '').split('.');
  return (rooted(parts, place, names, depth) + rest).replace(ITEM, '') + (awaited ? '!' : '');
}

/** The definition that a path names: the function or class itself, or a method of an instance. */
export function definitionOf(path: string, names: Names): Definition | null {
  if (!path.startsWith('#')) return null;
  const found = names.definitions.findLast(({ qualname }) => qualname === path.slice(1));
  if (found) return found;
  const dot = path.lastIndexOf('.');
  const owner = /^#(.+?)(?:\(\)!?)?$/.exec(path.slice(0, Math.max(0, dot)))?.[1];
  return owner === undefined ? null : methodOf(owner, path.slice(dot + 1), names);
}

/** A method of a class, or of those in the file that it derives from. */
export function methodOf(className: string, name: string, names: Names, depth = 0): Definition | null {
  const own = names.definitions.findLast(({ qualname, kind }) => kind !== 'class' && qualname === `${className}.${name}`);
  const found = own ?? null;
  if (found || depth > DEPTH) return found;
  for (const base of classNamed(className, names)?.bases ?? []) {
    const inherited = methodOf(base, name, names, depth + 1);
    if (inherited) return inherited;
  }
  return null;
}

export function classNamed(qualname: string, names: Names): Definition | null {
  return names.definitions.findLast((each) => each.kind === 'class' && each.qualname === qualname) ?? null;
}

/** The class whose `self` a function sees: its own, or that of a function around it. */
export function classAround(scope: string, names: Names): Definition | null {
  for (const outer of scopesOf(scope)) {
    const found = classNamed(outer.replace(/\.[^.]+$/, ''), names);
    if (found && outer.includes('.') && !outer.endsWith('<locals>')) return found;
  }
  return null;
}

function rooted(parts: readonly string[], place: Place, names: Names, depth: number): string {
  const [root = ''] = parts;
  const after = (taken: number): string => parts.slice(taken).map((part) => `.${part}`).join('');
  const inClass = root === 'self' || root === 'cls' ? classAround(place.scope, names) : null;
  if (root === 'asyncio' && parts.length > 1) return canonical(parts.join('.'));
  for (let taken = parts.length; taken > (inClass ? 1 : 0); taken -= 1) {
    const target = parts.slice(0, taken).join('.');
    const binding = inClass ? boundInClass(target, inClass, place, names) : bound(target, place, names);
    if (!binding) continue;
    const path = depth < DEPTH ? valueOf(binding, names, depth + 1) : `?${target}`;
    // What a parameter or a value of an unknown kind is, is not known, but that it is none of the names outside is.
    return path.startsWith('?') ? `?${parts.join('.')}` : path + after(taken);
  }
  if (inClass) return `#${inClass.qualname}${root === 'self' ? '()' : ''}${after(1)}`;
  const defined = definedAs(root, place, names);
  if (defined) return `#${defined.qualname}${after(1)}`;
  const imported = names.imports.get(root);
  if (imported !== undefined) return canonical(imported + after(1));
  if (root === 'anyio' || root === 'trio' || root === 'aiohttp' || root === 'httpx') return canonical(parts.join('.'));
  if (parts.length === 1 && ASYNCIO.test(root)) return `asyncio.${root}`;
  if (root === 'anext' || root === 'aiter' || root === 'super') return parts.join('.');
  return `?${parts.join('.')}`;
}

function canonical(path: string): string {
  return path.replace(INSIDE_ASYNCIO, (module, name: string) => (module.startsWith('.') && !ASYNCIO.test(name) ? module : 'asyncio.'));
}

/** The scope itself and those around it, innermost first, the module last. */
function scopesOf(scope: string): string[] {
  const scopes = [scope];
  for (let at = scope.lastIndexOf('.<locals>.'); at > 0; at = scope.lastIndexOf('.<locals>.', at - 1)) scopes.push(scope.slice(0, at));
  return scope === '' ? scopes : [...scopes, ''];
}

/** The last binding above the place, in the innermost scope that has one; else the first below it. */
function bound(target: string, { scope, line }: Place, { bindings }: Names): Binding | null {
  for (const each of scopesOf(scope)) {
    const all = bindings.filter((binding) => binding.scope === each && binding.target === target && binding.value !== target);
    const found = all.findLast((binding) => binding.line < line || (binding.line === line && binding.how === 'parameter')) ?? all[0];
    if (found) return found;
  }
  return null;
}

/** What `self.x` was given by any method of the class; what says most is taken. */
function boundInClass(target: string, { qualname }: Definition, place: Place, names: Names): Binding | null {
  const all = names.bindings.filter((binding) => binding.target === target && binding.scope.startsWith(`${qualname}.`) && binding.value !== 'None' && binding.value !== '');
  const declared = names.bindings.find((binding) => binding.scope === qualname && `self.${binding.target}` === target && binding.value !== 'None');
  return all.findLast((binding) => binding.scope === place.scope && binding.line < place.line) ?? all[0] ?? declared ?? null;
}

function valueOf({ scope, line, how, value, index }: Binding, names: Names, depth: number): string {
  const there = { scope, line };
  if (value === '') return '?';
  if (how === 'parameter' || how === 'annotated') return annotated(value, there, names, depth);
  const path = pathOf(value, there, names, depth);
  // Whatever loop or group makes it: these names leave no doubt.
  const made = /^[?#].*\.(create_task|create_future)\(\)$/.exec(path)?.[1];
  if (made !== undefined) return `${made}()`;
  if (path.startsWith('?')) return '?';
  return (path + (how === 'each' ? '[*]' : index === null ? '' : `[${index}]`)).replace(ITEM, '');
}

/** An annotation names a class: of `asyncio.Queue[int] | None` it is `asyncio.Queue`. */
function annotated(value: string, there: Place, names: Names, depth: number): string {
  const plain = value.replace(/^(['"])(.*)\1$/, '$2').replace(/^(?:typing\.)?Optional\[(.*)\]$/, '$1').replace(/\s*\|\s*None\b|\bNone\s*\|\s*/g, '').replace(/\[.*$/s, '');
  const path = pathOf(plain, there, names, depth);
  return path.startsWith('?') ? '?' : `${path}()`;
}

function definedAs(name: string, { scope }: Place, { definitions }: Names): Definition | null {
  const wanted = scopesOf(scope).flatMap((each) => (each === '' ? [name] : [`${each}.<locals>.${name}`, `${each}.${name}`]));
  for (const qualname of wanted) {
    const found = definitions.findLast((each) => each.qualname === qualname);
    if (found) return found;
  }
  return null;
}
