/** What a fix saves, from reports written by hand: what can be told, and what cannot. */
import assert from 'node:assert/strict';
import { lex } from '../../../../src/analysis/lexer.js';
import { scan } from '../../../../src/analysis/scan.js';
import { predictFix } from '../../../../src/analysis/verdict/fixPrediction.js';
import { together } from '../../../../src/analysis/verdict/schedule.js';
import type { AwaitTimes, Occurrence, Report } from '../../../../src/shared/report.js';
import { loopFix } from './loopFix.js';
import { MS, siteOf, tracedReport } from './traces.js';

const LOOP = `async def main():
    for number in numbers:
        await fetch(number)
`;
const NESTED = `async def main():
    while True:
        for number in numbers:
            await fetch(number)
`;

/** Passages one after the other, the longest 8 kept as a report does. */
function passed(lengths: number[], changes: Partial<AwaitTimes> = {}): AwaitTimes {
  let start = 0;
  const all = lengths.map((length): Occurrence => {
    start += length;
    return { task: 1, start_ns: (start - length) * MS, elapsed_ns: length * MS, waiting_ns: length * MS, ready_ns: 0, running_ns: 0, suspensions: 1, woken_by: null };
  });
  const total = start * MS;
  return siteOf(3, 'await fetch(number)', 0, start, {
    count: lengths.length, elapsed_ns: { total, min: Math.min(...lengths) * MS, max: Math.max(...lengths) * MS }, waiting_ns: total, suspended_ns: total,
    longest: all.sort((a, b) => b.elapsed_ns - a.elapsed_ns).slice(0, 8), ...changes,
  });
}

const run = (site: AwaitTimes, changes: Partial<Report> = {}): Report =>
  tracedReport([{ function: 'main', steps: [{ from: 0, to: 0 }, { from: site.elapsed_ns.total / MS, to: site.elapsed_ns.total / MS }] }], [site], {
    trace: { steps: [], timers: [], names: [], complete: true, until_ns: site.elapsed_ns.total }, ...changes,
  });

function predicted(report: Report, limit?: number, text = LOOP): number[] | null {
  const fn = scan(text).functions[0]!;
  const told = predictFix(loopFix(fn, text.indexOf('for '), limit), fn, { lexed: lex(text) }, report, () => report.awaits[0]);
  return told && [told.nowNs / MS, told.togetherNs / MS];
}

describe('what a fix of a loop saves', () => {
  it('is all but the longest passage', () => assert.deepEqual(predicted(run(passed([100, 300, 200]))), [600, 300]));

  it('is less with a limit: whatever ends lets the next one begin', () => {
    assert.deepEqual(predicted(run(passed([100, 300, 200, 100])), 2), [700, 400]);
    assert.equal(predicted(run(passed([100, 300, 200])), 1), null);
  });

  it('is told of more passages than are kept, those that are not by their mean', () => {
    assert.deepEqual(predicted(run(passed(Array.from({ length: 20 }, (_, index) => 50 + (index % 4))))), [1030, 53]);
    const [now, then] = predicted(run(passed(Array.from({ length: 20 }, () => 50))), 5)!;
    assert.equal(now, 1000);
    assert.ok(Math.abs(then! - 200) < 1, String(then));
  });

  it('is not told where passages failed, did not end, or were only counted', () => {
    for (const change of [{ raised: 1 }, { pending: 1 }, { sampled: 1 }, { below_resolution: true }]) assert.equal(predicted(run(passed([100, 300], change))), null, JSON.stringify(change));
  });

  it('is not told where the loop ran several times', () => {
    assert.equal(predicted(run(passed([100, 300])), undefined, NESTED), null);
    const caller = siteOf(9, 'await main()', 0, 400, { function: 'other', awaited: [{ what: 'main', count: 2 }] });
    const report = run(passed([100, 300]));
    assert.equal(predicted({ ...report, awaits: [...report.awaits, caller] }), null);
    assert.notEqual(predicted({ ...report, awaits: [...report.awaits, { ...caller, awaited: [{ what: 'Task-1 (main)', count: 1 }] }] }), null);
  });

  it('is not told where it is hardly anything', () => {
    assert.equal(predicted(run(passed([0.2, 0.3]))), null);
    assert.equal(predicted(run(passed([1000, 20]))), null);
  });
});

describe('awaits with a limit', () => {
  const idle = (idleNs: number) => [{ busyNs: 0, idleNs }];
  it('take turns', () => {
    assert.equal(together([idle(10), idle(10), idle(10)], 1), 30);
    assert.equal(together([idle(30), idle(10), idle(10), idle(10)], 2), 30);
    assert.equal(together([idle(10), [], idle(10)], 1), 20);
    assert.equal(together([idle(10), idle(20)], 5), 20);
  });
});
