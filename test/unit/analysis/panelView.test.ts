import assert from 'node:assert/strict';
import { viewOf, type Measured, type ShownRun, type ViewInput } from '../../../src/analysis/panelView.js';
import { scan } from '../../../src/analysis/scan.js';
import type { Headline, PanelView } from '../../../src/shared/panel.js';
import type { RunEnd } from '../../../src/shared/protocol.js';
import type { AwaitTimes, Report } from '../../../src/shared/report.js';
import { blockingOf, reportOf, starvationOf, warningOf } from '../reports.js';
import { reportedTimes } from './times.js';

const TEXT = 'import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n    await asyncio.sleep(1); await other()\n\nasync def other():\n    pass\n';
const found = scan(TEXT);
const [main] = found.functions;
const [first, second, third] = main!.awaitPoints;

const subject = { uri: 'file:///a.py', qualname: 'main', ordinal: 0, report: null };
const headline: Headline = { verdict: 'idle', label: 'Idle', sentences: ['It waited.'], prediction: null, overlap: 1 };
const shown = { fn: main!, scan: found, text: TEXT };
const view = (changes: Partial<ViewInput> = {}): PanelView => viewOf({ subject, file: 'a.py', pinned: false, shown, run: undefined, measured: null, now: 0, blocked: null, offers: [], canProve: () => false, ...changes });
const running = (changes: Partial<Extract<ShownRun, { phase: 'running' }>> = {}): ShownRun => ({ phase: 'running', startedAt: 1_000, stopping: false, pending: null, live: null, ...changes });
const ended = (end: RunEnd, stale = false): PanelView => view({ run: { phase: 'ended', end, python: '3.12.1', startedAt: 5, stale } });
const reported = (changes: Partial<Report>, stale = false): PanelView => ended({ kind: 'report', report: reportOf(changes) }, stale);
/** A report whose awaits stand on these points. */
const measuredOn = (points: (typeof first)[], times: AwaitTimes[], changes: Partial<Report> = {}): Measured => ({
  report: reportOf({ awaits: times, ...changes }), headline, places: points.map((point, site) => ({ point: point!, site })), stale: false,
});

describe('viewOf', () => {
  it('explains every await point from the code alone', () => {
    const { title, file, state, points } = view();
    assert.deepEqual([title, file, state], ['main()', 'a.py', { kind: 'code', within: null }]);
    assert.deepEqual(points.map(({ line, column, source }) => [line, column, source]), [[3, 4, 'await asyncio.sleep(1)'], [4, 4, 'await asyncio.sleep(1)'], [4, 28, 'await other()']]);
    for (const point of points) {
      assert.equal(point.explanation.length, 1);
      assert.deepEqual([point.times, point.pending], [null, false]);
    }
  });

  it('counts up while it runs, shows where it waits, and no times of an earlier run', () => {
    const pending = { file: '/a.py', line: 5, function: 'main', source: 'await asyncio.sleep(1)', elapsed_ns: 1 };
    const { state, points } = view({ now: 3_500, measured: measuredOn([first], [reportedTimes()]), run: running({ pending }) });
    assert.deepEqual(state, { kind: 'running', elapsedNs: 2.5e9, stopping: false });
    assert.deepEqual(points.map((point) => point.pending), [false, true, false]);
    assert.ok(points.every(({ times }) => times === null));
    assert.deepEqual(view({ run: running({ startedAt: null, stopping: true }) }).state, { kind: 'running', elapsedNs: 0, stopping: true });
    const elsewhere = { ...pending, function: 'other' };
    assert.ok(view({ run: running({ pending: elsewhere }) }).points.every((point) => !point.pending));
  });

  it('counts the awaits of a run that goes on', () => {
    const awaits = [{ file: '/a.py', kind: 'await' as const, function: 'main', source: 'await asyncio.sleep(1)', line: 4, column: 4, end_line: 4, end_column: 26, count: 2, elapsed_ns: 7, pending: 1, pending_ns: 3 }];
    const [counted, other] = view({ run: running({ live: { tasks: [], tasks_omitted: 0, callbacks: [], awaits } }) }).points;
    assert.deepEqual([counted!.times?.count, counted!.times?.elapsedNs, counted!.times?.pendingNs, counted!.times?.steps], [2, 7, 3, false]);
    assert.equal(other!.times, null);
  });

  it('puts each time onto its own await point', () => {
    const [none, waiting, thrice] = view({ measured: measuredOn([third, { ...second! }], [reportedTimes({ count: 3, raised: 1 }), reportedTimes({ count: 0, pending: 1, pending_ns: 7 })]) }).points;
    assert.deepEqual([none!.times, none!.site], [null, null]);
    assert.deepEqual([waiting!.times?.pendingNs, waiting!.site], [7, 1]);
    assert.deepEqual(thrice!.times, {
      count: 3, raised: 1, elapsedNs: 3e9, minNs: 1e9, maxNs: 1e9, waitingNs: 3e9 * 0.98, readyNs: 0, runningNs: 3e9 * 0.02, suspensions: 3, steps: true, estimated: false, belowResolution: false, pendingNs: null,
    });
    assert.notDeepEqual(thrice!.explanation, none!.explanation, 'what was measured is told, else what the code says');
  });

  it('claims no shares where the loop told no steps', () => {
    const { points } = view({ measured: measuredOn([first], [reportedTimes()], { loop: { type: 'x', steps: false, note: 'unknown loop' } }) });
    assert.equal(points[0]!.times?.steps, false);
  });

  it('says in whose run a function was timed that has none of its own', () => {
    assert.deepEqual(view({ measured: measuredOn([first], [reportedTimes()], { target: { kind: 'function', file: '/a.py', name: 'outer' } }) }).state, { kind: 'code', within: 'outer()' });
    assert.deepEqual(view().state, { kind: 'code', within: null });
  });

  it('shows a saved report from what it says alone where its file is not here', () => {
    const report = reportOf({ awaits: [reportedTimes({ file: '/a.py', line: 12, column: 4 }), reportedTimes({ file: '/a.py', function: 'other' })] });
    const { points, concepts } = view({
      shown: null, subject: { ...subject, uri: null, report: 'file:///saved.json' },
      run: { phase: 'ended', end: { kind: 'report', report }, python: '3.12.1', startedAt: null, stale: false }, measured: { report, headline, places: [], stale: false },
    });
    assert.deepEqual(points.map(({ line, column, site }) => [line, column, site]), [[11, 4, 0]]);
    assert.ok(points[0]!.explanation.length > 0);
    assert.deepEqual(concepts, []);
  });

  it('hands on the verdict, and the three kinds of time of the function\'s own task', () => {
    const report = reportOf({ tasks: [{ id: 1, name: 'Task-1', function: 'main', parent: null, created_at: null, thread: 1, start_ns: 0, end_ns: 2e9, outcome: 'returned', cancelled_by: null, running_ns: 1, waiting_ns: 2, ready_ns: 3, steps: 2, timeline: [] }] });
    const { state } = view({ run: { phase: 'ended', end: { kind: 'report', report }, python: '3.12.1', startedAt: 5, stale: false }, measured: { report, headline, places: [], stale: false } });
    assert.ok(state.kind === 'ended');
    assert.equal(state.headline, headline);
    assert.deepEqual(state.times, { waitingNs: 2, readyNs: 3, runningNs: 1 });
    assert.equal(state.startedAt, 5);
  });

  it('says what came of a run', () => {
    const exception = { type: 'ValueError', message: 'bad', traceback: '', frames: [] };
    const cases: [Partial<Report>, string, boolean][] = [
      [{ value: "'hello'" }, "Returned 'hello'", false],
      [{ outcome: 'raised', exception }, 'Raised ValueError: bad', true],
      [{ outcome: 'raised', phase: 'loading', exception }, 'Could not be loaded: ValueError: bad', true],
      [{ outcome: 'timeout' }, 'Timed out', true],
      [{ outcome: 'cancelled' }, 'Stopped', false],
      [{ outcome: 'exited', exit_code: 3 }, 'Exited with code 3', true],
      [{ outcome: 'exited', exit_code: 0 }, 'Exited with code 0', false],
      [{ outcome: 'crashed', exception: { ...exception, message: 'segmentation fault' } }, 'Crashed: segmentation fault', true],
    ];
    for (const [changes, outcome, failed] of cases) {
      const { state } = reported(changes);
      assert.ok(state.kind === 'ended');
      assert.deepEqual([state.outcome, state.failed, state.elapsedNs], [outcome, failed, 2e9]);
    }
  });

  it('says when the function was edited since, and with which Python it ran', () => {
    for (const stale of [true, false]) {
      const { state } = reported({}, stale);
      assert.ok(state.kind === 'ended');
      assert.deepEqual([state.stale, state.python], [stale, '3.12.1']);
    }
  });

  it('says why a run did not begin', () => {
    for (const end of [
      { kind: 'failed', message: 'no Python' },
      { kind: 'unusable', unusable: { reason: 'no-function', message: 'no Python', file: null, line: null, column: null } },
    ] as const) {
      const { state } = ended(end);
      assert.ok(state.kind === 'ended');
      assert.deepEqual([state.outcome, state.failed, state.advice, state.elapsedNs], ['Did not run', true, 'no Python', 0]);
    }
  });

  it('tells in short who held the loop and what looks wrong', () => {
    const { findings } = reported({
      target: { kind: 'function', file: '/a.py', name: 'main' },
      blocking: [blockingOf(), blockingOf({ file: '/ws/b.py' }), blockingOf({ file: null, line: null, source: null, starved: [] })], blocking_omitted: 1200,
      starvation: [starvationOf()], warnings: [warningOf(), warningOf({ at: null, count: 2 })],
    });
    assert.deepEqual(findings.map(({ kind, where, source, text }) => [kind, where, source, text]), [
      ['blocking', 'line 4', 'time.sleep(0.5)', 'Held the event loop 0.50 s, starved Task-2 (heartbeat)'],
      ['blocking', 'b.py, line 4', 'time.sleep(0.5)', 'Held the event loop 0.50 s, starved Task-2 (heartbeat)'],
      ['blocking', null, null, 'Code that is not yours held the event loop 0.50 s'],
      ['blocking', null, null, '1,200 more blocking steps were not kept'],
      ['starvation', null, null, 'From 0.10 s on, many short steps together held the event loop 0.20 s: crunch (400) and log (20); they starved Task-2 (ticker)'],
      ['warning', 'line 3', 'fetch()', 'The coroutine fetch() was never awaited.'],
      ['warning', null, null, 'The coroutine fetch() was never awaited. (2 ×)'],
    ]);
    const many = reported({ warnings: Array.from({ length: 13 }, () => warningOf()) }).findings;
    assert.deepEqual([many.length, many.at(-1)?.text], [11, '3 more warnings']);
    assert.deepEqual(view().findings, []);
  });

  it('hands on why it cannot be run here', () => assert.equal(view({ blocked: 'not trusted' }).blocked, 'not trusted'));
});
