/** Pieces of the headline's sentences. Rich text: `**bold**` and `` `code` ``. */
import type { TaskName } from '../../shared/evidence.js';
import type { AwaitTimes, Report } from '../../shared/report.js';
import { capital, taskLabel } from '../blocking.js';
import { formatCount, formatDuration } from '../format.js';
import { enumerate, placeText } from '../markdown.js';
import { bold, code } from '../rich.js';
import type { Focus } from './evidence.js';

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
/** Names and lines in one sentence. */
const NAMED = 3;

/** `two`, `12`. */
export const count = (number: number): string => SMALL[number] ?? formatCount(number);
export const often = (number: number): string => (number === 2 ? 'twice' : `${count(number)} times`);
/** `its`, or `helper`'s of a function that it awaited. */
export const within = ({ isTarget, function: name }: Pick<Focus, 'isTarget' | 'function'>): string => (isTarget ? 'its' : `${code(shortName(name))}'s`);
export { capital };
export const boldTime = (ns: number): string => bold(formatDuration(ns));

/** `` `say_hello()` in line 12 ``. Of an await, what it awaits; the function is said where it is not the one at hand. */
export function siteText({ target }: Report, site: AwaitTimes, within: string): string {
  const where = `in ${placeText(site.file, site.line, target.file)}`;
  return `${code(operandOf(site))} ${site.function === within ? where : `${where} (${code(shortName(site.function))})`}`;
}

/** Without the `await` before it, which every await has. */
function operandOf({ kind, source }: AwaitTimes): string {
  if (kind === 'async with enter' || kind === 'async with exit') return `async with ${source}`;
  return source.replace(/^await\s+/, '');
}

/** `lines 12, 13 and 20`, or with the file where it is another one. */
export function linesText({ target }: Report, sites: readonly AwaitTimes[]): string {
  const lines = [...new Set(sites.map(({ line }) => line))].sort((a, b) => a - b);
  const file = sites[0]?.file ?? '';
  const shown = lines.slice(0, NAMED + 1).map(String);
  const plural = lines.length > 1 ? 'lines' : 'line';
  return `${placeText(file, 0, target.file).replace(/line 0$/, plural)} ${enumerate(shown, lines.length - shown.length)}`;
}

/** `limited` of `main.<locals>.limited`. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf('>.') + 1).replace(/^\./, '');

/** `` `fetch` and 3 × `parse` ``: which functions tasks ran. */
export function functionsText(tasks: readonly Pick<TaskName, 'function'>[]): string {
  const counts = new Map<string, number>();
  for (const { function: full } of tasks) {
    const name = shortName(full);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const texts = [...counts].map(([name, number]) => (number === 1 ? code(name) : `${formatCount(number)} × ${code(name)}`));
  return enumerate(texts.slice(0, NAMED), Math.max(0, texts.length - NAMED));
}

export const taskText = (task: Pick<TaskName, 'name' | 'function'>): string => bold(taskLabel({ ...task, function: shortName(task.function) }));
