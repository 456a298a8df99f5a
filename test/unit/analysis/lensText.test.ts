import assert from 'node:assert/strict';
import { lensTitles } from '../../../src/analysis/lensText.js';
import type { RunEnd } from '../../../src/shared/protocol.js';
import type { Report } from '../../../src/shared/report.js';
import { reportOf } from '../reports.js';

const reported = (changes: Partial<Report>): RunEnd => ({ kind: 'report', report: reportOf({ elapsed_ns: 2.0004e9, ...changes }) });
const raised = (type: string): Report['exception'] => ({ type, message: '', traceback: '', frames: [] });
const outcome = (end: RunEnd, stale = false): string | null => lensTitles({ kind: 'ended', end, stale }, false).outcome;

describe('lensTitles', () => {
  it('offers to run, with dots where arguments will be asked for', () => {
    assert.deepEqual(lensTitles({ kind: 'idle' }, false), { outcome: null, running: null, action: '▷ Run & time' });
    assert.equal(lensTitles({ kind: 'idle' }, true).action, '▷ Run & time…');
  });
  it('counts up while it runs', () => {
    const running = (elapsedNs: number | null, stopping = false): string | null => lensTitles({ kind: 'running', elapsedNs, stopping }, false).running;
    assert.deepEqual([running(null), running(1.25e9), running(1.25e9, true)], ['Starting…', 'Running… 1.2 s', 'Stopping…']);
  });
  it('says how it ended', () => {
    assert.equal(outcome(reported({})), '2.00 s');
    assert.equal(outcome(reported({ outcome: 'raised', exception: raised('ValueError'), elapsed_ns: 0.31e9 })), 'ValueError after 0.31 s');
    assert.equal(outcome(reported({ outcome: 'raised', exception: raised('app.errors.Broken') })), 'Broken after 2.00 s');
    assert.equal(outcome(reported({ outcome: 'raised', phase: 'loading', exception: raised('ImportError') })), 'ImportError while loading');
    assert.equal(outcome(reported({ outcome: 'timeout', elapsed_ns: 60.03e9 })), 'Timed out after 60 s');
    assert.equal(outcome(reported({ outcome: 'cancelled', elapsed_ns: 3.14e9 })), 'Stopped after 3.1 s');
    assert.equal(outcome(reported({ outcome: 'exited', exit_code: 3, elapsed_ns: 15.3e6 })), 'Exited with code 3 after 15.3 ms');
    assert.equal(outcome(reported({ outcome: 'crashed' })), 'Crashed after 2.00 s');
  });
  it('says why it could not run', () => {
    const unusable = (reason: 'syntax' | 'arguments'): RunEnd => ({ kind: 'unusable', unusable: { reason, message: '', file: null, line: null, column: null } });
    assert.equal(outcome(unusable('syntax')), 'SyntaxError');
    assert.equal(outcome(unusable('arguments')), 'Arguments do not fit');
    assert.equal(outcome({ kind: 'failed', message: 'no' }), 'Could not run');
  });
  it('marks a total from before an edit', () => assert.equal(outcome(reported({}), true), '2.00 s · before the edit'));
});
