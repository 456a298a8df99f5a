/** What went wrong in a run, in one sentence, and the line to mark. */
import { formatDuration } from './format.js';
import type { RunEnd } from '../shared/protocol.js';
import type { Report } from '../shared/report.js';

export interface Failure {
  message: string;
  /** 1-based line, 0-based column where known. */
  place: { file: string; line: number; column: number | null } | null;
}

/** null for a run that returned, or that the user stopped. */
export function failureOf(end: RunEnd): Failure | null {
  switch (end.kind) {
    case 'failed':
      return { message: end.message, place: null };
    case 'unusable': {
      const { message, file, line, column } = end.unusable;
      // Python says line 0 of a file that it cannot decode.
      return { message, place: file !== null && line !== null ? { file, line: Math.max(1, line), column } : null };
    }
    case 'report': {
      const message = messageOf(end.report);
      return message === null ? null : { message, place: placeOf(end.report) };
    }
  }
}

function messageOf({ outcome, exception, exit_code, elapsed_ns }: Report): string | null {
  switch (outcome) {
    case 'returned':
    case 'cancelled':
      return null;
    case 'raised':
      return exception ? describe(exception) : 'An exception was raised';
    case 'timeout':
      return `Timed out after ${formatDuration(elapsed_ns)}: the function was still here`;
    case 'exited':
      return exit_code === 0 ? null : `The program ended itself with exit code ${exit_code}`;
    case 'crashed':
      return `Python crashed: ${exception?.message ?? 'no reason is known'}`;
  }
}

/** `ValueError: bad`, as the last line of a traceback. */
export function describe({ type, message }: { type: string; message: string }): string {
  return message ? `${type}: ${message}` : type;
}

/** The innermost of the user's frames; of a run that never ended, where it was waiting. */
function placeOf({ exception, awaits }: Report): Failure['place'] {
  const frame = exception?.frames.at(-1);
  if (frame) return { file: frame.file, line: frame.line, column: null };
  const waiting = awaits.filter(({ pending }) => pending > 0).sort((a, b) => a.pending_ns - b.pending_ns)[0];
  return waiting ? { file: waiting.file, line: waiting.line, column: null } : null;
}
