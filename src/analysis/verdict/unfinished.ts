/** Where a run was when it failed or was ended: what is sure of it. */
import { formatDuration } from '../format.js';
import { placeText } from '../markdown.js';
import { code } from '../rich.js';
import type { Evidence } from './evidence.js';
import { boldTime, siteText } from './words.js';

export interface Unfinished {
  /** One sentence. */
  text: string;
  /** The await that it says it waited for, in the words that other sentences have for it; null when it says none. */
  place: string | null;
}

/** null for a run that came to its end, or where nothing is known. */
export function unfinishedOf({ report, path }: Evidence): Unfinished | null {
  const { outcome, phase, exception, elapsed_ns, target, awaits } = report;
  const frame = exception?.frames.at(-1);
  if (outcome === 'returned' || phase === 'loading') return null;
  const where = frame ? `${code(frame.source.trim())} in ${placeText(frame.file, frame.line, target.file)}` : null;
  if (outcome === 'raised' && exception && where !== null) return { text: `${code(exception.type)} came from ${where}, ${boldTime(elapsed_ns)} after the start.`, place: null };
  if (outcome !== 'timeout' && outcome !== 'cancelled') return null;
  const here = ({ file, line }: { file: string; line: number }): boolean => !frame || file === frame.file && line === frame.line;
  const last = path.findLast(({ kind, site }) => kind === 'waiting' && site >= 0 && here(awaits[site]!));
  const pending = awaits.filter((site) => site.pending > 0 && here(site)).sort((a, b) => a.pending_ns - b.pending_ns)[0];
  const waiting = pending ?? (last && awaits[last.site]);
  if (waiting) {
    const place = siteText(report, waiting, target.name);
    const ns = pending?.pending_ns ?? (last ? last.endNs - last.startNs : 0);
    return { text: `It was ended after ${boldTime(elapsed_ns)} while it waited for ${place}, for ${formatDuration(ns)} by then.`, place };
  }
  return where === null ? null : { text: `It was ended after ${boldTime(elapsed_ns)}, at ${where}.`, place: null };
}
