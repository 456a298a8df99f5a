/** A process and all that descends from it, ended as one. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { undoAtExit } from './cleanup.mjs';

/**
 * Sees to it that a child process and its descendants do not outlive this process.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} ends them now, if they have not ended
 */
export function endAtExit(child) {
  return undoAtExit(() => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killTree(child.pid);
  });
}

/**
 * Kills a process and its descendants at once, those in process groups of their own included.
 * @param {number} pid
 */
export function killTree(pid) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  // Parents first, so that none can start another child after its children were listed.
  for (const each of descendants(pid)) kill(each);
}

/**
 * The process and its descendants, parents before their children.
 * @param {number} pid
 * @returns {number[]}
 */
export function descendants(pid) {
  const parents = process.platform === 'linux' ? parentsFromProc() : parentsFromPs();
  const found = [pid];
  for (const parent of found) {
    for (const [child, itsParent] of parents) if (itsParent === parent) found.push(child);
  }
  return found;
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** Linux tells without a program; small images have no `ps`. @returns {Map<number, number>} */
function parentsFromProc() {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      // `pid (name) state ppid …`, and the name may hold anything, parentheses too.
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(parent));
    } catch {
      // It ended while the list was read.
    }
  }
  return parents;
}

/** @returns {Map<number, number>} */
function parentsFromPs() {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return new Map(stdout.trim().split('\n').map((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return [Number(pid), Number(parent)];
  }));
}
