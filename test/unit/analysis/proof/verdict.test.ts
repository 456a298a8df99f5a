import assert from 'node:assert/strict';
import { VERDICTS } from '../../../../src/analysis/proof/verdict.js';
import type { Verdict } from '../../../../src/shared/proof.js';
import { isProof } from '../../../../src/shared/proof.js';
import { NEW, OLD, proven, raising, runOf, runsOf } from './proofs.js';

const both = (old: readonly number[], fresh: readonly number[]) => ({ old: old.map((seconds) => runOf(seconds)), new: fresh.map((seconds) => runOf(seconds)) });
const printed = (side: 'old' | 'new', lines: string[], others: string[]) => ({ printed: side === 'old' ? lines : others });

/** Which rule speaks of which runs, whether the change is good, its label, and what is said, the first thing first. */
const TABLE: [id: string, tone: Verdict['tone'], label: string, says: RegExp, runs: ReturnType<typeof runsOf>][] = [
  ['faster', 'good', '2.0 × faster', /^\*\*Certain\*\*: every run was faster than every run before\. The factor is 1\.99 to 2\.01, with 96 % confidence\. Results, exceptions and printed output are the same\.$/, runsOf()],
  ['faster', 'good', '2.0 × faster', /It prints the same lines in another order\.$/, runsOf((side) => printed(side, ['a', 'b'], ['b', 'a']))],
  ['faster', 'good', '2.0 × faster', /Its result differs from run to run by itself and could not be compared\.$/, runsOf((side, index) => ({ report: { value: `${side}${index}` } }))],
  ['faster', 'good', '2.0 × faster', /Results, exceptions and printed output agree\.$/, runsOf((_side, index) => ({ printed: [`at 17:13:5${index % 2}`] }))],
  ['faster', 'good', '2.0 × faster', /^\*\*Likely\*\*: every run was faster than every run before, but of 3 runs each chance does that 1 time in 10\. The factor is 1\.99 to 2\.01, with 90 % confidence\./, both(OLD.slice(0, 3), NEW.slice(0, 3))],
  ['faster', 'good', '1.3 × faster', /^\*\*Almost certain\*\*: some runs overlap; chance does that 1 time in \d+\./, both([1.2, 1.3, 1.31, 1.32, 1.33, 1.34], [1, 1, 1.01, 1.02, 1.01, 1.25])],
  ['slower', 'bad', '1.5 × slower', /^\*\*It is slower\*\*\. \*\*Certain\*\*: every run was slower than every run before\. The factor is 1\.52, with/, both(NEW, NEW.map((each) => 1.52 * each))],
  ['same', 'unclear', 'As fast as before', /^\*\*It is not faster\*\*: the medians differ by less than 2 %\. The factor is 0\.99 to 1\.00 \(above 1 is faster\), with 96 % confidence\.$/, both([1, 1.001, 1.002, 1.003, 1.004], [1.01, 1.002, 1.004, 1.003, 1])],
  ['unsure', 'unclear', 'No certain difference', /^\*\*Not proven\*\*: the runs of both versions overlap too much, or are too few\. Chance alone does that 1 time in \d\.|every second time/, both([1, 1.5, 0.9, 1.2, 1.3], [0.9, 1.1, 0.95, 1.25, 1.2])],
  ['unsure', 'unclear', 'No certain difference', /1 time in 3\. The factor is 1\.99 to 2\.01, with 66 % confidence/, both([2, 2.01], [1, 1.003])],
  ['unsure', 'unclear', 'No certain difference', /every second time or more often\.$/, both([2], [1])],
  ['other-result', 'bad', 'Returns something else', /^\*\*The result differs\.\*\* It was `1` and is `2`\. It took \*\*2\.00 s\*\* and takes \*\*1\.00 s\*\*, 2\.0 × faster\.$/, runsOf((side) => ({ report: { value: side === 'old' ? '1' : '2' } }))],
  ['other-output', 'bad', 'Prints something else', /^\*\*What is printed differs\.\*\* Line 1 was `a` and is `b`\./, runsOf((side) => printed(side, ['a'], ['b']))],
  ['fails', 'bad', 'Ends otherwise', /^\*\*The new version does not end as the old one does\.\*\* It was none and is `KeyError: 1`\. So it is in 4 of 5 runs; the old version always did the same\. It ended after \*\*2\.00 s\*\* and ends after \*\*1\.00 s\*\*\.$/, runsOf((side, index) => (side === 'new' && index > 0 ? { report: raising('KeyError', '1') } : {}))],
  ['fails', 'bad', 'Ends otherwise', /Timed out/, runsOf((side) => (side === 'new' ? { report: { outcome: 'timeout', value: null } } : {}))],
  ['mended', 'unclear', 'Ends otherwise', /^\*\*The old version fails and the new one does not\*\*/, runsOf((side) => (side === 'old' ? { report: raising('KeyError', '1') } : {}))],
  ['both-fail', 'unclear', 'Both fail', /^\*\*Both versions fail in the same way\*\*.* `KeyError: 1` in all 10 runs/, runsOf(() => ({ report: raising('KeyError', '1') }))],
  ['timed-out', 'unclear', 'Ended at the time limit', /^\*\*Both versions were ended at the time limit\*\*/, runsOf(() => ({ report: { outcome: 'timeout', value: null } }))],
  ['faster', 'good', '2.0 × faster', /agree|same/, runsOf(() => ({ report: { outcome: 'exited', exit_code: 0, value: null } }))],
  // What is wrong is said before what was gained.
  ['other-result', 'bad', 'Returns something else', /takes \*\*1\.52 s\*\*, 1\.5 × slower/, runsOf((side, index) => ({ seconds: side === 'old' ? NEW[index]! : 1.52 * NEW[index]!, report: { value: side } }))],
];

describe('The verdict of a proof', () => {
  for (const [id, tone, label, says, runs] of TABLE) {
    it(`${label}: ${says.source.slice(0, 60)}`, () => {
      const proof = proven(runs);
      assert.ok(isProof(proof));
      const { verdict } = proof;
      const text = verdict.sentences.join(' ');
      assert.deepEqual([verdict.id, verdict.tone, verdict.label], [id, tone, label], text);
      assert.match(text, says);
    });
  }

  it('has an example for each of its rules', () => {
    assert.deepEqual([...new Set(TABLE.map(([id]) => id))].sort(), VERDICTS.map(({ id }) => id).sort());
  });

  it('tells what became of every await', () => {
    const times = (source: string, line: number, seconds: number, count = 1, name = 'main') => ({
      file: '/a.py', line, column: 4, end_line: line, end_column: 9, kind: 'await' as const, function: name, source, count, raised: 0,
      elapsed_ns: { total: seconds * 1e9, min: 0, max: 0 }, suspended_ns: 0, waiting_ns: 0, ready_ns: 0, running_ns: 0, overhead_ns: 0, sampled: 0,
      below_resolution: false, suspensions: 1, awaited: [], woken_by: [], longest: [], meanwhile: { of: 0, tasks: [], rest_ns: 0 }, pending: 0, pending_ns: 0,
    });
    const { awaits, awaitsOmitted } = proven(runsOf((side, index) => ({
      report: {
        awaits: side === 'old'
          ? [times('await sleep(1)', 5, 2 + index / 100, 2, 'say'), times('await say(1)', 9, 1), times('await say(2)', 10, 1), times('await say(2)', 11, 0, 0)]
          : [times('await sleep(1)', 5, 2, 2, 'say'), times('await gather(say(1), say(2))', 9, 1), { ...times('await far()', 3, 0.5), file: '/lib/b.py' }],
      },
    })));
    assert.equal(awaitsOmitted, 0);
    assert.deepEqual(awaits.map((each) => [each.source, each.old && [each.old.line, each.old.elapsedNs / 1e9, each.old.count], each.new && [each.new.line, each.new.elapsedNs / 1e9, each.new.count], each.new?.file]), [
      ['await sleep(1)', [5, 2.02, 2], [5, 2, 2], null],
      ['await say(1)', [9, 1, 1], null, undefined],
      ['await say(2)', [10, 1, 1], null, undefined],
      ['await gather(say(1), say(2))', null, [9, 1, 1], null],
      ['await far()', null, [3, 0.5, 1], 'b.py'],
    ]);
    const many = proven(runsOf(() => ({ report: { awaits: Array.from({ length: 60 }, (_, line) => times(`await f(${line})`, line + 1, line)) } })));
    assert.deepEqual([many.awaits.length, many.awaitsOmitted, many.awaits[0]!.source], [40, 20, 'await f(20)'], 'the shortest are left out');
  });
});
