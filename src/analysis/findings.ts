/** What a run's report found besides its times, in short, for the panel. */
import type { JointStarvation, Warning } from '../shared/evidence.js';
import type { PanelFinding } from '../shared/panel.js';
import type { Report } from '../shared/report.js';
import { capital, heldText, starvedText, withoutComment } from './blocking.js';
import { formatCount, formatDuration } from './format.js';
import { enumerate, placeText } from './markdown.js';
import { blockingLines, type BlockingLine } from './marks.js';

/** How many of each kind are told; the others are counted. */
const TOLD = 10;

export function findingsOf(report: Report): PanelFinding[] {
  const here = report.target.file;
  const unknown = report.blocking.filter(({ file, line }) => file === null || line === null);
  return [
    ...first(blockingLines(report), 'blocking lines', (each) => blockingFinding(each, here)),
    ...(unknown.length > 0 ? [blockingFinding({ steps: unknown }, here)] : []),
    ...(report.blocking_omitted > 0 ? [{ kind: 'blocking' as const, where: null, source: null, text: `${formatCount(report.blocking_omitted)} more blocking steps were not kept` }] : []),
    ...first(report.starvation, 'such stretches', starvationFinding),
    ...first(report.warnings, 'warnings', (each) => warningFinding(each, here)),
  ];
}

function first<T>(all: readonly T[], what: string, told: (each: T) => PanelFinding): PanelFinding[] {
  const findings = all.slice(0, TOLD).map(told);
  const [last] = findings.slice(-1);
  const more = all.length - findings.length;
  return last && more > 0 ? [...findings, { kind: last.kind, where: null, source: null, text: `${formatCount(more)} more ${what}` }] : findings;
}

function blockingFinding({ file, line, source, steps }: Partial<BlockingLine> & Pick<BlockingLine, 'steps'>, here: string | null): PanelFinding {
  const text = [heldText(steps), starvedText(steps)].filter((part) => part !== '').join(', ');
  const known = file !== undefined && line !== undefined;
  return { kind: 'blocking', where: known ? placeText(file, line, here) : null, source: source === undefined ? null : withoutComment(source), text: known ? capital(text) : `Code that is not yours ${text}` };
}

function starvationFinding({ start_ns, duration_ns, made_of, starved, starved_more }: JointStarvation): PanelFinding {
  const functions = made_of.slice(0, 3).map((each) => `${each.function} (${formatCount(each.steps)})`);
  const whom = starvedText([{ starved, starved_more }]);
  const made = functions.length > 0 ? `: ${enumerate(functions, Math.max(0, made_of.length - functions.length))}` : '';
  const text = `From ${formatDuration(start_ns)} on, many short steps together held the event loop ${formatDuration(duration_ns)}${made}${whom && `; they ${whom}`}`;
  return { kind: 'starvation', where: null, source: null, text };
}

function warningFinding({ at, message, count }: Warning, here: string | null): PanelFinding {
  const often = count > 1 ? ` (${formatCount(count)} ×)` : '';
  return { kind: 'warning', where: at && placeText(at.file, at.line, here), source: at?.source ?? null, text: message + often };
}
