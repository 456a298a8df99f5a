/** `a, b = await asyncio.gather(f(), g())`. */
import type { AwaitStatement } from '../../independence/statements.js';
import type { AsyncFunction } from '../../model.js';
import { textOf } from '../../tokens.js';
import { fromAsyncio } from '../asyncioNames.js';
import type { Fix, FixContext } from '../fix.js';
import { bracketed, indentAt, styleOf, type Item } from '../layout.js';

export function gathered(context: FixContext, fn: AsyncFunction, statements: readonly AwaitStatement[]): Fix | null {
  const { text, lexed } = context;
  const { tokens } = lexed;
  const gather = fromAsyncio(context, 'gather');
  const start = tokens[statements[0]!.range.from]!.start;
  const end = tokens[statements.at(-1)!.range.end - 1]!.end;
  const simple = !text.slice(start, end).includes('#') && statements.every(({ range, target }) =>
    !/[\r\n]/.test(textOf(text, tokens, range)) && (target === null || !textOf(text, tokens, target).includes(':')));
  if (gather === null || !simple) return null;
  const items = statements.map(({ operand }): Item => ({ above: [], code: textOf(text, tokens, operand), beside: '' }));
  const names = statements.map(({ target }) => (target ? textOf(text, tokens, target) : '_')).map((name) => (/^\w+$|^\(.*\)$/.test(name) ? name : `(${name})`));
  const targets = statements.every(({ target }) => target === null) ? '' : `${names.join(', ')} = `;
  const code = bracketed(`${targets}await ${gather.code}(`, items, ')', indentAt(text, start), styleOf(text, lexed, fn));
  return {
    id: 'together.gather',
    title: 'Run together with gather',
    explanation: 'All of them are started at once and waited for together. When one fails, the others go on.',
    edits: [...gather.edits, { start, end, text: code }],
    range: { start, end },
    caution: null,
    saves: { points: statements.map(({ point }) => point), loop: false },
  };
}
