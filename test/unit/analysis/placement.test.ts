import assert from 'node:assert/strict';
import { placeAll, remember, splitLines } from '../../../src/analysis/placement.js';
import { scan } from '../../../src/analysis/scan.js';
import { toReportRange } from '../../../src/analysis/positions.js';
import { timesOf } from './times.js';

const TEXT = `import asyncio

async def first():
    await asyncio.sleep(1)
    await asyncio.sleep(1)

async def outer():
    async def inner():
        await asyncio.sleep(2)
    await inner()
`;

/** Runs the functions of TEXT, one await point after the other, and gives back what the edited text shows. */
function shown(edited: string, ran = TEXT): string[] {
  const lines = splitLines(ran);
  const points = scan(ran).functions.flatMap((fn) => fn.awaitPoints.map((point) => ({ fn, point })));
  const awaits = points.map(({ fn, point }, index) => timesOf({
    ...toReportRange(point.range, (line) => lines[line] ?? ''), kind: point.kind, source: point.source, function: fn.qualname, each: (index + 1) * 1e9,
  }));
  return placeAll(remember(ran, scan(ran), awaits), scan(edited), splitLines(edited)).map(({ point, times, stale }) => `${point.range.start.line + 1}: ${times.elapsed_ns.total / 1e9} s${stale ? ' stale' : ''}`);
}

const edit = (from: string, to: string): string => {
  assert.ok(TEXT.includes(from));
  return TEXT.replace(from, to);
};

describe('times after an edit', () => {
  const unchanged = ['4: 1 s', '5: 2 s', '10: 3 s', '9: 4 s'];
  it('stand on their lines without one', () => assert.deepEqual(shown(TEXT).sort(), unchanged.sort()));

  it('move with lines inserted or deleted above, comments and blank lines outside of functions', () => {
    assert.deepEqual(shown(`# one\n\n${TEXT}`).sort(), ['6: 1 s', '7: 2 s', '12: 3 s', '11: 4 s'].sort());
    assert.deepEqual(shown(edit('import asyncio\n\n', '')).sort(), ['2: 1 s', '3: 2 s', '8: 3 s', '7: 4 s'].sort());
    assert.deepEqual(shown(edit('\nasync def outer', '\n\n# says\nasync def outer')).sort(), ['4: 1 s', '5: 2 s', '12: 3 s', '11: 4 s'].sort());
  });

  it('become stale in the function that was edited, and only there', () => {
    assert.deepEqual(shown(edit('    await asyncio.sleep(1)\n    await', '    print()\n    await asyncio.sleep(1)\n    await')).sort(),
      ['5: 1 s stale', '6: 2 s stale', '11: 3 s', '10: 4 s'].sort());
  });

  it('become stale in a function and in that around it, which runs it', () => {
    assert.deepEqual(shown(edit('        await asyncio.sleep(2)', '        print(1); await asyncio.sleep(2)')).sort(),
      ['4: 1 s', '5: 2 s', '10: 3 s stale', '9: 4 s stale'].sort());
  });

  it('leave an inner function alone where only the outer was edited', () => {
    assert.deepEqual(shown(edit('    await inner()', '    print(1)\n    await inner()')).sort(), ['4: 1 s', '5: 2 s', '11: 3 s stale', '9: 4 s'].sort());
  });

  it('belong to one of several functions of a name, though the others go', () => {
    const main = (seconds: number): string => `async def main():\n    await asyncio.sleep(${seconds})\n`;
    assert.deepEqual(shown(main(1) + main(2), main(1) + main(2)), ['2: 1 s', '4: 2 s']);
    assert.deepEqual(shown(main(1) + main(1), main(1) + main(1)), ['2: 1 s', '4: 2 s'], 'alike to the letter');
    assert.deepEqual(shown(main(2), main(1) + main(2)), ['2: 2 s']);
    assert.deepEqual(shown(main(0) + main(1) + main(2), main(1) + main(2)), ['4: 1 s', '6: 2 s']);
    const edited = main(2).replace('()', '(n=1)');
    assert.deepEqual(shown(main(1) + edited, main(1) + main(2)), ['2: 1 s', '4: 2 s stale']);
  });

  it('go with the line that is deleted', () => {
    assert.deepEqual(shown(edit('    await inner()\n', '')).sort(), ['4: 1 s', '5: 2 s', '9: 4 s'].sort());
    assert.deepEqual(shown(edit('async def first', 'async def other')).sort(), ['10: 3 s', '9: 4 s'].sort());
  });
});
