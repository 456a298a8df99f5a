/** The report's warnings in a few words, for the end of their line. */
import type { Warning } from '../shared/evidence.js';
import { formatCount } from './format.js';
import { plain } from './markdown.js';

/** By the warning's id. */
const HINTS: Record<string, string> = {
  'never-awaited': 'never awaited',
  'exception-never-retrieved': 'its exception was never retrieved',
  'destroyed-pending': 'destroyed before it had ended',
  'left-running': 'still running when the run ended',
  'never-suspends-in-loop': 'never gave up control',
  'lock-across-await': 'held a lock across a long await',
};
/** A warning of a later worker is told by the beginning of its sentence. */
const LONGEST = 60;

export function hintText({ id, message, count }: Warning): string {
  const hint = Object.hasOwn(HINTS, id) ? HINTS[id]! : message.length > LONGEST ? `${message.slice(0, LONGEST - 1)}…` : message;
  return count > 1 ? `${formatCount(count)} × ${hint}` : hint;
}

/** Its sentence and its evidence, as Markdown. */
export function warningHover({ message, count, evidence }: Warning): string {
  const often = count > 1 ? ` (${formatCount(count)} ×)` : '';
  return [`**Warning:** ${plain(message)}${often}`, ...evidence.map((fact) => `- ${plain(fact)}`)].join('\n');
}
