import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { descendants, signalTree } from '../../../src/runner/processTree.js';
import { until } from '../../until.js';

/** Starts a child in its own group and a grandchild in its own session, prints both ids, and both wait for ever. */
const FAMILY = `
const { spawn } = require('node:child_process');
const wait = ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e9); console.log(process.pid)"];
spawn(process.execPath, wait, { stdio: ['ignore', 'inherit', 'inherit'] });
spawn(process.execPath, wait, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
process.on('SIGTERM', () => {});
setInterval(() => {}, 1e9);
`;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('The process tree', () => {
  it('is ended whole: children that ignore SIGTERM, and those in a session of their own', async () => {
    const parent = spawn(process.execPath, ['-e', FAMILY], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    parent.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    await until('both grandchildren said their ids', () => said.trim().split('\n').length === 2);
    const pids = said.trim().split('\n').map(Number);

    const known = await descendants(parent.pid!);
    assert.deepEqual(known.map(({ pid }) => pid).sort(), pids.sort());

    const exited = once(parent, 'exit');
    await signalTree(parent, 'SIGKILL', known);
    await exited;
    await until('no process is left', () => !pids.some(alive));
  });

  it('does not touch a process that was given the id of one that ended', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { detached: true });
    const gone = spawn(process.execPath, ['-e', ''], { detached: true });
    await once(gone, 'exit');
    await signalTree(gone, 'SIGKILL', [{ pid: stranger.pid!, parent: gone.pid!, started: 'another time' }]);
    assert.ok(alive(stranger.pid!));
    const exited = once(stranger, 'exit');
    stranger.kill('SIGKILL');
    await exited;
  });
});
