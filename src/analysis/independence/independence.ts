/** Which awaits of a function need not wait for each other, told from its text and with caution. */
import { lex, type Lexed } from '../lexer.js';
import type { AsyncFunction, AwaitPoint } from '../model.js';
import { definitionsOf } from './definitions.js';
import { ALONE, PAIRS, type Context, type Pair } from './rules.js';
import { awaitStatements, type AwaitStatement } from './statements.js';
import { Toucher } from './touches.js';

/** Why an await cannot join those before it: by which rule, and in words that go on after "because". */
export interface Refusal {
  rule: string;
  reason: string;
}

/** Two awaits in statements side by side. */
export interface Neighbours {
  first: AwaitPoint;
  second: AwaitPoint;
  /** null: neither needs the other. */
  refusal: Refusal | null;
}

/** Statements side by side that could run together. */
export interface Group {
  statements: AwaitStatement[];
  /** What may speak against it; null for nothing. */
  refusal: Refusal | null;
}

/** As `independentAwaits`, for those who rewrite the statements. `lexed`: of the text. */
export function independentStatements(fn: AsyncFunction, text: string, lexed: Lexed): Group[] {
  return new Independence(fn, text, lexed).groups().map((statements) => ({ statements, refusal: null }));
}

/** Groups of two or more awaits, side by side in one block, none of which needs another of its group; in source order. */
export function independentAwaits(fn: AsyncFunction, text: string): AwaitPoint[][] {
  return new Independence(fn, text).groups().map((group) => group.map(({ point }) => point));
}

/** All awaits that stand side by side, with what keeps them apart if anything does. */
export function neighboursOf(fn: AsyncFunction, text: string): Neighbours[] {
  return new Independence(fn, text).neighbours();
}

/** What is sure comes first, then what may be. */
const RULES: readonly Pair[] = [
  ...PAIRS.filter(({ sure }) => sure),
  ...ALONE.map(({ id, refuses }) => ({ id, sure: false, refuses: (first: AwaitStatement, second: AwaitStatement, context: Context) => refuses(first, context) ?? refuses(second, context) })),
  ...PAIRS.filter(({ sure }) => !sure),
];

class Independence {
  private readonly context: Context;
  private readonly runs: AwaitStatement[][];

  constructor(fn: AsyncFunction, text: string, lexed = lex(text)) {
    this.context = { fn, text, lexed, toucher: new Toucher(lexed.tokens, definitionsOf(lexed)) };
    // In a text with an open bracket or string, statements are not what they seem.
    this.runs = lexed.faults.length > 0 ? [] : awaitStatements(fn, text, lexed);
  }

  groups(): AwaitStatement[][] {
    const groups: AwaitStatement[][] = [];
    for (const run of this.runs) {
      let group: AwaitStatement[] = [];
      for (const statement of run) {
        if (group.length === 0 || group.some((member) => this.refusal(member, statement))) groups.push((group = [statement]));
        else group.push(statement);
      }
    }
    return groups.filter(({ length }) => length > 1);
  }

  neighbours(): Neighbours[] {
    return this.runs.flatMap((run) => run.slice(1).map((second, index) => {
      const first = run[index]!;
      return { first: first.point, second: second.point, refusal: this.refusal(first, second) };
    }));
  }

  private refusal(first: AwaitStatement, second: AwaitStatement): Refusal | null {
    for (const { id, refuses } of RULES) {
      const reason = refuses(first, second, this.context);
      if (reason !== null) return { rule: id, reason };
    }
    return null;
  }
}
