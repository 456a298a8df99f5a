/** What the fixes find in a text, as the benchmark of offers counts it. Built and loaded by `parts/offers.mjs`. */
import { applyEdits, type TextEdit } from '../../../src/analysis/edits.js';
import type { Fix, FixPlace } from '../../../src/analysis/fixes/fix.js';
import { placesOf } from '../../../src/analysis/fixes/table.js';
import { lex, type Lexed } from '../../../src/analysis/lexer.js';
import { scan } from '../../../src/analysis/scan.js';

export interface FoundOffer {
  id: string;
  title: string;
  caution: string | null;
  /** 1-based, of what is rewritten. */
  line: number;
  before: string;
  after: string;
  /** The whole text afterwards; null where the edits cannot be applied. */
  text: string | null;
  /** What the edits change that they must not; null for nothing. */
  strays: string | null;
}

export interface FoundPlace {
  rule: string;
  /** 1-based, of its first mark. */
  line: number;
  refusal: { id: string; sure: boolean } | null;
  offers: FoundOffer[];
}

/** @param python minor version */
export function find(text: string, python: number): { functions: number; places: FoundPlace[] } {
  const lexed = lex(text);
  const found = scan(text);
  const places = placesOf({ text, lexed, scan: found, python, reports: [] });
  return { functions: found.functions.length, places: places.map((place) => placeOf(text, lexed, place)) };
}

function placeOf(text: string, lexed: Lexed, { rule, marks, refusal, fixes }: FixPlace): FoundPlace {
  const told = refusal && { id: refusal.id, sure: refusal.sure };
  return { rule, line: (marks[0]?.start.line ?? 0) + 1, refusal: told, offers: fixes.map((fix) => offerOf(text, lexed, fix)) };
}

function offerOf(text: string, lexed: Lexed, { id, title, caution, range, edits }: Fix): FoundOffer {
  const start = Math.max(text.lastIndexOf('\n', range.start - 1), text.lastIndexOf('\r', range.start - 1)) + 1;
  const inside = edits.filter((edit) => edit.start >= range.start && edit.end <= range.end);
  const moved = inside.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const before = text.slice(start, range.end);
  const made = attempt(() => applyEdits(text, edits));
  const stray = edits.find((edit) => !inside.includes(edit) && !isImport(text, lexed, edit) && !isForTasks(text, edit));
  return {
    id, title, caution, before, text: made,
    line: text.slice(0, range.start).split(/\r\n|\r|\n/).length,
    after: attempt(() => applyEdits(before, moved)) ?? '',
    strays: stray ? `${JSON.stringify(stray.text)} at ${stray.start}` : null,
  };
}

/** Whether an edit adds an import, as a line or to one. */
function isImport(text: string, { tokens, lines }: Lexed, { start, end, text: inserted }: TextEdit): boolean {
  const line = lines.find(({ first, end: last }) => tokens[first]!.start <= start && end <= tokens[last - 1]!.end);
  if (line && /^(?:import|from)$/.test(tokens[line.first]!.text)) return true;
  return text.slice(start, end).trim() === '' && inserted.split(/[\r\n;]+/).every((each) => /^\s*(?:(?:import|from)\b.*)?$/.test(each));
}

/** Whether an edit adds the module's set of tasks, above what stands at the start of a line. */
function isForTasks(text: string, { start, end, text: inserted }: TextEdit): boolean {
  return start === end && (start === 0 || /[\r\n]/.test(text[start - 1]!)) && /^\w+_tasks(?:_\d+)? = set\(\)[\r\n]+$/.test(inserted);
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
