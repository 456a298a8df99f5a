/** The titles of the lenses above an async function. */
import type { RunEnd, Unusable } from '../shared/protocol.js';
import type { Report } from '../shared/report.js';
import { formatDuration, formatLimit, formatRunning } from './format.js';

export type LensState =
  | { kind: 'idle' }
  /** `elapsedNs`: null while Python starts and the module is loaded. */
  | { kind: 'running'; elapsedNs: number | null; stopping: boolean }
  /** `stale`: the function was edited since. */
  | { kind: 'ended'; end: RunEnd; stale: boolean };

export interface LensTitles {
  /** What came of the last run, to stand first; null when there is none to tell. */
  outcome: string | null;
  /** The counter, while it runs; `Stop` goes beside it in place of `action`. */
  running: string | null;
  /** `…` says that it will ask for arguments. */
  action: string;
}

export function lensTitles(state: LensState, asks: boolean): LensTitles {
  const action = `▷ Run & time${asks ? '…' : ''}`;
  switch (state.kind) {
    case 'idle': return { outcome: null, running: null, action };
    case 'running': return { outcome: null, running: runningText(state), action };
    case 'ended': return { outcome: endingText(state.end) + (state.stale ? ' · before the edit' : ''), running: null, action };
  }
}

function runningText({ elapsedNs, stopping }: LensState & { kind: 'running' }): string {
  if (stopping) return 'Stopping…';
  return elapsedNs === null ? 'Starting…' : `Running… ${formatRunning(elapsedNs)}`;
}

/** How a run ended, in a few words: `2.00 s`, `ValueError after 0.31 s`, `Exited with code 3 after 15.3 ms`. */
function endingText(end: RunEnd): string {
  switch (end.kind) {
    case 'failed': return 'Could not run';
    case 'unusable': return UNUSABLE[end.unusable.reason];
    case 'report': return outcomeText(end.report);
  }
}

const UNUSABLE: Record<Unusable['reason'], string> = {
  'no-file': 'File not found',
  'no-function': 'Function not found',
  syntax: 'SyntaxError',
  arguments: 'Arguments do not fit',
  instance: 'Its object could not be made',
  'not-async': 'Not async',
};

function outcomeText({ outcome, phase, elapsed_ns, exception, exit_code }: Report): string {
  const when = phase === 'loading' ? 'while loading' : `after ${formatDuration(elapsed_ns)}`;
  switch (outcome) {
    case 'returned': return formatDuration(elapsed_ns);
    case 'raised': return `${exception?.type.split('.').at(-1) ?? 'Exception'} ${when}`;
    case 'timeout': return phase === 'loading' ? 'Timed out while loading' : `Timed out after ${formatLimit(elapsed_ns)}`;
    case 'cancelled': return phase === 'loading' ? 'Stopped while loading' : `Stopped after ${formatRunning(elapsed_ns)}`;
    case 'exited': return exit_code === null ? `Exited ${when}` : `Exited with code ${exit_code} ${when}`;
    case 'crashed': return `Crashed ${when}`;
  }
}
