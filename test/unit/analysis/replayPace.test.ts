import assert from 'node:assert/strict';
import { advance, SPEEDS } from '../../../src/analysis/replay/pace.js';
import { Replay } from '../../../src/analysis/replay/replay.js';
import { laneOf, stepOf, traceOf } from '../traces.js';

const MS = 1e6;

describe('The pace of the replay', () => {
  // Events at 0, 10 and 20 ms, then the loop sleeps from 20.5 ms on; at 60 s, and the end at 60.01 s.
  const steps = [[0, 10], [10, 20], [20, 20.5], [60_000, 60_010]].map(([start, end]) => stepOf({ task: 1, at: [-1, start! * MS, end! * MS] }));
  const replay = new Replay(traceOf({ steps }), [laneOf(1)], []);

  it('knows its events', () => {
    assert.deepEqual(Array.from({ length: replay.length }, (_, index) => replay.nsOf(index) / MS), [0, 10, 20, 20.5, 60_000, 60_010]);
  });

  it('takes a while for each event', () => {
    assert.deepEqual(advance(replay, { index: 0, waitedMs: 0 }, 999, SPEEDS.steps), { index: 0, waitedMs: 999 });
    assert.deepEqual(advance(replay, { index: 0, waitedMs: 999 }, 2, SPEEDS.steps), { index: 1, waitedMs: 1 });
    assert.deepEqual(advance(replay, { index: 0, waitedMs: 0 }, 120, SPEEDS.fast), { index: 2, waitedMs: 20 });
  });

  it('takes as long as the run did, and less while the loop slept', () => {
    assert.deepEqual(advance(replay, { index: 0, waitedMs: 0 }, 9, SPEEDS.real), { index: 0, waitedMs: 9 });
    assert.deepEqual(advance(replay, { index: 0, waitedMs: 0 }, 25, SPEEDS.real), { index: 3, waitedMs: 4.5 });
    assert.deepEqual(advance(replay, { index: 0, waitedMs: 0 }, 25, SPEEDS.tenth), { index: 0, waitedMs: 25 });
    assert.deepEqual(advance(replay, { index: 3, waitedMs: 0 }, 999, SPEEDS.real), { index: 3, waitedMs: 999 });
    assert.deepEqual(advance(replay, { index: 3, waitedMs: 999 }, 1, SPEEDS.real), { index: 4, waitedMs: 0 });
  });

  it('stays at the end', () => {
    assert.deepEqual(advance(replay, { index: 4, waitedMs: 0 }, 1e6, SPEEDS.brisk), { index: 5, waitedMs: 0 });
    assert.deepEqual(advance(replay, { index: 5, waitedMs: 0 }, 1e6, SPEEDS.brisk), { index: 5, waitedMs: 0 });
  });
});
