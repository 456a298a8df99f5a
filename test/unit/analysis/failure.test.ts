import assert from 'node:assert/strict';
import { failureOf, type Failure } from '../../../src/analysis/failure.js';
import type { RunEnd, Unusable } from '../../../src/shared/protocol.js';
import type { Frame, RaisedException, Report } from '../../../src/shared/report.js';
import { reportOf } from '../reports.js';
import { timesOf } from './times.js';

const frame = (line: number): Frame => ({ file: '/a.py', line, function: 'main', source: '' });
const exception = (type: string, message: string, ...lines: number[]): RaisedException => ({ type, message, traceback: '', frames: lines.map(frame) });
const of = (changes: Partial<Report>): Failure | null => failureOf({ kind: 'report', report: reportOf(changes) });
const unusable = (changes: Partial<Unusable>): RunEnd => ({ kind: 'unusable', unusable: { reason: 'syntax', message: 'invalid syntax', file: '/a.py', line: 3, column: 7, ...changes } });

describe('failureOf', () => {
  it('has nothing to say of a run that returned, that was stopped, or that exited with 0', () => {
    for (const changes of [{}, { outcome: 'cancelled' }, { outcome: 'exited', exit_code: 0 }] as const) assert.equal(of(changes), null);
  });
  it('names the exception, and marks the innermost of the frames', () => {
    assert.deepEqual(of({ outcome: 'raised', exception: exception('ValueError', 'bad', 2, 9) }), { message: 'ValueError: bad', place: { file: '/a.py', line: 9, column: null } });
    assert.deepEqual(of({ outcome: 'raised', exception: exception('KeyError', '') }), { message: 'KeyError', place: null });
    assert.equal(of({ outcome: 'raised' })?.message, 'An exception was raised');
  });
  it('marks where a run waited at its time limit, and there the innermost: the await that began last', () => {
    const awaits = [timesOf({ line: 4, pending: 1, pending_ns: 60e9 }), timesOf({ line: 12, pending: 1, pending_ns: 59e9 }), timesOf({ line: 8 })];
    const failure = of({ outcome: 'timeout', elapsed_ns: 60e9, awaits });
    assert.match(failure?.message ?? '', /^Timed out after 1 min 00 s/);
    assert.equal(failure?.place?.line, 12);
    assert.equal(of({ outcome: 'timeout' })?.place, null);
  });
  it('tells of an exit code and of a crash', () => {
    assert.equal(of({ outcome: 'exited', exit_code: 3 })?.message, 'The program ended itself with exit code 3');
    assert.equal(of({ outcome: 'crashed', exception: exception('SIGSEGV', 'segmentation fault', 4) })?.message, 'Python crashed: segmentation fault');
    assert.equal(of({ outcome: 'crashed' })?.message, 'Python crashed: no reason is known');
  });
  it('marks where a text is no Python, with its column', () => {
    assert.deepEqual(failureOf(unusable({})), { message: 'invalid syntax', place: { file: '/a.py', line: 3, column: 7 } });
    assert.equal(failureOf(unusable({ line: 0 }))?.place?.line, 1, 'Python says 0 of what it cannot decode');
    for (const unknown of [{ file: null }, { line: null }]) assert.equal(failureOf(unusable(unknown))?.place, null);
  });
  it('says why a worker could not be started', () => {
    assert.deepEqual(failureOf({ kind: 'failed', message: 'no Python' }), { message: 'no Python', place: null });
  });
});
