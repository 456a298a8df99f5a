/**
 * What a scan of Python text finds. Positions are the editor's: 0-based lines, 0-based columns in UTF-16 units;
 * `positions.ts` converts from and to the report's.
 */
import type { AwaitKind } from '../shared/report.js';

export interface Position {
  line: number;
  column: number;
}

export interface Range {
  start: Position;
  end: Position;
}

/** A place where a coroutine may give control back. */
export interface AwaitPoint {
  kind: AwaitKind;
  /** As the worker reports it: the await expression; `async for` up to its iterable; one item of `async with`. */
  range: Range;
  /** Text of `range` on one line, at most 200 characters. */
  source: string;
  /** Text of what is awaited, iterated or entered. */
  operand: string;
}

export interface Parameter {
  name: string;
  kind: 'positional-only' | 'positional-or-keyword' | 'var-positional' | 'keyword-only' | 'var-keyword';
  hasDefault: boolean;
}

/** What tells a function from the others of its text. */
export interface FunctionId {
  /** As Python's `__qualname__`: `Client.fetch`, `outer.<locals>.inner`. */
  qualname: string;
  /** Which one it is among those of that qualified name, from 0 on: tutorials define `main` again and again. */
  ordinal: number;
}

export interface AsyncFunction extends FunctionId {
  name: string;
  kind: 'function' | 'method' | 'classmethod' | 'staticmethod';
  /** Dotted name of the class it stands in; null outside of classes. */
  className: string | null;
  /** It stands inside another function: no run lens, but its awaits are annotated when they run. */
  nested: boolean;
  /** It has a `yield` of its own: running it means iterating it. */
  generator: boolean;
  /** From the first decorator, if any, to the end of the body. */
  range: Range;
  /** The line of `async def`. */
  headerLine: number;
  nameRange: Range;
  /** Without `self` or `cls` where the kind says that Python passes it. */
  parameters: Parameter[];
  /** Its own, in source order; not those of functions inside it. */
  awaitPoints: AwaitPoint[];
}

export interface Scan {
  /** In source order, nested ones included. */
  functions: AsyncFunction[];
  /** Await points outside of every function (a notebook's or a console's text). */
  topLevel: AwaitPoint[];
  names: Names;
}

/** What a text says about its names, for telling what is awaited. All in source order. */
export interface Names {
  /** Full names by the names in the text: `aio` is `asyncio`, `nap` is `asyncio.sleep`. */
  imports: ReadonlyMap<string, string>;
  definitions: readonly Definition[];
  bindings: readonly Binding[];
}

export interface Definition {
  name: string;
  qualname: string;
  kind: 'class' | 'def' | 'async def';
  /** 0-based, of its header. */
  line: number;
  /** Texts of its decorators, without the `@`. */
  decorators: string[];
  /** Of a class: the names it derives from. */
  bases: string[];
}

/** What a name was given: the text of a value, an annotation, what was entered or iterated. */
export interface Binding {
  /** Qualified name of the function or class that it stands in; empty for the module. */
  scope: string;
  /** `queue`, `self.queue`. */
  target: string;
  /** A `parameter` has its annotation for a value, or an empty text. */
  how: 'value' | 'annotated' | 'parameter' | 'entered' | 'each';
  value: string;
  /** Its place among several targets, else null. */
  index: number | null;
  /** 0-based. */
  line: number;
}
