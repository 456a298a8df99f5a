/**
 * Where the times of a run belong in a text that may have been edited since. Nothing is tracked while the user
 * types: a function is recognised by its qualified name and its text, so an edit makes stale only what it
 * changed, moving is harmless, and undoing an edit makes its times valid again.
 */
import type { AwaitTimes } from '../shared/report.js';
import type { AsyncFunction, AwaitPoint, Scan } from './model.js';
import { toEditorPosition } from './positions.js';

/** The times of one await point, with what it is recognised by. */
export interface RanPoint {
  /** Its place in the function's `awaitPoints`. */
  index: number;
  kind: AwaitPoint['kind'];
  source: string;
  /** Which one it is among the function's await points of the same kind and source. */
  ordinal: number;
  times: AwaitTimes;
}

/** One function as it was when it ran. */
export interface RanFunction {
  qualname: string;
  text: string;
  points: RanPoint[];
}

/** Times on an await point of the text as it is now. */
export interface PlacedTimes {
  point: AwaitPoint;
  times: AwaitTimes;
  stale: boolean;
}

/** The text of a function; what stands between it and its neighbours does not count. */
export function functionText(lines: readonly string[], { range }: AsyncFunction): string {
  return lines.slice(range.start.line, range.end.line + 1).map((line) => line.trimEnd()).join('\n').trimEnd();
}

function identity(points: readonly AwaitPoint[], index: number): Omit<RanPoint, 'times'> {
  const { kind, source } = points[index]!;
  const ordinal = points.slice(0, index).filter((each) => each.kind === kind && each.source === source).length;
  return { index, kind, source, ordinal };
}

/** Sorts the await points of a report, all of one file, to the functions of the text that ran. */
export function remember(text: string, scan: Scan, awaits: readonly AwaitTimes[]): RanFunction[] {
  const lines = splitLines(text);
  const taken = new Set<AwaitTimes>();
  const take = (matches: (times: AwaitTimes) => boolean): AwaitTimes | undefined => {
    const found = awaits.find((times) => !taken.has(times) && matches(times));
    if (found) taken.add(found);
    return found;
  };
  return scan.functions.map((fn) => {
    const points = fn.awaitPoints.map((point, index) => {
      const { line, column } = point.range.start;
      const here = (times: AwaitTimes): boolean => times.kind === point.kind && times.line === line + 1;
      // Python before 3.12 knows no columns inside of f-strings: there the line has to do.
      const times = take((each) => here(each) && toEditorPosition(lines[line] ?? '', each.line, each.column).column === column)
        ?? take((each) => here(each) && each.source.startsWith('f'));
      return times && { ...identity(fn.awaitPoints, index), times };
    });
    return { qualname: fn.qualname, text: functionText(lines, fn), points: points.filter((point) => point !== undefined) };
  }).filter(({ points }) => points.length > 0);
}

/** Finds a remembered function in the text as it is now: the same text if there is, else the same name. */
export function findFunction(ran: Pick<RanFunction, 'qualname' | 'text'>, scan: Scan, lines: readonly string[]): { fn: AsyncFunction; stale: boolean } | undefined {
  const named = scan.functions.filter(({ qualname }) => qualname === ran.qualname);
  const same = named.find((fn) => functionText(lines, fn) === ran.text);
  if (same) return { fn: same, stale: false };
  return named[0] && { fn: named[0], stale: true };
}

/** Puts the remembered times of a function onto its await points as they are now; those that are gone are left out. */
export function place(ran: RanFunction, fn: AsyncFunction, stale: boolean): PlacedTimes[] {
  return ran.points.flatMap(({ index, kind, source, ordinal, times }) => {
    const point = stale
      ? fn.awaitPoints.filter((each) => each.kind === kind && each.source === source)[ordinal]
      : fn.awaitPoints[index];
    return point ? [{ point, times, stale }] : [];
  });
}

/** Lines as both the editor and Python count them. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
