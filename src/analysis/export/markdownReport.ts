/** A run as Markdown, for an issue or a chat. */
import type { Headline, PanelFinding } from '../../shared/panel.js';
import type { AwaitTimes, Report } from '../../shared/report.js';
import { findingsOf } from '../findings.js';
import { formatCount, formatDuration, formatMean } from '../format.js';
import { code, placeText } from '../markdown.js';
import { outcomeText } from '../outcome.js';

/** How many await points the table tells: those that took longest. */
const ROWS = 50;

export function markdown(report: Report, headline: Headline): string {
  const { target, elapsed_ns } = report;
  const findings = findingsOf(report);
  const sections = [
    `### ${code(target.kind === 'function' ? `${target.name}()` : target.name)}: ${formatDuration(elapsed_ns)}${headline.label && `, ${escaped(headline.label)}`}`,
    aboutText(report),
    headline.sentences.map(rich).join(' '),
    tableOf(report),
    section('Held the event loop', findings.filter(({ kind }) => kind === 'blocking' || kind === 'starvation')),
    section('Looks wrong', findings.filter(({ kind }) => kind === 'warning')),
    report.notes.length > 0 ? `**Notes**\n\n${report.notes.map((note) => `- ${escaped(note)}`).join('\n')}` : '',
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function aboutText({ target, python, loop, ...report }: Report): string {
  const about = [
    target.file === null ? '' : code(target.file.split(/[\\/]/).at(-1)!),
    `Python ${python.version}${/^cpython$/i.test(python.implementation) ? '' : ` (${escaped(python.implementation)})`}`,
    loop.type === null ? '' : code(loop.type.split('.').at(-1)!),
    code(outcomeText({ target, python, loop, ...report })),
  ];
  return about.filter((text) => text !== '').join(' · ');
}

function tableOf({ awaits, loop, target }: Report): string {
  if (awaits.length === 0) return 'No await point was reached.';
  const byTime = [...awaits].sort((a, b) => elapsed(b) - elapsed(a));
  const shown = new Set(byTime.slice(0, ROWS));
  const bySource = awaits.filter((times) => shown.has(times)).sort((a, b) => Number(b.file === target.file) - Number(a.file === target.file) || a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
  const parts = loop.steps ? ['waiting', 'ready', 'running'] : [];
  const header = ['line', 'await point', 'count', 'elapsed', ...parts];
  const rows = bySource.map((times) => [
    escaped(placeText(times.file, times.line, target.file).replace(/^line /, '')), code(times.source), countText(times), elapsedText(times),
    ...(loop.steps ? [times.waiting_ns, times.ready_ns, times.running_ns].map((ns) => formatDuration(ns)) : []),
  ]);
  const lines = [header, header.map((name) => (name === 'await point' ? '---' : '---:')), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  const more = awaits.length - shown.size;
  return [lines.join('\n'), ...(more > 0 ? [`${formatCount(more)} more await points took less.`] : [])].join('\n\n');
}

const elapsed = ({ elapsed_ns, pending_ns }: AwaitTimes): number => elapsed_ns.total + pending_ns;

function countText({ count, raised, pending }: AwaitTimes): string {
  return [formatCount(count), ...(raised > 0 ? [`${formatCount(raised)} raised`] : []), ...(pending > 0 ? [`${formatCount(pending)} not ended`] : [])].join(', ');
}

function elapsedText({ count, elapsed_ns, below_resolution, pending, pending_ns }: AwaitTimes): string {
  const ended = below_resolution ? `${formatMean(elapsed_ns.total, true)} each` : formatDuration(elapsed_ns.total);
  const going = `${formatDuration(pending_ns)} so far`;
  return [...(count > 0 ? [ended] : []), ...(pending > 0 ? [going] : [])].join(', ');
}

function section(title: string, findings: readonly PanelFinding[]): string {
  if (findings.length === 0) return '';
  const lines = findings.map(({ where, source, text }) => {
    const place = [...(where === null ? [] : [escaped(where)]), ...(source === null ? [] : [code(source)])].join(', ');
    return `- ${place && `${place}: `}${escaped(text)}`;
  });
  return `**${title}**\n\n${lines.join('\n')}`;
}

/** A bar that no backslash stands before would begin the next cell, in code as well. */
const cell = (text: string): string => text.replace(/(\\*)\|/g, (bar, slashes: string) => (slashes.length % 2 === 1 ? bar : `${slashes}\\|`));

/** The panel's own marks stay; what is between them is text. */
function rich(sentence: string): string {
  return sentence.split(/(`[^`]*`|\*\*)/).map((part, index) => (index % 2 === 1 ? part : escaped(part))).join('');
}

/** Text as text, with no more backslashes than are needed: it is read unformatted as well. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)/g, '\\$&');
}
