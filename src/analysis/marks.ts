/** What is said of whole lines: which held the event loop, and what looks wrong. */
import type { BlockingStep } from '../shared/evidence.js';
import type { BlockingNow } from '../shared/protocol.js';
import type { Report } from '../shared/report.js';
import { blockingHover, heldText, holdingText, starvedText } from './blocking.js';
import { hintText, warningHover } from './hints.js';

/** Something to say of one line. */
export interface Mark {
  file: string;
  /** 1-based, in the text that ran. */
  line: number;
  kind: 'blocking' | 'warning';
  /** For the end of the line. */
  text: string;
  /** As Markdown. */
  hover: string;
}

/** A line that held the event loop. */
export interface BlockingLine {
  file: string;
  line: number;
  source: string;
  steps: BlockingStep[];
}

/** The blocking steps of a report by the line that is guilty of them, the worst first. Those of unknown lines are left out. */
export function blockingLines(report: Pick<Report, 'blocking'>): BlockingLine[] {
  const lines = new Map<string, BlockingLine>();
  for (const step of report.blocking) {
    const { file, line, source } = step;
    if (file === null || line === null) continue;
    const known = lines.get(`${file}:${line}`);
    if (known) known.steps.push(step);
    else lines.set(`${file}:${line}`, { file, line, source: source ?? '', steps: [step] });
  }
  const total = ({ steps }: BlockingLine): number => steps.reduce((sum, { duration_ns }) => sum + duration_ns, 0);
  return [...lines.values()].sort((a, b) => total(b) - total(a));
}

export function marksOf(report: Report): Mark[] {
  const blocking = blockingLines(report).map(({ file, line, steps }): Mark => {
    const text = [heldText(steps), starvedText(steps)].filter((part) => part !== '').join(' · ');
    return { file, line, kind: 'blocking', text, hover: blockingHover(steps) };
  });
  const warnings = report.warnings.flatMap((warning): Mark[] => {
    const { at } = warning;
    return at ? [{ file: at.file, line: at.line, kind: 'warning', text: hintText(warning), hover: warningHover(warning) }] : [];
  });
  return [...blocking, ...warnings];
}

/** A line of a run that is not over: `now` while it still holds the loop. */
export function liveMark(blocking: BlockingNow, now: boolean): Mark {
  const { file, line } = blocking;
  return { file, line, kind: 'blocking', text: holdingText(blocking, now), hover: now ? 'No other task can run meanwhile' : 'No other task could run meanwhile' };
}
