/** A text as statements and scopes, as its indentation shows them: what the repairs look at. */
import type { Token } from '../../lexer.js';
import type { AsyncFunction, Binding, Position, Range } from '../../model.js';
import { split, type TokenRange } from '../../tokens.js';
import type { FixContext } from '../fix.js';

/** The module, a class or a function, with the names that it binds itself. */
export interface Scope {
  kind: 'module' | 'class' | 'def' | 'async def';
  name: string;
  qualname: string;
  parent: Scope | null;
  /** Of an `async def`. */
  fn: AsyncFunction | null;
  decorators: string[];
  /** In order, `self` included. */
  parameters: string[];
  /** How often it binds each name by anything but an import; parameters are not among them. */
  bound: Map<string, number>;
  /** Full names by the names that its imports bind: `t` is `time`. */
  imports: Map<string, Set<string>>;
  /** What it declares `global`. */
  globals: Set<string>;
  /** Functions and classes directly within it, by name. */
  inner: Map<string, Scope>;
  /** It has a `yield` of its own. */
  generator: boolean;
  /** Whether a line of it, a function, cannot be Python yet. */
  readonly halfTyped: boolean;
  /** The first token of its header, and of its first decorator, if it has any. */
  first: number;
  decoratedFrom: number;
  /** Index after its last token. */
  end: number;
}

/** One simple statement, or the header of a block up to its colon. Headers of functions and classes are none. */
export interface Statement extends TokenRange {
  scope: Scope;
  header: boolean;
  /** Whether it has its lines for itself: nothing but a comment stands beside it. */
  alone: boolean;
  /** Headers of the blocks around it within its function, the innermost first. */
  around: Statement[];
}

/** A name that a statement imports. */
export interface Imported {
  name: string;
  full: string;
  statement: Statement;
}

export interface Code {
  text: string;
  tokens: readonly Token[];
  context: FixContext;
  module: Scope;
  scopes: Scope[];
  statements: Statement[];
  /** What its import statements bind, in source order. */
  imported: readonly Imported[];
  /** The names of its `async def`s. */
  asyncNames: ReadonlySet<string>;
  /** What is bound to a name or an attribute, by what it is written as: `queue`, `self.queue`. */
  bindingsOf(target: string): readonly Binding[];
  /** Whether anything is assigned to an attribute of that name. */
  hasAttribute(name: string): boolean;
  position(offset: number): Position;
  range(range: TokenRange): Range;
  source(range: TokenRange): string;
}

/** Whether it is run by an async function itself. */
export const isOwnCode = ({ scope }: Statement): boolean => scope.kind === 'async def' && !scope.halfTyped;

/** Whether a token is this word of the language. */
export const isWord = (token: Token | undefined, ...words: string[]): boolean => token?.kind === 'name' && words.includes(token.text);

/** The arguments of a call that ends a range, as token ranges. `open`: index of its parenthesis. */
export function argumentsAt(tokens: readonly Token[], open: number): TokenRange[] {
  return split(tokens, { from: open + 1, end: tokens[open]!.partner });
}
