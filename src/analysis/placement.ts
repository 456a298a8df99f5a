/**
 * Where the times of a run belong in a text that may have been edited since. Nothing is tracked while the user
 * types: a function is recognised by its qualified name and its text, so an edit makes stale only what it
 * changed, moving is harmless, and undoing an edit makes its times valid again.
 */
import type { AsyncFunction, AwaitPoint, FunctionId, Scan } from './model.js';
import { toEditorPosition } from './positions.js';
import type { TimedAwait } from './timedAwait.js';

/** The times of one await point, with what it is recognised by. */
export interface RanPoint {
  /** Its place in the function's `awaitPoints`. */
  index: number;
  kind: AwaitPoint['kind'];
  source: string;
  /** Which one it is among the function's await points of the same kind and source. */
  ordinal: number;
  times: TimedAwait;
}

/** One function as it was when it ran. */
export interface RanFunction extends FunctionId {
  text: string;
  points: RanPoint[];
}

/** Times on an await point of the text as it is now. */
export interface PlacedTimes {
  point: AwaitPoint;
  times: TimedAwait;
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
export function remember(text: string, scan: Scan, awaits: readonly TimedAwait[]): RanFunction[] {
  const lines = splitLines(text);
  const taken = new Set<TimedAwait>();
  const take = (matches: (times: TimedAwait) => boolean): TimedAwait | undefined => {
    const found = awaits.find((times) => !taken.has(times) && matches(times));
    if (found) taken.add(found);
    return found;
  };
  return scan.functions.map((fn) => {
    const points = fn.awaitPoints.map((point, index) => {
      const { line, column } = point.range.start;
      const here = (times: TimedAwait): boolean => times.kind === point.kind && times.line === line + 1;
      // Python before 3.12 knows no columns inside of f-strings: there the line has to do.
      const times = take((each) => here(each) && toEditorPosition(lines[line] ?? '', each.line, each.column).column === column)
        ?? take((each) => here(each) && each.source.startsWith('f'));
      return times && { ...identity(fn.awaitPoints, index), times };
    });
    return { qualname: fn.qualname, ordinal: fn.ordinal, text: functionText(lines, fn), points: points.filter((point) => point !== undefined) };
  }).filter(({ points }) => points.length > 0);
}

/** Finds a remembered function in the text as it is now: the same text if there is, else the same name. */
export function findFunction(ran: Omit<RanFunction, 'points'>, scan: Scan, lines: readonly string[]): { fn: AsyncFunction; stale: boolean } | undefined {
  const named = scan.functions.filter(({ qualname }) => qualname === ran.qualname);
  const ordinal = (fn: AsyncFunction): boolean => fn.ordinal === ran.ordinal;
  const same = named.filter((fn) => functionText(lines, fn) === ran.text);
  const fresh = same.find(ordinal) ?? same[0];
  if (fresh) return { fn: fresh, stale: false };
  const edited = named.find(ordinal) ?? named[0];
  return edited && { fn: edited, stale: true };
}

/** The times of remembered functions in the text as it is now. */
export function placeAll(functions: Iterable<RanFunction>, scan: Scan, lines: readonly string[]): PlacedTimes[] {
  const found = [...functions].flatMap((ran) => {
    const place = findFunction(ran, scan, lines);
    return place ? [{ ran, ...place }] : [];
  });
  // Where one of several of a name is deleted, the next one takes its place and has times of its own.
  const fresh = new Set(found.filter(({ stale }) => !stale).map(({ fn }) => fn));
  return found.filter(({ fn, stale }) => !stale || !fresh.has(fn)).flatMap(({ ran, fn, stale }) => place(ran, fn, stale));
}

/** Puts the remembered times of a function onto its await points as they are now; those that are gone are left out. */
function place(ran: RanFunction, fn: AsyncFunction, stale: boolean): PlacedTimes[] {
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
