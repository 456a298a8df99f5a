/** The ways in which awaits are run together, the best first. */
import { FreshNames } from '../freshNames.js';
import { bracketed, fits, type Item } from '../layout.js';
import { moved } from '../source.js';
import type { Part, Parts } from './parts.js';

/** One way; `asyncio` says how the text calls what it needs of asyncio. */
export interface Way {
  id: string;
  title: string;
  explanation: string;
  /** The name in asyncio that it needs. */
  needs: string;
  /** The minor version of CPython 3 that has it. */
  since: number;
  /** Whether it takes coroutines only, not everything that can be awaited. */
  coroutines: boolean;
  write(parts: Parts, needed: string): string;
}

export const WAYS: readonly Way[] = [
  {
    id: 'gather',
    title: 'Run together with gather',
    explanation: 'All are started at once and waited for together. The first that fails is raised at once, and the others go on.',
    needs: 'gather',
    since: 7,
    coroutines: false,
    write: gather,
  },
  {
    id: 'taskgroup',
    title: 'Run together in a TaskGroup',
    explanation: 'All are started at once, and the block ends when all have ended. When one fails, the others are cancelled, and what failed is raised in an ExceptionGroup.',
    needs: 'TaskGroup',
    since: 11,
    coroutines: true,
    write: taskGroup,
  },
  {
    id: 'tasks',
    title: 'Start as tasks, then await in order',
    explanation: 'All are started at once and waited for in the order in which they stand. When one fails, those after it go on, and nobody waits for them.',
    needs: 'create_task',
    since: 7,
    coroutines: true,
    write: tasks,
  },
];

function gather({ source, parts, indent, style }: Parts, needed: string): string {
  const { tokens } = source.lexed;
  const inner = indent + style.unit;
  const items = parts.map(({ statement, above, beside }): Item => ({ above, code: moved(source, statement.operand, inner, style, '', ','), beside }));
  const declared = parts.flatMap(({ target, annotation }) => (annotation === null ? [] : [`${target}: ${annotation}`]));
  const bare = parts.every(({ target }) => target === null);
  // Where `_` is called or imported it translates.
  const translates = tokens.some(({ text: name }, index) => name === '_' && (tokens[index + 1]?.text === '(' || /^(?:import|as)$/.test(tokens[index - 1]?.text ?? '')));
  const unused = translates ? new FreshNames({ tokens }).take('_unused') : '_';
  const targets = bare ? '' : `${parts.map(({ target }) => target ?? unused).join(', ')} = `;
  return [...declared, bracketed(`${targets}await ${needed}(`, items, ')', indent, style)].join(style.eol + indent);
}

function taskGroup(all: Parts, needed: string): string {
  const { parts, indent, style } = all;
  const names = new FreshNames(all.source.lexed);
  const group = names.take('tg', 'task_group');
  const inner = indent + style.unit;
  const started = parts.map((part) => ({ part, task: part.target === null ? null : names.take(`${part.stem}_task`) }));
  return [
    `async with ${needed}() as ${group}:`,
    ...started.flatMap(({ part, task }) => starting(all, part, task, `${group}.create_task`, inner).map((line) => inner.slice(indent.length) + line)),
    ...started.flatMap(({ part, task }) => (task === null ? [] : [`${assigned(part)}${task}.result()`])),
  ].join(style.eol + indent);
}

function tasks(all: Parts, needed: string): string {
  const { parts, indent, style } = all;
  const names = new FreshNames(all.source.lexed);
  const started = parts.map((part) => ({ part, task: names.take(`${part.stem}_task`) }));
  return [
    ...started.flatMap(({ part, task }) => starting(all, part, task, needed, indent)),
    ...started.map(({ part, task }) => `${assigned(part)}await ${task}`),
  ].join(style.eol + indent);
}

const assigned = ({ target, annotation }: Part): string => (target === null ? '' : `${bareTuple(target)}${annotation === null ? '' : `: ${annotation}`} = `);

/** A tuple alone needs no parentheses. */
const bareTuple = (target: string): string => (/^\([^()]*[^(),]\)$/.test(target) ? target.slice(1, -1) : target);

/** The lines that start one as a task, without their indentation. */
function starting({ source, style }: Parts, { statement, above, beside }: Part, task: string | null, create: string, indent: string): string[] {
  const head = `${task === null ? '' : `${task} = `}${create}(`;
  const line = moved(source, statement.operand, indent, style, head, ')');
  const one = !/[\r\n]/.test(line) && fits(indent + head + line + ')');
  const code = one ? `${head}${line})` : bracketed(head, [{ above: [], code: moved(source, statement.operand, indent + style.unit, style), beside: '' }], ')', indent, style);
  return [...above, code + (beside === '' ? '' : `  ${beside}`)];
}
