/** What the benchmarks make of their samples: the numbers and the verdicts that are printed. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type * as accuracyPart from '../../bench/parts/accuracy.mjs';
import type * as costPart from '../../bench/parts/cost.mjs';
import type * as livePart from '../../bench/parts/live.mjs';
import type * as memoryPart from '../../bench/parts/memory.mjs';
import type * as statisticsScript from '../../bench/lib/statistics.mjs';
import type * as textScript from '../../bench/lib/text.mjs';

// Imported when run, because they find the project by where they stand.
const bench = (name: string): Promise<unknown> => import(pathToFileURL(join(PROJECT_ROOT, 'test', 'bench', name)).href);

/** The cells of a table's line that starts with `head`. */
function cells(lines: string[], head: string): string[] {
  const line = lines.find((each) => each.startsWith(`| ${head} `)) ?? assert.fail(`no line ${head} in\n${lines.join('\n')}`);
  return line.split('|').slice(2, -1).map((cell) => cell.trim());
}

describe('The benchmarks', () => {
  it('tell the median and the spread', async () => {
    const { spread, pairedRatio } = await bench('lib/statistics.mjs') as typeof statisticsScript;
    assert.deepEqual(spread([30, 10, 20]), { median: 20, least: 10, most: 30 });
    assert.deepEqual(spread([4, 1, 2, 3]), { median: 2.5, least: 1, most: 4 });
    // A slow round is slow for both: 3, 3 and 2, where the medians alone would say 30 to 20.
    assert.deepEqual(pairedRatio([30, 300, 20], [10, 100, 10]), { median: 3, least: 2, most: 3 });
    assert.deepEqual(pairedRatio([30], [10, 20]), { median: 3, least: 3, most: 3 });
  });

  it('write durations in the unit that suits them', async () => {
    const { duration, signed } = await bench('lib/text.mjs') as typeof textScript;
    assert.deepEqual([12, 1_500, 2_345_678, 123_456_789, 2_500_000_000].map(duration), ['12 ns', '1.50 µs', '2.35 ms', '123.5 ms', '2.500 s']);
    assert.deepEqual([signed(1.25, 1), signed(-1.26, 1), signed(0, 0)], ['+1.3', '−1.3', '+0']);
  });

  it('judge the cost by the targets, and by every peer', async () => {
    const { render } = await bench('parts/cost.mjs') as typeof costPart;
    const row = (program: string, mode: string, ms: number | null) =>
      ({ program, mode, ended: ms !== null, samples: ms === null ? [] : [{ elapsed_ns: ms * 1e6, cpu_ns: 2e6 }] });
    const result = {
      python: '3.12.1', clock: 'elapsed_ns' as const, missing: ['yappi'],
      rows: [
        row('noop', 'bare', 1), row('noop', 'Await Lens', 2.5), row('noop', 'cProfile', 2.6), row('noop', 'asyncio debug', null),
        row('echo', 'bare', 1), row('echo', 'Await Lens', 1.2), row('echo', 'cProfile', 1.19), row('echo', 'asyncio debug', 4),
      ],
    };
    const lines = render([result]);
    assert.deepEqual(cells(lines, 'Await Lens'), ['2.50', '1.20']);
    assert.deepEqual(cells(lines, 'asyncio debug'), ['over 45000.0', '4.00']);
    assert.deepEqual(cells(lines, 'below every peer'), ['yes', 'NO: cProfile']);
    assert.deepEqual(cells(lines, 'target met'), ['yes', 'NO']);
    assert.ok(lines.some((line) => line.startsWith('Missing') && line.includes('yappi')));
    assert.deepEqual(cells(render([{ ...result, clock: 'cpu_ns' }]), 'Await Lens'), ['1.00', '1.00']);
    assert.ok(!render([{ ...result, python: '3.13.0' }]).some((line) => line.includes('target')), 'the targets are for 3.12');
  });

  it('tell the error of one await with its sign', async () => {
    const { render } = await bench('parts/accuracy.mjs') as typeof accuracyPart;
    const lines = render([{
      python: '3.12.1',
      rows: [
        { what: 'short', count: 1000, true_ns: 2_000_000, reported_ns: 1_980_000 },
        { what: 'ready', count: 1, true_ns: 300_000_000, reported_ns: null },
      ],
    }]);
    assert.deepEqual(cells(lines, 'short'), ['2.00 µs', '1.98 µs', '−20 ns', '−1.000 %']);
    assert.deepEqual(cells(lines, 'ready'), ['300.0 ms', 'not told', '–', '–']);
  });

  it('judge memory by what is used beyond the bare program', async () => {
    const { render } = await bench('parts/memory.mjs') as typeof memoryPart;
    const told = (most: number) => ({ elapsed_ns: 1e9, before: 20 << 20, after: 20 << 20, most: most << 20 });
    const verdict = (kind: string, most: number, report_bytes: number) =>
      cells(render([{ python: '3.12.1', rows: [{ kind, count: 1000, bare: told(20), lens: told(most), report_bytes }] }]), `1,000 ${kind}`).at(-1);
    assert.equal(verdict('awaits', 51, 4_900_000), 'yes');
    assert.equal(verdict('awaits', 53, 4_900_000), 'NO');
    assert.equal(verdict('steps', 51, 5_100_000), 'NO');
    assert.equal(verdict('tasks', 200, 4_900_000), 'yes');
  });

  it('judge a run that is watched by its emptiest second, and by what the panel shows until the next picture', async () => {
    const { render } = await bench('parts/live.mjs') as typeof livePart;
    const run = (drawn: number[], { newest = 50, steps = 200_000 } = {}) => ({
      elapsed: 2000, steps, pictures: drawn.map((at) => ({ newest: at - newest, arrived: at - 40, drawn: at, making: 1, drawing: 30, bytes: 60_000 })),
    });
    const even = [220, 420, 620, 820, 1020, 1220, 1420, 1620, 1820];
    const of = (...watched: ReturnType<typeof run>[]) => {
      const lines = render([{ python: '3.12.1', programs: [{ what: 'busy', watched, alone: watched.map(() => run([], { steps: 220_000 })) }] }]);
      return (head: string) => cells(lines, head);
    };
    const calm = of(run(even));
    assert.deepEqual(calm('pictures in a second: the fewest in any'), ['4']);
    assert.deepEqual(calm('from one picture to the next'), ['200.0 ms (180.0 ms–220.0 ms)']);
    assert.deepEqual(calm('behind: when it arrives'), ['10.0 ms (10.0 ms–10.0 ms)']);
    assert.deepEqual(calm('behind: when the next one is drawn'), ['250.0 ms (220.0 ms–250.0 ms)']);
    assert.deepEqual(calm('busy'), ['110,000 (110,000–110,000)', '100,000 (100,000–100,000)', '0.91 (0.91–0.91)']);
    assert.deepEqual([calm('at least 4 in any second'), calm('never 500 ms behind')], [['yes'], ['yes']]);

    // One picture too few in the second after 420 ms, and in one run of two.
    const gap = of(run(even), run(even.filter((at) => at !== 1020)));
    assert.deepEqual([gap('at least 4 in any second'), gap('never 500 ms behind')], [['NO'], ['yes']]);
    const late = of(run(even, { newest: 310 }));
    assert.deepEqual([late('at least 4 in any second'), late('never 500 ms behind')], [['yes'], ['NO']]);
    // The last one stands until the run has ended; what is drawn after that was too late for it.
    const over = of(run([...even.filter((at) => at < 1500), 2010]));
    assert.deepEqual(over('behind: when the next one is drawn'), ['250.0 ms (220.0 ms–630.0 ms)']);
  });

  it('refuse what they do not know, and to write the tables of a part', async function () {
    this.timeout(60_000);
    const refused = async (words: string[], why: RegExp): Promise<void> => {
      const run = promisify(execFile)(process.execPath, [join(PROJECT_ROOT, 'test', 'bench', 'bench.mjs'), ...words]);
      await assert.rejects(run, ({ code, stderr }: { code: number; stderr: string }) => code === 1 && why.test(stderr));
    };
    await Promise.all([
      refused(['speed'], /No such part: speed\. There are cost, floor, accuracy, startup, memory\b.*\./),
      refused(['--program', 'nope'], /No such program: nope/),
      refused(['cost', '--write'], /--write is for a whole run/),
      refused(['--fast'], /--fast/),
    ]);
  });
});
