import assert from 'node:assert/strict';
import { hoverText } from '../../../src/analysis/hover.js';
import type { Lateness } from '../../../src/analysis/timedAwait.js';
import { blockingOf, starvationOf } from '../reports.js';
import { timesOf } from './times.js';

const withoutBars = (text: string): string => text.replace(/<span[^>]*>.*?<\/span>/g, '');

describe('hoverText', () => {
  it('tells count, mean, min, max, the three kinds of time and what was awaited', () => {
    const text = hoverText(timesOf({
      count: 4, elapsed_ns: { total: 4e9, min: 0.5e9, max: 2e9 }, suspensions: 4, awaited: [{ what: 'sleep', count: 3 }, { what: 'Queue.get', count: 1 }],
    }), false);
    assert.equal(withoutBars(text), [
      '`await a()`', '**4.00 s** elapsed in 4 awaits: mean 1.00 s, min 0.50 s, max 2.00 s',
      ['| | | | | |', '|:--|--:|--:|:--|:--|', '| waiting | 3.92 s | 98 % |  | for what it awaits |', '| ready | 0 ns | 0 % |  | but the loop was busy |',
        '| running | 80.0 ms | 2 % |  | code of its own |'].join('\n'),
      'Gave control back 4 times  \nAwaited: `sleep` × 3, `Queue.get`',
    ].join('\n\n'));
  });
  it('says when it did not give up control', () => {
    assert.match(hoverText(timesOf({ suspensions: 0 }), false), /Did not give up control/);
  });
  it('claims nothing of suspensions where the loop told no steps', () => {
    assert.doesNotMatch(hoverText(timesOf({ suspensions: 0, steps: false }), false), /control|waiting|running/);
  });
  it('tells raised, unfinished and stale', () => {
    assert.match(hoverText(timesOf({ raised: 1 }), false), / {2}\nEnded by an exception/);
    assert.match(hoverText(timesOf({ count: 3, raised: 1 }), false), /1 of 3 ended by an exception/);
    assert.match(hoverText(timesOf({ count: 0, pending: 2, pending_ns: 3e9 }), false), /2 not finished when the run ended, after 3.00 s/);
    assert.match(hoverText(timesOf(), true), /before the function was edited/);
  });
  it('shows the source as it is, whatever Markdown it holds', () => {
    assert.ok(hoverText(timesOf({ source: 'await a("`*b*`", "``")' }), false).startsWith('```await a("`*b*`", "``")```\n'));
    assert.ok(hoverText(timesOf({ source: '`' }), false).startsWith('`` ` ``\n'));
  });
  it('draws a bar for each kind of time, in spaces of its colour, which no screen reader reads', () => {
    const bars = [...hoverText(timesOf({ waiting_ns: 0.25e9, ready_ns: 0.75e9, running_ns: 1 }), false).matchAll(/<span style="background-color:var\(--vscode-charts-(\w+)\);">((?:&nbsp;)+)<\/span>/g)];
    assert.deepEqual(bars.map(([, color, spaces]) => [color, spaces!.length / '&nbsp;'.length]), [['blue', 6], ['yellow', 18], ['green', 1]]);
  });
  it('says what made it late', () => {
    const late = { ready_ns: 0.35e9, file: '/a.py' };
    const said = (lateness: Lateness): string => hoverText(timesOf({ ...late, late: lateness }), false);
    assert.match(said({ blocking: [blockingOf({ source: 'time.sleep(0.5)  # wrong' })], starvation: [] }), /\*\*0\.35 s late\*\*: the event loop was held 0\.50 s by `time\.sleep\(0\.5\)` in line 4\n/);
    assert.match(said({ blocking: [blockingOf({ file: '/ws/b.py' }), blockingOf()], starvation: [] }), /in b\.py, line 4, and by another step\n/);
    assert.match(said({ blocking: [blockingOf({ file: null, line: null, source: null, innermost: null })], starvation: [] }), /by `Task-3 \(blocking\)`/);
    assert.match(said({ blocking: [], starvation: [starvationOf()] }), /many short steps together kept the event loop busy for 0\.20 s: `crunch` \(400\) and `log` \(20\)/);
    assert.match(said({ blocking: [], starvation: [] }), /busy with other tasks/);
  });
  it('says who woke it and what ran meanwhile, the longest by name', () => {
    const tasks = ['a', 'b', 'c', 'd'].map((fn, index) => ({ task: index + 2, name: `Task-${index + 2}`, function: fn, running_ns: (4 - index) * 1e8 }));
    const text = hoverText(timesOf({ count: 9, woken_by: [{ by: 'task', task: 2, what: 'Task-2 (a)', count: 8 }, { by: 'timer', task: null, what: 'timer', count: 1 }], meanwhile: { of: 8, tasks, rest_ns: 1e8 } }), false);
    assert.match(text, /Gave control back 9 times, woken by `Task-2 \(a\)` × 8, `timer`/);
    assert.match(text, /Meanwhile ran \(in the longest 8\): `Task-2 \(a\)` 0\.40 s, `Task-3 \(b\)` 0\.30 s, `Task-4 \(c\)` 0\.20 s, others 0\.20 s/);
  });
  it('says when and where the longest of many was', () => {
    const timer = { by: 'timer' as const, task: null, what: 'timer' };
    const longest = [{ task: 2, start_ns: 1.2e9, elapsed_ns: 0.5e9, waiting_ns: 0.5e9, ready_ns: 0, running_ns: 0, suspensions: 1, woken_by: timer }];
    assert.match(hoverText(timesOf({ count: 2, longest, longestIn: 'Task-2 (a)', woken_by: [{ ...timer, count: 1 }, { by: 'io', task: null, what: 'I/O', count: 1 }] }), false), /Longest: 0\.50 s, begun 1\.20 s into the run, in `Task-2 \(a\)`, woken by `timer`/);
    assert.doesNotMatch(hoverText(timesOf({ longest }), false), /Longest/);
  });
  it('says how far the numbers can be believed', () => {
    const text = hoverText(timesOf({ count: 1000, each: 900, sampled: 900, below_resolution: true, overhead_ns: 75e3 }), false);
    assert.match(text, /Estimated: 100 of 1,000 were timed, the others counted/);
    assert.match(text, /less than can be told/);
    assert.match(text, /own cost, about 75\.0 µs, is taken off already/);
    assert.doesNotMatch(hoverText(timesOf({ overhead_ns: 1e6 }), false), /own cost/);
  });
});
