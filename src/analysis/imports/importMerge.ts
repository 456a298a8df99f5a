/** Puts names into a `from … import` that a text has already. */
import type { TextEdit } from '../edits.js';
import { lineBreakOf, lineEnd } from './importLayout.js';
import type { ImportedName, ImportStatement } from './importStatements.js';
import type { Lexed } from '../lexer.js';

/** An import that is missing: of `import` one name, of `from` as many as there are; each as it is written. */
export interface Wanted {
  from: string | null;
  names: string[];
}

/** Longer lines are left to a statement of their own. */
const LINE_LIMIT = 88;

const DEFINITION = new Set(['def', 'class', 'async', '@']);

/** null where no statement takes these names: there is none, or it would get too long. */
export function merged(text: string, { tokens, lines }: Lexed, present: readonly ImportStatement[], { from, names }: Wanted): TextEdit[] | null {
  // Below a definition an import may come too late for the decorators above it.
  const firstDefinition = lines.find(({ first }) => DEFINITION.has(tokens[first]!.text));
  const target = from === null ? undefined : present.find((statement) =>
    statement.from === from && statement.names[0]!.name !== '*' && !(firstDefinition && firstDefinition.first < statement.line.first));
  if (!target) return null;
  const sorted = [...names].sort(compare);
  const places = inOrder(target.names) ? sorted.map((name) => target.names.find((each) => compare(each.name, name) > 0)) : sorted.map(() => undefined);
  const appended = sorted.filter((_, index) => !places[index]);
  const last = target.names.at(-1)!;
  const onOwnLines = target.enclosed && target.names.every(({ start }) => /[\r\n][ \t]*$/.test(text.slice(0, start)));
  const room = LINE_LIMIT - sorted.join(', ').length - 2;
  if (!onOwnLines && places.some((place) => lineAround(text, place ?? last).length > room)) return null;
  const edits: TextEdit[] = [];
  sorted.forEach((name, index) => {
    const before = places[index];
    if (!before) return;
    const space = onOwnLines ? lineBreakOf(text) + indentAt(text, before.start) : ' ';
    edits.push({ start: before.start, end: before.start, text: `${name},${space}` });
  });
  return appended.length === 0 ? edits : [...edits, ...append(text, last, appended, onOwnLines)];
}

function append(text: string, { start, end }: ImportedName, names: readonly string[], onOwnLines: boolean): TextEdit[] {
  if (!onOwnLines) return [{ start: end, end, text: names.map((name) => `, ${name}`).join('') }];
  const separator = lineBreakOf(text) + indentAt(text, start);
  const comma = /^[ \t]*,/.exec(text.slice(end));
  const lines = names.map((name, index) => separator + name + (comma || index < names.length - 1 ? ',' : ''));
  // Behind the comment of the last name, which is not theirs.
  const at = lineEnd(text, end + (comma?.[0].length ?? 0));
  const closes = !comma && text[at] !== '\r' && text[at] !== '\n';
  if (comma) return [{ start: at, end: at, text: lines.join('') }];
  if (closes) return [{ start: end, end, text: `,${lines.join('')}` }];
  return [{ start: end, end, text: ',' }, { start: at, end: at, text: lines.join('') }];
}

/** As isort has them: constants, then classes, then the rest, in each without regard to case. */
function compare(one: string, other: string): number {
  const key = (name: string): string => (/^[A-Z][A-Z\d_]+( |$)/.test(name) ? 'A' : /^[A-Z]/.test(name) ? 'B' : 'C') + name.toLowerCase();
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}

function inOrder(names: readonly ImportedName[]): boolean {
  return names.every(({ name }, index) => index === 0 || compare(names[index - 1]!.name, name) <= 0);
}

function indentAt(text: string, offset: number): string {
  return /[ \t]*$/.exec(text.slice(0, offset))![0];
}

function lineAround(text: string, { start }: ImportedName): string {
  const before = /[^\r\n]*$/.exec(text.slice(0, start))![0];
  return before + /^[^\r\n]*/.exec(text.slice(start))![0];
}
