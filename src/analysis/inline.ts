/** The text at the end of an await line, and the hover that tells more. */
import type { AwaitTimes } from '../shared/report.js';
import { formatCount, formatDuration, formatShare } from './format.js';
import { lex } from './lexer.js';
import { find } from './tokens.js';

/**
 * What the await points that start on one line took, for the end of that line: `1.00 s`; `3 × 1.00 s · 3.02 s` is
 * mean and total of many; `2 awaits · 3.00 s` is the total of several on the line. Empty when none was reached.
 *
 * An await is told on the line where it starts: there its word stands, and the lines of its arguments stay free
 * for the awaits among them. Their times add up, for Python evaluates what is awaited before it awaits it.
 */
export function inlineText(onLine: readonly AwaitTimes[]): string {
  const reached = onLine.filter(({ count, pending }) => count + pending > 0);
  const summed = reached.filter((inner) => !reached.some((outer) => runsWithin(inner, outer)));
  const enter = summed.filter(({ kind }) => kind === 'async with enter');
  const exit = summed.filter(({ kind }) => kind === 'async with exit');
  const others = summed.filter(({ kind }) => !kind.startsWith('async with'));
  // Between entering and leaving lies the body, so their sum would mean nothing.
  const parts = [together(others), labelled('enter', together(enter)), labelled('exit', together(exit))];
  return parts.filter((part) => part !== '').join(' · ');
}

function labelled(label: string, text: string): string {
  return text && `${label} ${text}`;
}

function together(all: readonly AwaitTimes[]): string {
  const [first] = all;
  if (!first) return '';
  const sum = (value: (times: AwaitTimes) => number): number => all.reduce((total, times) => total + value(times), 0);
  const count = sum((times) => times.count);
  const pending = sum((times) => times.pending);
  const total = sum((times) => times.elapsed_ns.total);
  const parts: string[] = [];
  if (count === 0) parts.push(formatDuration(Math.max(...all.map((times) => times.pending_ns))));
  else if (count === 1) parts.push(formatDuration(total));
  else if (all.length > 1) parts.push(`${formatCount(count)} awaits`, formatDuration(total));
  else parts.push(`${formatCount(count)} × ${formatDuration(total / count)}`, formatDuration(total));
  const raised = sum((times) => times.raised);
  if (raised > 0) parts.push(raised === count ? 'raised' : `${formatCount(raised)} raised`);
  if (pending > 0) parts.push(count + pending === 1 ? 'not finished' : `${formatCount(pending)} not finished`);
  return parts.join(' · ');
}

/**
 * Whether the one is awaited while the other is: only in a generator expression, which is not run where it stands
 * but by whom it is given to.
 */
function runsWithin(inner: AwaitTimes, outer: AwaitTimes): boolean {
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

/** What one await point did, as Markdown for a hover. `stale`: the function was edited since. */
export function hoverText(times: AwaitTimes, stale: boolean): string {
  const { count, raised, pending, elapsed_ns: elapsed } = times;
  const lines: string[] = [];
  if (count > 0) lines.push(`**${formatDuration(elapsed.total)}** elapsed${count > 1 ? ` in ${formatCount(count)} awaits` : ''}`);
  if (count > 1) {
    lines.push(`Each: mean ${formatDuration(elapsed.total / count)}, min ${formatDuration(elapsed.min)}, max ${formatDuration(elapsed.max)}`);
  }
  // A loop that tells no steps gives totals only: then neither share is known.
  if (times.suspended_ns + times.running_ns > 0) lines.push(sharesText(times));
  if (raised > 0) lines.push(raised === count ? 'Ended by an exception' : `${formatCount(raised)} of ${formatCount(count)} ended by an exception`);
  if (pending > 0) {
    const who = pending === 1 ? 'Not finished' : `${formatCount(pending)} not finished`;
    lines.push(`${who} when the run ended, after ${formatDuration(times.pending_ns)}`);
  }
  const awaited = times.awaited.map(({ what, count: often }) => code(what) + (often > 1 ? ` × ${formatCount(often)}` : ''));
  if (awaited.length > 0) lines.push(`Awaited: ${awaited.join(', ')}`);
  if (stale) lines.push('_Measured before the function was edited_');
  const kind = KINDS[times.kind];
  return [code(times.source) + (kind && ` — ${kind}`), ...lines].join('\n\n');
}

/** What the source of the await point does not say by itself. */
const KINDS: Record<AwaitTimes['kind'], string> = {
  await: '',
  'async for': 'steps of `async for`',
  'async with enter': 'entering `async with`',
  'async with exit': 'leaving `async with`',
  'async comprehension': 'steps of an asynchronous comprehension',
};

function sharesText({ suspensions, suspended_ns: suspended, running_ns: running, elapsed_ns: { total } }: AwaitTimes): string {
  if (suspensions === 0) return 'Did not give up control: no other task could run meanwhile';
  const often = suspensions === 1 ? 'once' : `${formatCount(suspensions)} times`;
  return `Suspended ${formatDuration(suspended)} (${formatShare(suspended, total)}), running ${formatDuration(running)}; gave control back ${often}`;
}

/** Text of the user's as a Markdown code span, whatever backticks it holds. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text.replace(/\s+/g, ' ')}${space}${fence}`;
}
