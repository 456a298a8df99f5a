/** Which awaits of a function need not wait for each other, told from its text and with caution. */
import { lex, type Lexed } from '../lexer.js';
import type { AsyncFunction, AwaitPoint, Names } from '../model.js';
import { scan } from '../scan.js';
import { definitionsOf } from './definitions.js';
import type { Context } from './context.js';
import { refusalOf, type Refusal } from './rules.js';
import { awaitStatements, offsetsOf, type AwaitStatement } from './statements.js';
import { Toucher } from './touches.js';

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
  /** What may speak against it, or, of two that stay apart, what surely does; null for nothing. */
  refusal: Refusal | null;
}

/** Groups of two or more awaits, side by side in one block, none of which needs another of its group; in source order. */
export function independentAwaits(fn: AsyncFunction, text: string): AwaitPoint[][] {
  return new Independence(text).of(fn).groups().map((group) => group.map(({ point }) => point));
}

/** All awaits that stand side by side, with what keeps them apart if anything does. */
export function neighboursOf(fn: AsyncFunction, text: string): Neighbours[] {
  return new Independence(text).of(fn).neighbours();
}

/** Of all functions of one text. */
export class Independence {
  private readonly toucher: Toucher;
  private readonly offset: ReturnType<typeof offsetsOf>;

  constructor(private readonly text: string, private readonly lexed: Lexed = lex(text), private readonly names: Names = scan(text).names) {
    this.toucher = new Toucher(lexed.tokens, definitionsOf(lexed), names);
    this.offset = offsetsOf(text);
  }

  contextOf(fn: AsyncFunction): Context {
    const { text, lexed, names, toucher } = this;
    return { fn, text, lexed, names, toucher };
  }

  of(fn: AsyncFunction): SideBySide {
    // In a text with an open bracket or string, statements are not what they seem.
    return new SideBySide(this.contextOf(fn), this.lexed.faults.length > 0 ? [] : awaitStatements(fn, this.text, this.lexed, this.offset));
  }
}

/** Of one function: the statements that stand directly below each other. */
class SideBySide {
  constructor(private readonly context: Context, private readonly runs: readonly AwaitStatement[][]) {}

  groups(): AwaitStatement[][] {
    return this.runs.flatMap((run) => this.parted(run, () => true)).filter(({ length }) => length > 1);
  }

  neighbours(): Neighbours[] {
    return this.runs.flatMap((run) => run.slice(1).map((second, index) => {
      const first = run[index]!;
      return { first: first.point, second: second.point, refusal: refusalOf(first, second, this.context) };
    }));
  }

  /** What could run together, what may, and, in pairs, what surely may not; all that stands side by side, in source order. */
  all(): Group[] {
    return this.runs.flatMap((run) => {
      const clean = this.parted(run, () => true);
      const found: Group[] = clean.filter(({ length }) => length > 1).map((statements) => ({ statements, refusal: null }));
      // Those that stayed alone, next to each other: what only may speak against it does not part them.
      const left: AwaitStatement[][] = [[]];
      clean.forEach((group) => (group.length > 1 ? left.push([]) : left.at(-1)!.push(...group)));
      for (const statements of left.flatMap((each) => this.parted(each, ({ sure }) => sure)).filter(({ length }) => length > 1)) {
        found.push({ statements, refusal: this.worst(statements) });
      }
      const grouped = new Map(found.flatMap((group) => group.statements.map((statement) => [statement, group] as const)));
      run.slice(1).forEach((second, index) => {
        const first = run[index]!;
        const refusal = grouped.has(first) && grouped.get(first) === grouped.get(second) ? null : refusalOf(first, second, this.context);
        if (refusal?.sure) found.push({ statements: [first, second], refusal });
      });
      return found.sort((a, b) => run.indexOf(a.statements[0]!) - run.indexOf(b.statements[0]!));
    });
  }

  /** As few parts as can be, between whose members nothing stands that `counts`. */
  private parted(run: readonly AwaitStatement[], counts: (refusal: Refusal) => boolean): AwaitStatement[][] {
    const groups: AwaitStatement[][] = [];
    for (const statement of run) {
      const apart = (member: AwaitStatement): boolean => {
        const refusal = refusalOf(member, statement, this.context);
        return refusal !== null && counts(refusal);
      };
      const group = groups.at(-1);
      if (!group || group.some(apart)) groups.push([statement]);
      else group.push(statement);
    }
    return groups;
  }

  private worst(statements: readonly AwaitStatement[]): Refusal | null {
    for (const [index, second] of statements.entries()) {
      for (const first of statements.slice(0, index)) {
        const refusal = refusalOf(first, second, this.context);
        if (refusal) return refusal;
      }
    }
    return null;
  }
}
