/** Where a run was when it failed or was ended: what is sure of it. */
import type { Report } from '../../shared/report.js';
import { formatDuration } from '../format.js';
import { placeText } from '../markdown.js';
import { code } from '../rich.js';
import { boldTime, siteText } from './words.js';

/** One sentence; null for a run that came to its end, or where nothing is known. */
export function unfinishedText(report: Report): string | null {
  const { outcome, phase, exception, elapsed_ns, target, awaits } = report;
  if (outcome === 'returned' || phase === 'loading') return null;
  const frame = exception?.frames.at(-1);
  const where = frame ? `${code(frame.source.trim())} in ${placeText(frame.file, frame.line, target.file)}` : null;
  if (outcome === 'timeout' || outcome === 'cancelled') {
    const waiting = awaits.filter(({ pending, file, line }) => pending > 0 && (!frame || file === frame.file && line === frame.line)).sort((a, b) => a.pending_ns - b.pending_ns)[0];
    if (waiting) return `It was ended after ${boldTime(elapsed_ns)} while it waited for ${siteText(report, waiting, target.name)}, for ${formatDuration(waiting.pending_ns)} by then.`;
    return where === null ? null : `It was ended after ${boldTime(elapsed_ns)}, at ${where}.`;
  }
  if (outcome === 'raised' && exception && where !== null) return `${code(exception.type)} came from ${where}, ${boldTime(elapsed_ns)} after the start.`;
  return null;
}
