import assert from 'node:assert/strict';
import { isFromProof, isProof, isProposal, isToProof, PROOF_VERSION, type ProofView, type ToProof } from '../../../src/shared/proof.js';
import { proven, runsOf } from '../analysis/proof/proofs.js';
import { changed, pathsOf } from './wrong.js';

const view: ProofView = {
  subject: { title: 'main()', file: 'a.py', change: 'Run together with gather', names: { old: 'before', new: 'after' } },
  state: { kind: 'ended', proof: proven(runsOf((side) => ({ printed: [side] }))) },
  decision: { first: 'undo', note: 'Undone.', done: true },
};
const message: ToProof = { v: PROOF_VERSION, type: 'show', view };

describe('What the view of a proof and its host say to each other', () => {
  it('is drawn when it is from its host, and nothing of it is missing or wrong', () => {
    assert.ok(isToProof(message));
    for (const path of pathsOf(message)) {
      // Without it, except for one of several; and as a record that has nothing of what is asked for.
      if (typeof path.at(-1) !== 'number') assert.ok(!isToProof(changed(message, path, undefined)), path.join('.'));
      assert.ok(!isToProof(changed(message, path, { wrong: true })), path.join('.'));
    }
    for (const state of [{ kind: 'failed', message: 'm' }, { kind: 'running', round: 1, rounds: 5, side: 'old', elapsedNs: { old: [1], new: [] }, stopping: false }]) assert.ok(isToProof({ ...message, view: { ...view, state, decision: null } }));
    for (const state of [null, {}, { kind: 'constructor' }, { kind: 'running' }, { kind: 'failed' }]) assert.ok(!isToProof({ ...message, view: { ...view, state } }));
    assert.ok(!isProof({ ...(view.state as { proof: object }).proof, version: PROOF_VERSION + 1 }));
  });

  it('is taken from the view when it is well formed', () => {
    const v = PROOF_VERSION;
    for (const value of [{ v, type: 'ready' }, { v, type: 'stop' }, { v, type: 'keep' }, { v, type: 'undo' }, { v, type: 'reveal', line: 3 }]) assert.ok(isFromProof(value), value.type);
    for (const value of [null, [], {}, { type: 'keep' }, { v: v + 1, type: 'keep' }, { v, type: 'delete' }, { v, type: 'toString' }, { v, type: 'reveal' }, { v, type: 'reveal', line: 0 }, { v, type: 'reveal', line: 1.5 }]) assert.ok(!isFromProof(value), JSON.stringify(value));
  });
});

describe('A change that is to be proven', () => {
  it('has a title and edits', () => {
    const edits = [{ start: 0, end: 3, text: 'x' }];
    assert.ok(isProposal({ title: 'Do', edits }));
    for (const value of [null, { title: 'Do' }, { title: 'Do', edits: [] }, { edits }, { title: 'Do', edits: [{ start: '0', end: 3, text: 'x' }] }, { title: 'Do', edits: [{ start: 0, end: -3, text: 'x' }] }, { title: 'Do', edits: [{ start: 0, end: 3 }] }]) assert.ok(!isProposal(value), JSON.stringify(value));
  });
});
