/**
 * How a pattern comes into a text. At the module's level it is inserted as it is; its guard only where the text has none.
 * In an async function goes the body of its main coroutine, and what that needs beside functions that only stand for the
 * user's own goes above the outermost statement around. Elsewhere, in a class or a plain function, go its definitions.
 * Imports that are missing are added at the top.
 */
import type { TextEdit } from '../edits.js';
import { breaksAt, lineBreakOf } from '../imports/importLayout.js';
import { topEnd } from '../imports/importPlaces.js';
import { missingImports, oneForEachPlace } from '../imports/imports.js';
import { lex, type Lexed } from '../lexer.js';
import { placeOf, type CursorPlace } from './cursorPlace.js';
import type { Block, Pattern } from './patterns.js';
import { escapeText, parseSnippet, plainText, renumbered, snippetText } from './snippetText.js';

export interface PatternInsertion {
  /** Imports and definitions that stand above the snippet. Not overlapping, in order. */
  edits: TextEdit[];
  /** Offsets of the white space that the snippet replaces. */
  start: number;
  end: number;
  /** In snippet syntax, with its line breaks and indentation. */
  snippet: string;
  /** All that comes in, one below the other, for showing it. */
  preview: string;
}

/** What is inserted of a pattern, before its places are known. */
interface Content {
  helpers: readonly Block[];
  /** In snippet syntax. */
  code: string;
}

/** `offset`: the cursor. `unit`: one level of indentation. */
export function patternInsertion(text: string, offset: number, pattern: Pattern, unit: string): PatternInsertion {
  const lexed = lex(text);
  const place = placeOf(text, lexed, offset, unit);
  const atModuleLevel = place.indentation === '' && place.outermost === null;
  const { helpers, code } = contentFor(lexed, place, atModuleLevel, pattern);
  const all = plainText(parseSnippet([...helpers.map(written), code].join('\n\n\n')));
  const statements = pattern.imports.filter((statement) => new RegExp(`\\b${/\w+$/.exec(statement)![0]}\\b`).test(all));
  const imports = missingImports(text, statements, lexed);
  const added = statements.filter((statement) => missingImports(text, [statement], lexed).length > 0);
  const preview = [added.join('\n'), all].filter((part) => part !== '').join('\n\n\n');
  const insertion = atModuleLevel ? program(text, lexed, place, imports, code, unit) : indented(text, place, imports, helpers, code, unit);
  return { ...insertion, preview: `${preview}\n` };
}

function contentFor(lexed: Lexed, { inside }: CursorPlace, atModuleLevel: boolean, { blocks }: Pattern): Content {
  const main = blocks.find(({ kind }) => kind === 'main');
  const without = (...kinds: Block['kind'][]): Block[] => blocks.filter(({ kind }) => !kinds.includes(kind));
  if (atModuleLevel) return { helpers: [], code: (hasGuard(lexed) ? without('guard') : blocks).map(written).join('\n\n\n') };
  if (inside !== 'async def' || !main) return { helpers: [], code: without('guard').map(written).join('\n\n') };
  const helpers = without('guard', 'main', 'stand-in').filter((block) => !defines(lexed, nameOf(block)));
  return { helpers, code: main.lines.slice(1).map((line) => line.replace(/^ {4}/, '')).join('\n') };
}

const written = ({ lines }: Block): string => lines.join('\n');

/** Between two blank lines above and below, and below what has to stand at the top. */
function program(text: string, lexed: Lexed, place: CursorPlace, imports: TextEdit[], code: string, unit: string): Omit<PatternInsertion, 'preview'> {
  const start = Math.max(place.start, topEnd(text, lexed));
  const rest = /^\s*/.exec(text.slice(start))![0].length;
  const atEnd = start + rest === text.length;
  const snippet = `${'\n'.repeat(breaksBefore(applied(text, imports, start), code))}${code}\n$0${atEnd ? '' : '\n\n'}`;
  const next = text.slice(0, start + rest).lastIndexOf('\n') + 1;
  const end = atEnd ? text.length : Math.max(start, next);
  return merged({ edits: imports, start, end, snippet: laidOut(snippet, '', unit, lineBreakOf(text), new Set()) });
}

/** Below the line at the cursor, or on it where it is blank. */
function indented(text: string, place: CursorPlace, imports: TextEdit[], helpers: readonly Block[], code: string, unit: string): Omit<PatternInsertion, 'preview'> {
  const lineBreak = lineBreakOf(text);
  const edits = [...imports];
  const frozen = new Set<number>();
  if (helpers.length > 0 && place.outermost !== null) {
    const parts = parseSnippet(helpers.map(written).join('\n\n\n'));
    // Two places far from each other cannot be typed into at once.
    for (const part of parts) if (part.kind === 'place') frozen.add(part.number);
    const at = aboveComments(text, place.outermost);
    const plain = plainText(parts);
    const leading = '\n'.repeat(breaksBefore(applied(text, imports, at), plain));
    const laid = plain.replace(/^(?: {4})+/gm, (space) => unit.repeat(space.length / 4));
    edits.push({ start: at, end: at, text: `${leading}${laid}\n\n\n`.replaceAll('\n', lineBreak) });
  }
  const snippet = `${place.below ? lineBreak : ''}${laidOut(`${code}$0`, place.indentation, unit, lineBreak, frozen)}`;
  return merged({ edits: oneForEachPlace(edits), start: place.start, end: place.end, snippet });
}

/** How many line breaks are missing between a text and code at the module's level below it. */
function breaksBefore(text: string, code: string): number {
  if (text.replace('\uFEFF', '').trim() === '') return 0;
  // A variable may stand one blank line below the imports.
  const wanted = /^(?:\$\{|\w+ =)/.test(code) ? 2 : 3;
  return Math.max(0, wanted - breaksAt(text, /\s*$/.exec(text)!.index));
}

/** With the text's own line breaks and indentation, and its places counted anew. */
function laidOut(snippet: string, indentation: string, unit: string, lineBreak: string, frozen: ReadonlySet<number>): string {
  const parts = renumbered(parseSnippet(snippet), frozen);
  return snippetText(parts).split('\n').map((line) => {
    const [space] = /^(?: {4})*/.exec(line)!;
    return line === '' ? '' : indentation + unit.repeat(space.length / 4) + line.slice(space.length);
  }).join(lineBreak);
}

/** An edit that ends where the snippet begins becomes a part of it, so that their order is no question. */
function merged({ edits, start, end, snippet }: Omit<PatternInsertion, 'preview'>): Omit<PatternInsertion, 'preview'> {
  const before = edits.filter((edit) => edit.start < start);
  const here = edits.filter((edit) => edit.start >= start).map(({ text }) => escapeText(text)).join('');
  return { edits: before, start, end, snippet: here + snippet };
}

/** The text up to an offset, after the edits up to there. */
function applied(text: string, edits: readonly TextEdit[], offset: number): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: inserted } of edits) {
    if (start > offset) break;
    result += text.slice(at, start) + inserted;
    at = end;
  }
  return result + text.slice(at, offset);
}

/** Where the comments begin that stand right above a statement. */
function aboveComments(text: string, offset: number): number {
  return offset - /(?:(?<=^|[\r\n])#(?!!|.*coding[:=])[^\r\n]*(?:\r\n|\r|\n))*$/.exec(text.slice(0, offset))![0].length;
}

function hasGuard({ tokens, lines }: Lexed): boolean {
  return lines.some(({ first, indent }) => indent === 0 && tokens[first]!.text === 'if' && tokens[first + 1]?.text === '__name__');
}

function nameOf({ lines }: Block): string {
  const text = plainText(parseSnippet(lines.find((line) => !line.startsWith('@'))!));
  return /^(?:async def |def |class )?(\w+)/.exec(text)![1]!;
}

/** Whether a name is defined or assigned at the module's level. */
function defines({ tokens, lines }: Lexed, name: string): boolean {
  return lines.some(({ first, end, indent }) => {
    const at = tokens[first]!.text === 'async' ? first + 1 : first;
    const named = /^(?:def|class)$/.test(tokens[at]!.text) ? at + 1 : first;
    const assigned = named > at || /^[=:]$/.test(tokens[first + 1]?.text ?? '');
    return indent === 0 && named < end && assigned && tokens[named]!.text === name;
  });
}
