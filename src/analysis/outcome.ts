/** How a run ended, in a few words. */
import type { Report } from '../shared/report.js';
import { describe } from './failure.js';

/** `Returned None`, `Raised ValueError: bad`, `Timed out`. */
export function outcomeText({ outcome, value, exception, exit_code, phase }: Report): string {
  switch (outcome) {
    case 'returned': return value === null ? 'Ended' : `Returned ${value}`;
    case 'raised': return `${phase === 'loading' ? 'Could not be loaded:' : 'Raised'} ${exception ? describe(exception) : 'an exception'}`;
    case 'timeout': return 'Timed out';
    case 'cancelled': return 'Stopped';
    case 'exited': return `Exited with code ${exit_code}`;
    case 'crashed': return `Crashed${exception ? `: ${exception.message}` : ''}`;
  }
}
