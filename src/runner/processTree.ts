/**
 * Ending a process together with everything it started. A worker leads its own process group (POSIX), so one
 * signal reaches its children; those that moved to a session of their own are found by walking the process table.
 */
import { execFile, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** One process of the table. `started` tells it from a later one that was given the same id. */
export interface ProcessEntry {
  pid: number;
  parent: number;
  started: string;
}

function listByPs(): Promise<ProcessEntry[]> {
  return new Promise((resolve) => {
    execFile('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { maxBuffer: 1 << 24 }, (_error, stdout) => {
      const entries = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter((match) => match !== null);
      resolve(entries.map((match) => ({ pid: Number(match[1]), parent: Number(match[2]), started: match[3] ?? '' })));
    });
  });
}

async function listByProc(): Promise<ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(pids.map(async (pid) => {
    try {
      // `PID (name) STATE PPID …`: the name may hold spaces and brackets, so fields are counted from its end.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') return null;
      return { pid: Number(pid), parent: Number(fields[1]), started: fields[19] ?? '' };
    } catch {
      return null; // it ended while we looked
    }
  }));
  return entries.filter((entry) => entry !== null);
}

function listProcesses(): Promise<ProcessEntry[]> {
  return process.platform === 'linux' ? listByProc() : listByPs();
}

/** The live descendants of `pid`, itself excluded. Empty on Windows, where `taskkill /T` walks the tree itself. */
export async function descendants(pid: number): Promise<ProcessEntry[]> {
  if (process.platform === 'win32') return [];
  const table = await listProcesses();
  const found: ProcessEntry[] = [];
  let generation = [pid];
  while (generation.length > 0) {
    const children = table.filter((entry) => generation.includes(entry.parent));
    found.push(...children);
    generation = children.map((entry) => entry.pid);
  }
  return found;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, which is what was wanted.
  }
}

/**
 * Signals `child`, its process group and those of `known` (from `descendants`) that still are the same process.
 * On Windows every signal ends the tree at once.
 */
export async function signalTree(child: ChildProcess, name: NodeJS.Signals, known: ProcessEntry[] = []): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    await new Promise<void>((resolve) => execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => resolve()));
    return;
  }
  signal(-pid, name);
  if (known.length === 0) return;
  const alive = new Map((await listProcesses()).map((entry) => [entry.pid, entry.started]));
  for (const entry of known) if (alive.get(entry.pid) === entry.started) signal(entry.pid, name);
}
