import assert from 'node:assert/strict';
import { faultFrames, reportOfVanished, type LastSeen } from '../../../src/runner/vanished.js';
import { isReport } from '../../../src/shared/report.js';

const request = { file: '/ws/app/main.py', qualname: 'main', line: null, source: null, arguments: '', instance: null, root: '/ws', timeout: null, block_threshold_ms: 50 };
const seen = (changes: Partial<LastSeen> = {}): LastSeen => ({
  request, python: { version: '3.12.1', executable: '/usr/bin/python3' }, code: 1, signal: null, endedBy: null, elapsed_ns: 5, stderr: '', pending: null, running: true, ...changes,
});
const FAULT = [
  'some output', 'Fatal Python error: Segmentation fault', '',
  'Thread 0x01 (most recent call first):', '  File "/ws/app/other_thread.py", line 1 in wait', '',
  'Current thread 0x02 (most recent call first):', '  File "/usr/lib/python3.12/ctypes.py", line 5 in call', '  File "/ws/app/gr\\xfc\\u20acn.py", line 7 in f\\xfcnf',
  '  File "/ws/app/main.py", line 3 in main', '  File "/wsx/not_ours.py", line 9 in f', '',
  'Extension modules: a, b', '',
].join('\n');

describe('A worker that vanished', () => {
  it('without a word exited; the exit code is told', () => {
    const report = reportOfVanished(seen({ code: 4 }));
    assert.ok(isReport(report));
    assert.deepEqual([report.outcome, report.exit_code, report.exception, report.phase, report.elapsed_ns], ['exited', 4, null, 'running', 5]);
    assert.match(report.notes.join(), /os\._exit/);
    assert.equal(reportOfVanished(seen({ running: false })).phase, 'loading');
  });

  it('by a signal crashed, in words', () => {
    const words = { SIGSEGV: 'segmentation fault', SIGABRT: 'aborted', SIGKILL: 'killed from outside, perhaps because memory ran out', SIGHUP: 'exit status null' } as const;
    for (const [signal, message] of Object.entries(words)) {
      const { outcome, exception, exit_code } = reportOfVanished(seen({ code: null, signal: signal as NodeJS.Signals }));
      assert.deepEqual([outcome, exception?.type, exception?.message, exit_code], ['crashed', signal, message, null]);
    }
  });

  it('on Windows crashed by the status of its exit', () => {
    for (const code of [0xc0000005, 0xc0000005 | 0]) assert.equal(reportOfVanished(seen({ code })).outcome, 'crashed');
    assert.equal(reportOfVanished(seen({ code: 0x40000015 })).outcome, 'exited');
  });

  it('because the host ended it says that, whatever the signal', () => {
    for (const endedBy of ['cancelled', 'timeout'] as const) assert.equal(reportOfVanished(seen({ code: null, signal: 'SIGKILL', endedBy })).outcome, endedBy);
  });

  it('says where it crashed: the frames of the thread, the user\'s only, outermost first', () => {
    assert.deepEqual(faultFrames(FAULT, request).map(({ file, line, function: name }) => [file, line, name]), [
      ['/ws/app/main.py', 3, 'main'], ['/ws/app/grü€n.py', 7, 'fünf'],
    ]);
    const { exception } = reportOfVanished(seen({ code: null, signal: 'SIGSEGV', stderr: FAULT }));
    assert.deepEqual([exception?.message, exception?.frames.length], ['segmentation fault', 2]);
    assert.deepEqual(faultFrames('no fault here\n  File "/ws/app/main.py", line 3 in main\n', request), []);
  });

  it('without frames says where it was waiting', () => {
    const pending = { file: '/ws/app/main.py', line: 8, function: 'main', source: 'await x()', elapsed_ns: 3 };
    const { exception } = reportOfVanished(seen({ code: null, signal: 'SIGKILL', pending }));
    assert.deepEqual(exception?.frames, [{ file: '/ws/app/main.py', line: 8, function: 'main', source: 'await x()' }]);
  });
});
