import assert from 'node:assert/strict';
import { FACTS } from '../../../src/analysis/facts.js';
import { inlineText } from '../../../src/analysis/inline.js';
import type { TimedAwait } from '../../../src/analysis/timedAwait.js';
import { blockingOf } from '../reports.js';
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
  it('claims no exactness of what was sampled or is too short to be told', () => {
    assert.equal(inlineText([timesOf({ count: 1000, each: 8.2e3, sampled: 900 })]), '1,000 × 8.20 µs · ≈ 8.20 ms');
    assert.equal(inlineText([timesOf({ count: 1_000_000, each: 120, sampled: 999_000, below_resolution: true })]), '1,000,000 × < 5 µs · ≈ 0.12 s');
    assert.equal(inlineText([timesOf({ each: 900, below_resolution: true })]), '< 5 µs');
    assert.equal(inlineText([timesOf({ count: 2, each: 900, below_resolution: true }), timesOf({ column: 9 })]), '3 awaits · ≈ 1.00 s');
  });
});

describe('the further fact at the end of an await line', () => {
  const late = { each: 0.45e9, waiting_ns: 0.1e9, ready_ns: 0.35e9, running_ns: 0 };
  const blocked = { ...late, late: { blocking: [blockingOf()], starvation: [] } };
  const waker = (what: string): TimedAwait['woken_by'] => [{ by: 'task', task: 2, what, count: 1 }];
  const get = { woken_by: waker('Task-2 (worker)'), awaited: [{ what: 'Queue.get, empty', count: 1 }] };

  it('says by how much it was late, and whether one step held the loop', () => {
    assert.equal(inlineText([timesOf(blocked)]), '0.45 s · 0.35 s late: loop blocked');
    assert.equal(inlineText([timesOf({ ...late, late: { blocking: [], starvation: [] } })]), '0.45 s · 0.35 s late: loop busy');
    assert.equal(inlineText([timesOf({ ...blocked, raised: 1 })]), '0.45 s · raised · 0.35 s late: loop blocked');
    assert.equal(inlineText([timesOf(blocked), timesOf({ ...blocked, column: 30 })]), '2 awaits · 0.90 s · 0.70 s late: loop blocked');
  });
  it('says who woke what anyone may wake', () => {
    assert.equal(inlineText([timesOf(get)]), '1.00 s · woken by Task-2 (worker)');
    for (const what of ['Event', 'Lock held by Task-2 (worker)', 'asyncio.Event.wait', 'wait_for of Queue.get, empty, timeout 2 s', 'Future']) {
      assert.match(inlineText([timesOf({ ...get, awaited: [{ what, count: 1 }] })]), /woken by/, what);
    }
  });
  it('does not say who woke what has an obvious end, or several', () => {
    for (const what of ['Task-2 (worker)', "Task 'fetch-3' (fetch)", 'gather of 3', 'fetch', 'Queues.all', 'Client.fetch', 'sleep 1 s', 'FutureLike']) {
      assert.equal(inlineText([timesOf({ ...get, awaited: [{ what, count: 1 }] })]), '1.00 s', what);
    }
    for (const changes of [
      { woken_by: [{ by: 'timer' as const, task: null, what: 'timer', count: 1 }] }, { woken_by: [] }, { raised: 1 }, { pending: 1 }, { awaited: [] },
      { woken_by: [...waker('Task-2'), ...waker('Task-3')] }, { awaited: [...get.awaited, { what: 'gather of 2', count: 1 }] }, { waiting_ns: 900 },
    ]) assert.doesNotMatch(inlineText([timesOf({ ...get, ...changes })]), /woken/, JSON.stringify(changes));
  });
  it('says that it never gave up control where that matters', () => {
    const never = { suspensions: 0, waiting_ns: 0, suspended_ns: 0 };
    assert.equal(inlineText([timesOf({ ...never, each: 0.4e9 })]), '0.40 s · never gave up control');
    assert.equal(inlineText([timesOf({ ...never, count: 1000, each: 100, below_resolution: true })]), '1,000 × < 5 µs · ≈ 100 µs · never gave up control');
    assert.equal(inlineText([timesOf({ ...never, each: 4e6 })]), '4.00 ms');
    assert.equal(inlineText([timesOf({ ...never, steps: false })]), '1.00 s', 'the loop told no steps');
    assert.equal(inlineText([timesOf({ ...never, raised: 1 })]), '1.00 s · raised');
  });
  it('is one at most, the most telling', () => {
    assert.equal(inlineText([timesOf({ ...get, ...blocked })]), '0.45 s · 0.35 s late: loop blocked');
    const texts = new Set(FACTS.map(({ id }) => id));
    assert.equal(texts.size, FACTS.length);
  });
});
