/**
 * One run: one function in one worker process. The process is bracketed: whatever happens, when `result`
 * settles, the process and everything it started has ended and nothing listens any more.
 */
import { PROTOCOL_VERSION, type BlockingNow, type Live, type PendingAwait, type RunEnd, type RunRequest, type WorkerMessage } from '../shared/protocol.js';
import type { Interpreter } from './interpreter.js';
import { reportOfVanished } from './vanished.js';
import type { WarmWorkers } from './warm.js';
import { DRAIN_MS, startWorker, type Place } from './worker.js';

export interface RunEvents {
  onStarted?(): void;
  /** live: what has happened so far, while the run is watched. */
  onProgress?(elapsedNs: number, pending: PendingAwait | null, blocking: BlockingNow | null, live: Live | null): void;
  onOutput?(stream: 'stdout' | 'stderr', chunk: Buffer): void;
}

export interface RunSpec extends Place {
  request: RunRequest;
}

export interface Run {
  readonly result: Promise<RunEnd>;
  /** Cancels the task; after 1 s terminates the process group, after another kills it. */
  stop(): void;
  /** Whether progress is to tell what has happened so far: from the next word of it on. Nobody watches at first. */
  watch(on: boolean): void;
}

/** Whether somebody watches; tells who listens when that changes. */
class Watching {
  listener: ((on: boolean) => void) | null = null;
  on = false;

  set(on: boolean): void {
    if (on === this.on) return;
    this.on = on;
    this.listener?.(on);
  }
}

const CONNECT_MS = 30_000;
const TERMINATE_MS = 1_000;
const KILL_MS = 2_000;
/** How long a worker that has reported may take to run the program's exit handlers. */
const LINGER_MS = 2_000;
/** The worker ends an overdue run itself, within 1 s; the host steps in after this. */
const OVERDUE_MS = 3_000;
const STDERR_TAIL = 64 << 10;

/** @param warm where a worker may be waiting already */
export function startRun(spec: RunSpec, events: RunEvents, warm?: WarmWorkers): Run {
  const stopping = new AbortController();
  const watching = new Watching();
  return { result: bracket(spec, events, stopping.signal, watching, warm), stop: () => stopping.abort(), watch: (on) => watching.set(on) };
}

async function bracket(spec: RunSpec, events: RunEvents, stop: AbortSignal, watching: Watching, warm: WarmWorkers | undefined): Promise<RunEnd> {
  const { request, interpreter } = spec;
  const began = process.hrtime.bigint();
  const timers: NodeJS.Timeout[] = [];
  let settle: (end: RunEnd | null) => void = () => {};
  /** Resolves with what the worker handed back, or null when it vanished. */
  const handedBack = new Promise<RunEnd | null>((resolve) => { settle = resolve; });
  let startedAt = began;
  let running = false;
  let pending: PendingAwait | null = null;
  let stderr = '';
  let endedBy: 'cancelled' | 'timeout' | null = null;

  const worker = await warm?.take(spec) ?? await startWorker(spec);

  function after(ms: number, action: () => void): void {
    timers.push(setTimeout(action, ms));
  }

  function receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'hello':
      case 'checked':
        break;
      case 'started':
        running = true;
        startedAt = process.hrtime.bigint();
        if (request.timeout !== null) after(request.timeout * 1000 + OVERDUE_MS, () => void escalate('timeout'));
        events.onStarted?.();
        break;
      case 'progress':
        pending = message.pending;
        events.onProgress?.(message.elapsed_ns, message.pending, message.blocking, message.live);
        break;
      case 'done':
        settle({ kind: 'report', report: message.report });
        break;
      case 'unusable':
        settle({ kind: 'unusable', unusable: message });
        break;
    }
  }

  /** Terminates, then kills. */
  async function escalate(reason: 'cancelled' | 'timeout'): Promise<void> {
    endedBy = reason;
    after(KILL_MS - TERMINATE_MS, () => void worker.signal('SIGKILL'));
    await worker.signal('SIGTERM');
  }

  function onStop(): void {
    endedBy = 'cancelled';
    worker.send({ v: PROTOCOL_VERSION, type: 'stop' });
    after(TERMINATE_MS, () => void escalate('cancelled'));
  }

  worker.use({
    onMessage: receive,
    onLost: (problem) => settle(problem === null ? null : { kind: 'failed', message: problem }),
    onOutput: (stream, chunk) => {
      if (stream === 'stderr') stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_TAIL);
      events.onOutput?.(stream, chunk);
    },
  });
  const tellWatching = (on: boolean): void => worker.send({ v: PROTOCOL_VERSION, type: 'watch', on });
  if (watching.on) tellWatching(true);
  worker.send({ v: PROTOCOL_VERSION, type: 'run', request });
  watching.listener = tellWatching;
  after(CONNECT_MS, () => {
    if (worker.python === null) settle({ kind: 'failed', message: `Python (${interpreter.command}) did not answer within ${CONNECT_MS / 1000} s. Select another interpreter, or try again.` });
  });
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });

  const end = await handedBack;
  const elapsed_ns = Number(process.hrtime.bigint() - startedAt);
  stop.removeEventListener('abort', onStop);
  watching.listener = null;
  for (const timer of timers.splice(0)) clearTimeout(timer);

  // A worker that has reported lingers until the channel is closed, and then runs the program's exit handlers.
  await worker.end(end?.kind === 'report' && !stop.aborted ? LINGER_MS : DRAIN_MS);
  if (end) return end;
  const { exitCode: code, signalCode: signal } = worker.process;
  if (worker.python === null && !stop.aborted) return { kind: 'failed', message: cannotStart(interpreter, code, stderr) };
  return { kind: 'report', report: reportOfVanished({ request, python: { version: worker.python ?? interpreter.version, executable: interpreter.executable }, code, signal, endedBy, elapsed_ns, stderr, pending, running }) };
}

function cannotStart(interpreter: Interpreter, code: number | null, stderr: string): string {
  const said = stderr.trim().split('\n').slice(-3).join('\n');
  return `Python (${interpreter.command}) ended with status ${code} before it could run anything. Select another interpreter.${said ? `\n${said}` : ''}`;
}
