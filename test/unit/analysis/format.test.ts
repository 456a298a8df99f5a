import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { formatCount, formatDuration, formatLimit, formatRunning, formatShare } from '../../../src/analysis/format.js';

describe('format', () => {
  // The worker's table follows the same rules: `test/worker/test_table.py` reads the same cases.
  const durations = JSON.parse(readFileSync('test/fixtures/durations.json', 'utf8')) as [number, string][];
  for (const [ns, text] of durations) it(`writes ${ns} ns as ${text}`, () => assert.equal(formatDuration(ns), text));

  it('never shows a thousand of a unit, nor less for more', () => {
    const value = (text: string): number => {
      const units: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9 };
      return [...text.matchAll(/([\d.]+) (\D+?)(?= |$)/g)].reduce((sum, [, number, unit]) => sum + Number(number) * units[unit!]!, 0);
    };
    let before = 0;
    for (let ns = 1; ns < 200e9; ns *= 1.0007) {
      const text = formatDuration(ns);
      assert.ok(!/\b1000 /.test(text), text);
      assert.ok(value(text) >= before, `${ns} ns: ${text}`);
      assert.ok(Math.abs(value(text) - ns) <= Math.max(0.5, ns * 0.051), `${ns} ns: ${text}`);
      before = value(text);
    }
  });

  it('counts up in tenths of seconds that have passed', () => {
    assert.deepEqual([0, 99e6, 1.29e9, 59.99e9, 60e9, 65.9e9].map(formatRunning), ['0.0 s', '0.0 s', '1.2 s', '59.9 s', '1 min 00 s', '1 min 05 s']);
  });

  it('writes time limits as people set them', () => {
    assert.deepEqual([0.2e9, 1.04e9, 60.02e9, 600e9].map(formatLimit), ['0.20 s', '1 s', '60 s', '10 min 00 s']);
  });

  it('writes counts and shares', () => {
    assert.deepEqual([3, 12_000, 1_234_567].map(formatCount), ['3', '12,000', '1,234,567']);
    assert.deepEqual([formatShare(999, 1000), formatShare(1, 1000), formatShare(0, 5), formatShare(1, 0), formatShare(7, 5)], ['100 %', '< 1 %', '0 %', '0 %', '100 %']);
  });
});
