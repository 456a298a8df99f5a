/** Compares scan() with Python's own ast over the standard library of the machine's Python. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwaitPoint, Range } from '../../../src/analysis/model.js';
import { toReportRange } from '../../../src/analysis/positions.js';
import { scan } from '../../../src/analysis/scan.js';

interface Listing {
  path: string;
  functions: { qualname: string; points: unknown[][]; lambdas?: number }[];
  top_level: unknown[][];
  omitted: number;
  /** Whether await points within f-strings are listed. */
  f_strings: boolean;
}

const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';
const script = join(PROJECT_ROOT, 'test/fixtures/python/list_await_points.py');

function run(args: string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync(python, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** What scan() finds, in the words of the listing. */
function found(path: string): Pick<Listing, 'functions' | 'top_level'> & { milliseconds: number; lines: number } {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const lines = text.split(/\r\n|\r|\n/);
  const began = performance.now();
  const { functions, topLevel } = scan(text);
  const milliseconds = performance.now() - began;
  const span = (range: Range): number[] => {
    const { line, column, end_line, end_column } = toReportRange(range, (number) => lines[number] ?? '');
    return [line, column, end_line, end_column];
  };
  const points = (list: AwaitPoint[]): unknown[][] => list.map(({ kind, range }) => [kind, ...span(range)]);
  return {
    milliseconds,
    lines: lines.length,
    top_level: points(topLevel),
    functions: functions.map((each) => ({
      qualname: each.qualname, kind: each.kind, class: each.className, nested: each.nested, generator: each.generator,
      range: span(each.range), header: each.headerLine + 1,
      parameters: each.parameters.map(({ name, kind, hasDefault }) => [name, kind, hasDefault]),
      points: points(each.awaitPoints),
    })),
  };
}

const key = (point: unknown[]): string => JSON.stringify(point);

/** Points in one order; without those that the listing had to leave out, which lie in f-strings. */
function comparable<T extends unknown[]>(points: T[], listed: unknown[][], listing: Listing): T[] {
  const known = new Set(listed.map(key));
  const kept = listing.omitted > 0 ? points.filter((point) => known.has(key(point))) : points;
  return [...kept].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

describe('scan() against the ast of Python', () => {
  it('finds the same async functions and await points in the standard library', function () {
    this.timeout(60_000);
    const paths = run(['-c', [
      'import glob, os, sysconfig',
      'folder = sysconfig.get_path("stdlib")',
      'paths = glob.glob(os.path.join(glob.escape(folder), "**", "*.py"), recursive=True)',
      'print("\\n".join(path for path in sorted(paths) if "site-packages" not in path and "dist-packages" not in path))',
    ].join('\n')]);
    const listings = run([script], paths).trim().split('\n').map((line) => JSON.parse(line) as Listing);
    const sum = { functions: 0, points: 0, milliseconds: 0, lines: 0 };
    for (const listing of listings) {
      const ours = found(listing.path);
      sum.milliseconds += ours.milliseconds;
      sum.lines += ours.lines;
      assert.deepEqual(ours.functions.map(({ qualname }) => qualname), listing.functions.map(({ qualname }) => qualname), listing.path);
      listing.functions.forEach(({ lambdas: _, ...theirs }, index) => {
        const mine = ours.functions[index];
        assert.deepEqual(
          { ...mine, points: comparable(mine?.points ?? [], theirs.points, listing) },
          { ...theirs, points: comparable(theirs.points, theirs.points, listing) },
          `${listing.path}: ${theirs.qualname}`,
        );
        sum.functions += 1;
        sum.points += theirs.points.length;
      });
      assert.deepEqual(comparable(ours.top_level, listing.top_level, listing), comparable(listing.top_level, listing.top_level, listing), listing.path);
    }
    assert.ok(listings.length > 300, `only ${listings.length} files`);
    assert.ok(sum.functions > 200 && sum.points > 300, JSON.stringify(sum));
    const perThousand = (sum.milliseconds / sum.lines) * 1000;
    assert.ok(perThousand < 10, `${perThousand.toFixed(1)} ms per 1,000 lines`);
    if (process.env.AWAIT_LENS_TEST_FIGURES) console.log(listings.length, 'files', sum);
  });
});
