import assert from 'node:assert/strict';
import { agreementsOf } from '../../../../src/analysis/proof/agreement.js';
import type { ProofRuns } from '../../../../src/analysis/proof/runs.js';
import type { Agreement } from '../../../../src/shared/proof.js';
import { raising, runsOf } from './proofs.js';

const of = (runs: ProofRuns, what: Agreement['what']): Agreement => agreementsOf(runs).find((each) => each.what === what)!;
const printing = (lines: (side: 'old' | 'new', index: number) => string[]): Agreement => of(runsOf((side, index) => ({ printed: lines(side, index) })), 'output');
const returning = (value: (side: 'old' | 'new', index: number) => string): Agreement => of(runsOf((side, index) => ({ report: { value: value(side, index) } })), 'result');

/** What the runs print, what is made of it, and what is said. */
const OUTPUT: [name: string, lines: (side: 'old' | 'new', index: number) => string[], state: Agreement['state'], text: RegExp][] = [
  ['nothing', () => [], 'same', /^Nothing in all 10 runs\.$/],
  ['the same line', () => ['a'], 'same', /^The same line in all 10 runs\.$/],
  ['the same lines', () => ['a', 'b'], 'same', /^The same 2 lines in the same order in all 10 runs\.$/],
  ['addresses', (_side, index) => [`<Task at 0x7f${index}02bc1d0>`], 'nearly', /^The same but for memory addresses\.$/],
  ['clock times', (_side, index) => [`started at 17:13:5${index % 2}`], 'nearly', /^The same but for clock times\.$/],
  ['clock times of another zone', (_side, index) => [`2026-11-29T22:58:5${index % 2}.123456+05:45 up`], 'nearly', /^The same but for clock times\.$/],
  ['line numbers', (side) => [`/a.py:${side === 'old' ? 12 : 11}: RuntimeWarning: x`, `  File "/a.py", line ${side === 'old' ? 3 : 4}, in main`], 'nearly', /^The same but for line numbers\.$/],
  ['line numbers and addresses', (side, index) => [`/a.py:${side === 'old' ? 12 : 11}: <X object at 0x7f${index}a>`], 'nearly', /^The same but for memory addresses and line numbers\.$/],
  ['another date', (side) => [side === 'old' ? 'due 2026-01-01' : 'due 2026-01-02'], 'different', /2026-01-02/],
  ['another time of the day', (side) => [side === 'old' ? 'due 09:00:00' : 'due 10:30:00'], 'different', /10:30:00/],
  ['another number in hexadecimal', (side) => [side === 'old' ? '0x1f4a2b' : '0x1f4a2c'], 'different', /0x1f4a2c/],
  ['its own elapsed time', (side) => [side === 'old' ? 'took 2.0 s' : 'took 1.00 s'], 'nearly', /^The same but for the elapsed time that it tells itself\.$/],
  ['its own elapsed time in ms', (side) => [side === 'old' ? 'took 2003.1 ms' : 'took 1001.9 ms'], 'nearly', /elapsed time/],
  ['a number that is none of that', (side) => [side === 'old' ? 'total 2.5' : 'total 1.5'], 'different', /^Line 1 was `total 2\.5` and is `total 1\.5`\.$/],
  ['a whole number as large as its time', (side) => [side === 'old' ? 'total 2' : 'total 1'], 'different', /total 2/],
  ['another order', (side) => (side === 'old' ? ['a', 'b', 'c'] : ['b', 'a', 'c']), 'reordered', /^The same 3 lines, in another order\.$/],
  ['another order at times', (side, index) => (side === 'new' && index === 2 ? ['b', 'a'] : ['a', 'b']), 'reordered', /another order/],
  ['another order, as before', (_side, index) => (index % 2 ? ['a', 'b'] : ['b', 'a']), 'nearly', /differs from run to run in the old version too/],
  ['another line', (side) => (side === 'old' ? ['a', 'b'] : ['a', 'c']), 'different', /^Line 2 was `b` and is `c`\.$/],
  ['a line less', (side) => (side === 'old' ? ['a', 'b'] : ['a']), 'different', /^Line 2 was `b` and is missing\.$/],
  ['a line more', (side) => (side === 'old' ? ['a'] : ['a', 'b']), 'different', /^Line 2 is new: `b`\.$/],
  ['a line twice', (side) => (side === 'old' ? ['a', 'b'] : ['b', 'a', 'a']), 'different', /./],
  ['a line that is lost at times', (side, index) => (side === 'new' && index > 2 ? ['a'] : ['a', 'b']), 'different', /in 2 of 5 runs; the old version always did the same\.$/],
  ['what is random', (side, index) => [`dice: ${side} ${index}`], 'varies', /^It differs from run to run by itself, in the old version too, so what is printed says nothing/],
  ['what is random, and a line that is lost', (side, index) => [`dice: ${side} ${index}`, ...(side === 'old' ? ['done'] : [])], 'different', /but `done`, which every run of the old version has, is missing/],
];

describe('Whether two versions print the same', () => {
  for (const [name, lines, state, text] of OUTPUT) {
    it(`${name}: ${state}`, () => {
      const agreement = printing(lines);
      assert.equal(agreement.state, state, agreement.text);
      assert.match(agreement.text, text);
      const shown = (state === 'different' || state === 'reordered') && Math.max(...(['old', 'new'] as const).map((side) => lines(side, 0).length)) > 1;
      assert.equal(agreement.diff.length > 0, shown, JSON.stringify(agreement.diff));
    });
  }

  it('shows where, in a few lines', () => {
    const many = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const { diff } = printing((side) => (side === 'old' ? many : many.map((line) => (line === 'line 20' ? 'another' : line))));
    assert.deepEqual(diff, [
      { side: null, text: '… 19 lines more' }, { side: null, text: 'line 19' }, { side: 'old', text: 'line 20' }, { side: 'new', text: 'another' },
      { side: null, text: 'line 21' }, { side: null, text: '… 8 lines more' },
    ]);
    const flood = printing((side) => Array.from({ length: 5000 }, (_, index) => `${side} ${index}`));
    assert.ok(flood.diff.length < 20);
    const long = printing((side) => [side.repeat(1000)]);
    assert.ok(long.diff.every((line) => line.text.length <= 160) && long.text.length < 250);
  });
});

describe('Whether two versions return the same', () => {
  it('compares values, without addresses', () => {
    assert.deepEqual(returning(() => '[1, 2]'), { what: 'result', state: 'same', text: '`[1, 2]` in all 10 runs.', diff: [] });
    assert.equal(returning((_side, index) => `<User object at 0x7f${index}02bc1d0>`).state, 'nearly');
    const { state, text, diff } = returning((side) => (side === 'old' ? '[1, 2]' : '[2, 1]'));
    assert.deepEqual([state, text], ['different', 'It was `[1, 2]` and is `[2, 1]`.']);
    assert.deepEqual(diff, [], 'the sentence says it all');
    const long = returning((side) => `[${`'${side}', `.repeat(20)}]`);
    assert.deepEqual(long.diff.map(({ side }) => side), ['old', 'new']);
  });

  it('says so where a value is long', () => assert.match(returning(() => "'xxx ... xxx'").text, /left out of it here is not compared/));

  it('knows the items of a set, whose order is another in each process', () => {
    assert.equal(returning((_side, index) => (index % 2 ? "{'a', 'b'}" : "{'b', 'a'}")).state, 'nearly');
    assert.equal(returning((side, index) => (side === 'new' ? "{'a', 'c'}" : index % 2 ? "{'a', 'b'}" : "{'b', 'a'}")).state, 'different');
  });

  it('is not deceived by a number that happens to be as long as some runs took', () => {
    const runs = runsOf((side, index) => ({ seconds: index % 2 ? 0.02 : 0.04, report: { value: side === 'old' ? '0.02' : '0.04' } }));
    assert.deepEqual([of(runs, 'result').state, of(runs, 'result').text], ['different', 'It was `0.02` and is `0.04`.']);
  });

  it('does not blame the change for what is random', () => assert.equal(returning((side, index) => `${side}-${index}`).state, 'varies'));

  it('compares nothing where nothing is returned', () => {
    const runs = runsOf(() => ({ report: raising('ValueError', 'bad') }));
    assert.equal(of(runs, 'result').state, 'unknown');
    assert.deepEqual(of(runs, 'exception'), { what: 'exception', state: 'same', text: '`ValueError: bad` in all 10 runs.', diff: [] });
  });
});

describe('Whether two versions end in the same way', () => {
  const ending = (report: (side: 'old' | 'new', index: number) => object): Agreement => of(runsOf((side, index) => ({ report: report(side, index) })), 'exception');

  it('compares exceptions by their type and message', () => {
    assert.equal(ending(() => ({})).text, 'None in all 10 runs.');
    const other = ending((side) => (side === 'old' ? {} : raising('KeyError', "'a'")));
    assert.deepEqual([other.state, other.text], ['different', "It was none and is `KeyError: 'a'`."]);
    assert.equal(ending((side) => raising('ValueError', side)).state, 'different');
    assert.equal(ending((_side, index) => raising('ValueError', `<X at 0x7f${index}02bc1d0>`)).state, 'nearly');
    assert.match(ending((side, index) => (side === 'new' && index === 4 ? raising('KeyError', "'a'") : {})).text, /in 1 of 5 runs/);
    assert.equal(ending((_side, index) => (index % 2 ? raising('OSError', 'flaky') : {})).state, 'varies');
  });

  it('compares the other ends, too', () => {
    assert.equal(ending(() => ({ outcome: 'exited', exit_code: 3, value: null })).text, '`SystemExit: 3` in all 10 runs.');
    assert.equal(ending((side) => (side === 'old' ? {} : { outcome: 'timeout', value: null })).state, 'different');
  });
});
