/**
 * One run: one function in one worker process. The process is bracketed: whatever happens, when `result`
 * settles, the process and everything it started has ended and nothing listens any more.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { CHANNEL_VARIABLE, PROTOCOL_VERSION, type BlockingNow, type PendingAwait, type RunEnd, type RunRequest, type WorkerMessage } from '../shared/protocol.js';
import { openChannel, type Channel } from './channel.js';
import type { Interpreter } from './interpreter.js';
import { descendants, signalTree, type ProcessEntry } from './processTree.js';
import { reportOfVanished } from './vanished.js';

export interface RunEvents {
  onStarted?(): void;
  onProgress?(elapsedNs: number, pending: PendingAwait | null, blocking: BlockingNow | null): void;
  onOutput?(stream: 'stdout' | 'stderr', chunk: Buffer): void;
}

export interface RunSpec {
  interpreter: Interpreter;
  /** Folder of the Python package `await_lens`. */
  workerFolder: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  request: RunRequest;
}

export interface Run {
  readonly result: Promise<RunEnd>;
  /** Cancels the task; after 1 s terminates the process group, after another kills it. */
  stop(): void;
}

const CONNECT_MS = 30_000;
const TERMINATE_MS = 1_000;
const KILL_MS = 2_000;
/** How long a worker that has reported may take to run the program's exit handlers. */
const LINGER_MS = 2_000;
/** The worker ends an overdue run itself, within 1 s; the host steps in after this. */
const OVERDUE_MS = 3_000;
/** How long the channel may outlive its process, in the hands of a child that inherited it. */
const DRAIN_MS = 500;
const STDERR_TAIL = 64 << 10;

/** The environment a user's program should see: without what VS Code set for its own processes. */
export function programEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
}

export function startRun(spec: RunSpec, events: RunEvents): Run {
  const stopping = new AbortController();
  return { result: bracket(spec, events, stopping.signal), stop: () => stopping.abort() };
}

async function bracket(spec: RunSpec, events: RunEvents, stop: AbortSignal): Promise<RunEnd> {
  const { request, interpreter } = spec;
  const began = process.hrtime.bigint();
  const timers: NodeJS.Timeout[] = [];
  let settle: (end: RunEnd | null) => void = () => {};
  /** Resolves with what the worker handed back, or null when it vanished. */
  const handedBack = new Promise<RunEnd | null>((resolve) => { settle = resolve; });
  let startedAt = began;
  let running = false;
  let connected = false;
  let version = interpreter.version;
  let pending: PendingAwait | null = null;
  let stderr = '';
  let endedBy: 'cancelled' | 'timeout' | null = null;
  let known: ProcessEntry[] = [];

  const channel: Channel = await openChannel({ onMessage: receive, onGarbled: (message) => settle({ kind: 'failed', message }), onClosed: () => settle(null) });
  const child = spawn(interpreter.command, [...interpreter.args, join(spec.workerFolder, 'await_lens'), '--worker'], {
    cwd: spec.cwd,
    env: { ...programEnvironment(spec.env), [CHANNEL_VARIABLE]: channel.address },
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = firstOf(child, 'exit', 'error');
  const closed = firstOf(child, 'close', 'error');
  child.once('error', (error) => settle({ kind: 'failed', message: `Python could not be started (${interpreter.command}): ${error.message}` }));
  // A report sent just before the end is still on its way; the channel's own end comes after it.
  child.once('exit', () => after(connected ? DRAIN_MS : 0, () => settle(null)));
  child.stdout.on('data', (chunk: Buffer) => events.onOutput?.('stdout', chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_TAIL);
    events.onOutput?.('stderr', chunk);
  });

  function after(ms: number, action: () => void): void {
    timers.push(setTimeout(action, ms));
  }

  function receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'hello':
        connected = true;
        version = message.python;
        break;
      case 'started':
        running = true;
        startedAt = process.hrtime.bigint();
        if (request.timeout !== null) after(request.timeout * 1000 + OVERDUE_MS, () => void escalate('timeout'));
        events.onStarted?.();
        break;
      case 'progress':
        pending = message.pending;
        events.onProgress?.(message.elapsed_ns, message.pending, message.blocking ?? null);
        break;
      case 'done':
        settle({ kind: 'report', report: message.report });
        break;
      case 'unusable':
        settle({ kind: 'unusable', unusable: message });
        break;
    }
  }

  /** Terminates, then kills; the descendants are noted first, since they lose their parent with the first signal. */
  async function escalate(reason: 'cancelled' | 'timeout'): Promise<void> {
    endedBy = reason;
    if (child.pid !== undefined) known = await descendants(child.pid);
    after(KILL_MS - TERMINATE_MS, () => void signalTree(child, 'SIGKILL', known));
    await signalTree(child, 'SIGTERM', known);
  }

  function onStop(): void {
    endedBy = 'cancelled';
    channel.send({ v: PROTOCOL_VERSION, type: 'stop' });
    after(TERMINATE_MS, () => void escalate('cancelled'));
  }

  channel.send({ v: PROTOCOL_VERSION, type: 'run', request });
  after(CONNECT_MS, () => {
    if (!connected) settle({ kind: 'failed', message: `Python (${interpreter.command}) did not answer within ${CONNECT_MS / 1000} s. Select another interpreter, or try again.` });
  });
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });

  const end = await handedBack;
  const elapsed_ns = Number(process.hrtime.bigint() - startedAt);
  stop.removeEventListener('abort', onStop);
  for (const timer of timers.splice(0)) clearTimeout(timer);

  if (child.pid !== undefined) known.push(...await descendants(child.pid));
  channel.close(); // tells a worker that lingers to go on to its exit handlers
  await within(end?.kind === 'report' && !stop.aborted ? LINGER_MS : DRAIN_MS, exited);
  await signalTree(child, 'SIGKILL', known);
  await within(LINGER_MS, exited);
  // What the process wrote is read to its end; a stranger that still holds the pipes is not waited for.
  await within(LINGER_MS, closed);
  child.stdout.destroy();
  child.stderr.destroy();
  if (end) return end;
  const { exitCode: code, signalCode: signal } = child;
  if (!connected && !stop.aborted) return { kind: 'failed', message: cannotStart(interpreter, code, stderr) };
  return { kind: 'report', report: reportOfVanished({ request, python: { version, executable: interpreter.executable }, code, signal, endedBy, elapsed_ns, stderr, pending, running }) };
}

function cannotStart(interpreter: Interpreter, code: number | null, stderr: string): string {
  const said = stderr.trim().split('\n').slice(-3).join('\n');
  return `Python (${interpreter.command}) ended with status ${code} before it could run anything. Select another interpreter.${said ? `\n${said}` : ''}`;
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
