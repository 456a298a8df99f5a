/**
 * The report of a run whose worker vanished without handing one back: it ended itself, was killed or crashed.
 * What can still be known comes from the exit status, the last progress, and faulthandler's last words on stderr.
 */
import { dirname, sep } from 'node:path';
import { NOTHING_MEASURED, REPORT_SCHEMA, type Frame, type Outcome, type Report } from '../shared/report.js';
import type { PendingAwait, RunRequest } from '../shared/protocol.js';

export interface LastSeen {
  request: RunRequest;
  python: { version: string; executable: string };
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Outcome that the host itself brought about, if it did. */
  endedBy: 'cancelled' | 'timeout' | null;
  elapsed_ns: number;
  /** The end of what the process wrote to stderr. */
  stderr: string;
  pending: PendingAwait | null;
  /** Whether the function had begun. */
  running: boolean;
}

const FAULT = /^(?:Fatal Python error|Windows fatal exception): (.+)$/m;
const SIGNAL_WORDS: Partial<Record<NodeJS.Signals, string>> = {
  SIGSEGV: 'segmentation fault',
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'arithmetic fault',
  SIGILL: 'illegal instruction',
  SIGKILL: 'killed from outside, perhaps because memory ran out',
  SIGTERM: 'terminated from outside',
};

/** faulthandler writes ASCII only: what is not, as \xE9, \u20AC or \U0001F600. */
function unescaped(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/gi, (_all, ...hex: (string | undefined)[]) =>
    String.fromCodePoint(parseInt(hex.slice(0, 3).find((each) => each !== undefined) ?? '', 16)));
}

/** Frames that faulthandler printed for the thread that crashed, the user's only, outermost first. */
export function faultFrames(stderr: string, request: RunRequest): Frame[] {
  const fault = FAULT.exec(stderr);
  if (!fault) return [];
  const roots = [request.root, dirname(request.file)].filter((root) => root !== null).map((root) => root + sep);
  const frames: Frame[] = [];
  let inThread = false;
  for (const line of stderr.slice(fault.index).split('\n')) {
    if (/most recent call first/.test(line)) {
      if (inThread) break;
      inThread = /^Current thread|^Stack/.test(line);
      continue;
    }
    const match = /^ {2}File "(.+)", line (\d+) in (.+?)\s*$/.exec(line);
    if (!inThread || !match) continue;
    const [, path = '', number, name = ''] = match;
    const file = unescaped(path);
    if (roots.some((root) => file.startsWith(root))) frames.unshift({ file, line: Number(number), function: unescaped(name), source: '' });
  }
  return frames;
}

function fault(seen: LastSeen): { type: string; message: string } {
  const said = FAULT.exec(seen.stderr)?.[1];
  const words = said ?? (seen.signal && SIGNAL_WORDS[seen.signal]) ?? `exit status ${seen.code}`;
  return { type: seen.signal ?? 'fatal error', message: words.charAt(0).toLowerCase() + words.slice(1) };
}

/** Windows ends a crashed process with an NTSTATUS of severity "error" as its exit code. */
function crashed({ code, signal }: LastSeen): boolean {
  return signal !== null || (code !== null && code >>> 0 >= 0xc0000000);
}

export function reportOfVanished(seen: LastSeen): Report {
  const outcome: Outcome = seen.endedBy ?? (crashed(seen) ? 'crashed' : 'exited');
  const frames = faultFrames(seen.stderr, seen.request);
  if (frames.length === 0 && seen.pending) {
    const { file, line, source } = seen.pending;
    frames.push({ file, line, function: seen.pending.function, source });
  }
  const notes = outcome === 'exited'
    ? ['The process ended itself at once (os._exit or the like), so the times of this run are lost.']
    : ['The process ended without a report, so the times of this run are lost.'];
  return {
    schema: REPORT_SCHEMA,
    target: { kind: 'function', file: seen.request.file, name: seen.request.qualname },
    python: { ...seen.python, implementation: 'cpython' },
    loop: { type: null, steps: false, note: null },
    outcome,
    phase: seen.running ? 'running' : 'loading',
    value: null,
    exception: outcome === 'exited' ? null : { ...fault(seen), traceback: '', frames },
    exit_code: outcome === 'exited' ? seen.code : null,
    elapsed_ns: seen.elapsed_ns,
    ...NOTHING_MEASURED,
    notes,
  };
}
