import assert from 'node:assert/strict';
import { hoverText, inlineText } from '../../../src/analysis/inline.js';
import { timesOf } from './times.js';

describe('inlineText', () => {
  it('says the elapsed of one await', () => assert.equal(inlineText([timesOf()]), '1.00 s'));
  it('says count, mean and total of many', () => {
    assert.equal(inlineText([timesOf({ count: 3, elapsed_ns: { total: 3.02e9, min: 1e9, max: 1.02e9 } })]), '3 × 1.01 s · 3.02 s');
  });
  it('says nothing of an await that was not reached', () => {
    assert.equal(inlineText([timesOf({ count: 0 })]), '');
    assert.equal(inlineText([timesOf({ count: 0 }), timesOf({ column: 20 })]), '1.00 s');
    assert.equal(inlineText([]), '');
  });
  it('says that it raised', () => {
    assert.equal(inlineText([timesOf({ each: 0.31e9, raised: 1 })]), '0.31 s · raised');
    assert.equal(inlineText([timesOf({ count: 3, raised: 1 })]), '3 × 1.00 s · 3.00 s · 1 raised');
  });
  it('says that it did not finish', () => {
    assert.equal(inlineText([timesOf({ count: 0, pending: 1, pending_ns: 12.3e9 })]), '12.3 s · not finished');
    assert.equal(inlineText([timesOf({ count: 0, pending: 4, pending_ns: 12.3e9 })]), '12.3 s · 4 not finished');
    assert.equal(inlineText([timesOf({ count: 2, pending: 1, pending_ns: 1e9 })]), '2 × 1.00 s · 2.00 s · 1 not finished');
  });
  it('adds an await among the arguments of another, which ends before the other begins', () => {
    const outer = timesOf({ source: 'await a(await b())', end_column: 22, each: 2e9 });
    assert.equal(inlineText([outer, timesOf({ source: 'await b()', column: 12, end_column: 21 })]), '2 awaits · 3.00 s');
  });
  it('does not count twice what a generator expression awaits while the outer await lasts', () => {
    const outer = timesOf({ source: 'await collect(x async for x in y())', end_column: 39, each: 2e9 });
    const inner = timesOf({ kind: 'async comprehension', source: 'x in y()', column: 30, end_column: 38, count: 4 });
    assert.equal(inlineText([outer, inner]), '2.00 s');
    const list = timesOf({ source: 'await collect([x async for x in y()])', end_column: 41, each: 2e9 });
    assert.equal(inlineText([list, inner]), '5 awaits · 6.00 s');
  });
  it('keeps entering and leaving apart', () => {
    const enter = timesOf({ kind: 'async with enter', source: 'a() as b', each: 0.2e9 });
    const exit = timesOf({ kind: 'async with exit', source: 'a() as b', each: 0.1e9 });
    assert.equal(inlineText([enter, exit]), 'enter 0.20 s · exit 0.10 s');
    assert.equal(inlineText([enter, { ...exit, count: 0, pending: 1, pending_ns: 5e9 }]), 'enter 0.20 s · exit 5.00 s · not finished');
  });
});

describe('hoverText', () => {
  it('tells count, mean, min, max, suspended share and what was awaited', () => {
    const text = hoverText(timesOf({
      count: 4, elapsed_ns: { total: 4e9, min: 0.5e9, max: 2e9 }, suspensions: 4, awaited: [{ what: 'sleep', count: 3 }, { what: 'Queue.get', count: 1 }],
    }), false);
    assert.equal(text, [
      '`await a()`', '**4.00 s** elapsed in 4 awaits', 'Each: mean 1.00 s, min 0.50 s, max 2.00 s',
      'Suspended 3.92 s (98 %), running 80.0 ms; gave control back 4 times', 'Awaited: `sleep` × 3, `Queue.get`',
    ].join('\n\n'));
  });
  it('says when it did not give up control', () => {
    assert.match(hoverText(timesOf({ suspensions: 0 }), false), /Did not give up control/);
  });
  it('claims nothing of suspensions where the loop told no steps', () => {
    assert.doesNotMatch(hoverText(timesOf({ suspensions: 0, suspended_ns: 0, running_ns: 0 }), false), /control|uspended|running/);
  });
  it('tells raised, unfinished and stale', () => {
    assert.match(hoverText(timesOf({ raised: 1 }), false), /\n\nEnded by an exception/);
    assert.match(hoverText(timesOf({ count: 3, raised: 1 }), false), /1 of 3 ended by an exception/);
    assert.match(hoverText(timesOf({ count: 0, pending: 2, pending_ns: 3e9 }), false), /2 not finished when the run ended, after 3.00 s/);
    assert.match(hoverText(timesOf(), true), /before the function was edited/);
  });
  it('shows the source as it is, whatever Markdown it holds', () => {
    assert.ok(hoverText(timesOf({ source: 'await a("`*b*`", "``")' }), false).startsWith('```await a("`*b*`", "``")```\n'));
    assert.ok(hoverText(timesOf({ source: '`' }), false).startsWith('`` ` ``\n'));
  });
});
