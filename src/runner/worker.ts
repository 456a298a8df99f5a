/**
 * A worker process, from its start to its end. Who has started one ends it: when `end` settles, the process and
 * everything it started has ended and nothing listens any more.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { CHANNEL_VARIABLE, type HostMessage, type WorkerMessage } from '../shared/protocol.js';
import { openChannel } from './channel.js';
import type { Interpreter } from './interpreter.js';
import { descendants, signalTree, type ProcessEntry } from './processTree.js';

/** Where a worker starts. */
export interface Place {
  interpreter: Interpreter;
  /** Folder of the Python package `await_lens`. */
  workerFolder: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Who a worker speaks to. */
export interface WorkerUser {
  onMessage(message: WorkerMessage): void;
  /** Nothing more is to be expected: it vanished (null), or cannot be spoken to, with the reason for a person. */
  onLost(problem: string | null): void;
  /** What the process writes; it is held back until there is a user that takes it. */
  onOutput?(stream: 'stdout' | 'stderr', chunk: Buffer): void;
}

export interface Worker {
  readonly process: ChildProcess;
  /** Version of its Python, for example `3.12.1`; null until it has connected. */
  readonly python: string | null;
  /** From now on it speaks to this user. One that was lost before says so at once. */
  use(user: WorkerUser): void;
  send(message: HostMessage): void;
  /** Signals the process and all that it started. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Closes the channel: a worker that waits or lingers then goes its way. */
  hangUp(): void;
  /** Hangs up, gives the process that many milliseconds to leave by itself, and ends what is left. */
  end(patience: number): Promise<void>;
}

/** How long the channel may outlive its process, in the hands of a child that inherited it. */
export const DRAIN_MS = 500;
/** How long a killed process may take to be gone, and its pipes to be read to their end. */
const GONE_MS = 2_000;

/** The environment a user's program should see: without what VS Code set for its own processes. */
export function programEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
}

/** Starts `python …/await_lens --worker` in a process group of its own; it then waits for a request. */
export async function startWorker(place: Place): Promise<Worker> {
  let user: WorkerUser | undefined;
  let python: string | null = null;
  let lost: { problem: string | null } | undefined;
  let draining: NodeJS.Timeout | undefined;
  let reading = false;
  let known: ProcessEntry[] = [];

  const channel = await openChannel({
    onMessage: (message) => {
      if (message.type === 'hello') python = message.python;
      user?.onMessage(message);
    },
    onGarbled: lose,
    onClosed: () => lose(null),
  });
  const child = start();
  const exited = firstOf(child, 'exit', 'error');
  const closed = firstOf(child, 'close', 'error');
  child.once('error', (error) => lose(`Python could not be started (${place.interpreter.command}): ${error.message}`));
  // A report sent just before the end is still on its way; the channel's own end comes after it.
  child.once('exit', () => { draining = setTimeout(() => lose(null), python === null ? 0 : DRAIN_MS); });

  function start(): ReturnType<typeof spawnWorker> {
    try {
      return spawnWorker(place, channel.address);
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  function lose(problem: string | null): void {
    if (lost) return;
    lost = { problem };
    user?.onLost(problem);
  }

  /** The descendants are noted before a signal takes their parent from them. One that has exited has none left. */
  async function noteDescendants(): Promise<void> {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) known = [...known, ...await descendants(child.pid)];
  }

  return {
    process: child,
    get python() { return python; },
    use: (next) => {
      user = next;
      if (next.onOutput && !reading) {
        reading = true;
        child.stdout.on('data', (chunk: Buffer) => user?.onOutput?.('stdout', chunk));
        child.stderr.on('data', (chunk: Buffer) => user?.onOutput?.('stderr', chunk));
      }
      if (lost) next.onLost(lost.problem);
    },
    send: channel.send,
    signal: async (name) => {
      await noteDescendants();
      await signalTree(child, name, known);
    },
    hangUp: channel.close,
    end: async (patience) => {
      clearTimeout(draining);
      await noteDescendants();
      channel.close();
      await within(patience, exited);
      await signalTree(child, 'SIGKILL', known);
      await within(GONE_MS, exited);
      clearTimeout(draining);
      // What the process wrote is read to its end; a stranger that still holds the pipes is not waited for.
      if (reading) await within(GONE_MS, closed);
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

function spawnWorker({ interpreter, workerFolder, cwd, env }: Place, address: string) {
  return spawn(interpreter.command, [...interpreter.args, join(workerFolder, 'await_lens'), '--worker'], {
    cwd,
    env: { ...programEnvironment(env), [CHANNEL_VARIABLE]: address },
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function firstOf(child: ChildProcess, ...names: string[]): Promise<void> {
  return new Promise((resolve) => names.forEach((name) => child.once(name, () => resolve())));
}

function within(ms: number, promise: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void promise.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
