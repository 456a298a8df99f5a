/** The text at the end of an await line. */
import { factText } from './facts.js';
import { formatCount, formatDuration, formatMean } from './format.js';
import { lex } from './lexer.js';
import type { TimedAwait } from './timedAwait.js';
import { find } from './tokens.js';

/**
 * What the await points that start on one line took, for the end of that line: `1.00 s`; `3 × 1.00 s · 3.02 s` is
 * mean and total of many; `2 awaits · 3.00 s` is the total of several on the line; `1,000 × < 5 µs · ≈ 2.10 ms` is
 * estimated in part. At most one further fact follows (`facts.ts`). Empty when none was reached.
 *
 * An await is told on the line where it starts: there its word stands, and the lines of its arguments stay free
 * for the awaits among them. Their times add up, for Python evaluates what is awaited before it awaits it.
 */
export function inlineText(onLine: readonly TimedAwait[]): string {
  const reached = onLine.filter(({ count, pending }) => count + pending > 0);
  const summed = reached.filter((inner) => !reached.some((outer) => runsWithin(inner, outer)));
  const enter = summed.filter(({ kind }) => kind === 'async with enter');
  const exit = summed.filter(({ kind }) => kind === 'async with exit');
  const others = summed.filter(({ kind }) => !kind.startsWith('async with'));
  // Between entering and leaving lies the body, so their sum would mean nothing.
  const parts = [together(others), labelled('enter', together(enter)), labelled('exit', together(exit))];
  return [...parts, factText(summed)].filter((part) => part !== '').join(' · ');
}

function labelled(label: string, text: string): string {
  return text && `${label} ${text}`;
}

function together(all: readonly TimedAwait[]): string {
  if (all.length === 0) return '';
  const sum = (value: (times: TimedAwait) => number): number => all.reduce((total, times) => total + value(times), 0);
  const count = sum((times) => times.count);
  const pending = sum((times) => times.pending);
  const total = sum((times) => times.elapsed_ns.total);
  const about = all.some(({ sampled, below_resolution }) => sampled > 0 || below_resolution) ? '≈ ' : '';
  const below = all.every(({ below_resolution }) => below_resolution);
  const parts: string[] = [];
  if (count === 0) parts.push(formatDuration(Math.max(...all.map((times) => times.pending_ns))));
  else if (count === 1) parts.push(formatMean(total, below));
  else if (all.length > 1) parts.push(`${formatCount(count)} awaits`, about + formatDuration(total));
  else parts.push(`${formatCount(count)} × ${formatMean(total / count, below)}`, about + formatDuration(total));
  const raised = sum((times) => times.raised);
  if (raised > 0) parts.push(raised === count ? 'raised' : `${formatCount(raised)} raised`);
  if (pending > 0) parts.push(count + pending === 1 ? 'not finished' : `${formatCount(pending)} not finished`);
  return parts.join(' · ');
}

/**
 * Whether the one is awaited while the other is: only in a generator expression, which is not run where it stands
 * but by whom it is given to.
 */
function runsWithin(inner: TimedAwait, outer: TimedAwait): boolean {
  if (inner === outer || outer.kind !== 'await' || inner.line !== outer.line) return false;
  const { tokens } = lex(outer.source);
  const offset = outer.source.indexOf(inner.source, 1);
  return offset > 0 && tokens.some(({ text, start, partner }, index) => {
    const close = tokens[partner];
    if (text !== '(' || !close || offset <= start || offset >= close.start) return false;
    const range = { from: index + 1, end: partner };
    return find(tokens, range, (token) => token.kind === 'name' && token.text === 'for') < range.end;
  });
}
