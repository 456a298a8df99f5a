/** The import statements of a text that run whenever its module is loaded. */
import type { Lexed, LogicalLine, Token } from '../lexer.js';
import { find, split, type TokenRange } from '../tokens.js';

export interface ImportedName {
  /** Of `import`: the module with its dots; of `from … import`: the name, or `*`. */
  name: string;
  /** What stands behind `as`, or null. */
  as: string | null;
  /** Offsets, of both. */
  start: number;
  end: number;
}

export interface ImportStatement {
  /** The module that names are taken from, with the dots before it; null for `import`. */
  from: string | null;
  names: ImportedName[];
  /** Whether its names stand in parentheses. */
  enclosed: boolean;
  /** Where it stands; other statements may stand there too. */
  line: LogicalLine;
}

/** A line that begins with one of these is no simple statement: what it imports may not be imported at all. */
const COMPOUND = new Set(['if', 'elif', 'else', 'try', 'except', 'finally', 'for', 'while', 'with', 'def', 'class', 'async', 'match', 'case', '@']);

/**
 * In source order, without those within functions, classes, `try` and `if`, whose names are not there everywhere. Of
 * half-typed statements only the finished names.
 */
export function moduleImports({ tokens, lines }: Lexed): ImportStatement[] {
  const found: ImportStatement[] = [];
  for (const line of lines) {
    if (!atModuleLevel(line, tokens) || COMPOUND.has(tokens[line.first]!.text)) continue;
    for (let from = line.first; from < line.end;) {
      const end = find(tokens, { from, end: line.end }, ({ text }) => text === ';');
      const statement = parse(tokens, { from, end }, line);
      if (statement) found.push(statement);
      from = end + 1;
    }
  }
  return found;
}

/** A byte order mark counts as a column of white space. */
export function atModuleLevel({ first, indent }: LogicalLine, tokens: readonly Token[]): boolean {
  return indent === 0 || (indent === 1 && first === 0 && tokens[0]!.start === 1);
}

function parse(tokens: readonly Token[], { from, end }: TokenRange, line: LogicalLine): ImportStatement | null {
  const word = tokens[from]?.text;
  if (word !== 'import' && word !== 'from') return null;
  const importAt = word === 'import' ? from : find(tokens, { from: from + 1, end }, ({ kind, text }) => kind === 'name' && text === 'import');
  if (importAt >= end) return null;
  const enclosed = importAt + 1 < end && tokens[importAt + 1]!.text === '(';
  const names = split(tokens, enclosed ? { from: importAt + 2, end: closing(tokens, importAt + 1, end) } : { from: importAt + 1, end })
    .flatMap((part) => named(tokens, part));
  return names.length === 0 ? null : { from: word === 'import' ? null : joined(tokens, { from: from + 1, end: importAt }), names, enclosed, line };
}

function closing(tokens: readonly Token[], open: number, end: number): number {
  const { partner } = tokens[open]!;
  return partner < 0 ? end : partner;
}

function named(tokens: readonly Token[], part: TokenRange): ImportedName[] {
  const as = find(tokens, part, ({ kind, text }) => kind === 'name' && text === 'as');
  const name = joined(tokens, { from: part.from, end: as });
  const alias = as < part.end ? tokens[as + 1] : undefined;
  if (name === '' || (as < part.end && (!alias || as + 1 >= part.end))) return [];
  return [{ name, as: alias?.text ?? null, start: tokens[part.from]!.start, end: tokens[part.end - 1]!.end }];
}

/** Without the white space between the tokens. */
function joined(tokens: readonly Token[], { from, end }: TokenRange): string {
  return tokens.slice(from, end).map(({ text }) => text).join('');
}
