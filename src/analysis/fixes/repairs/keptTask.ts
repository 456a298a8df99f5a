/** Tasks that are started and not kept: the event loop holds them weakly, so that they may vanish before they end. */
import type { TextEdit } from '../../edits.js';
import { primaryEnd } from '../../tokens.js';
import type { Fix, FixPlace, FixRefusal, FixRule } from '../fix.js';
import { indentAt } from '../layout.js';
import { moved } from '../source.js';
import { argumentsAt, type Code, type Scope, type Statement } from './code.js';
import { formOf } from './forms.js';
import { meaningOf, pathOf } from './meaning.js';
import { codeOf } from './reader.js';
import { expectsFailure } from './standing.js';
import { namesIn, offsets, styleAt } from './write.js';

export const KEPT_TASK: FixRule = {
  id: 'kept-task',
  about: 'A task that is started and not kept, so that it may vanish before it has ended: a set keeps it until then.',
  find(context) {
    const code = codeOf(context, /\b(?:create_task|ensure_future)\b/);
    if (!code) return [];
    return code.statements.flatMap((statement) => placeOf(code, statement) ?? []);
  },
};

const STARTS = /^asyncio\.(?:create_task|ensure_future|(?:get_running_loop|get_event_loop)\(\)\.create_task)$/;

function placeOf(code: Code, statement: Statement): FixPlace | null {
  const { tokens } = code;
  const { scope } = statement;
  const { kind, value } = formOf(code, statement);
  const open = tokens[value.end - 1]?.text === ')' ? tokens[value.end - 1]!.partner : -1;
  if (kind !== 'bare' || scope.halfTyped || !/def$/.test(scope.kind) || open <= value.from || primaryEnd(tokens, value) !== value.end) return null;
  const callee = { from: value.from, end: open };
  const path = pathOf(code, callee, scope) ?? '';
  const [first] = argumentsAt(tokens, open);
  // What is a task or future already, `ensure_future` gives back as it is.
  if (!STARTS.test(path) || !first || (path.endsWith('ensure_future') && tokens[first.end - 1]!.text !== ')')) return null;
  const place = {
    rule: 'kept-task', fn: scope.fn, marks: [code.range(callee)],
    hint: 'Nothing keeps this task: the event loop holds it only weakly, so that it may vanish before it has ended.',
  };
  const kept = expectsFailure(code, statement) ?? keptTask(code, statement, null);
  if ('reason' in kept) return { ...place, refusal: kept, fixes: [] };
  const fix: Fix = {
    id: 'kept-task.set', title: 'Keep the task until it has ended', caution: null, saves: null, ...kept,
    explanation: 'The set keeps the task, and the task takes itself out of it when it has ended. This is how Python\'s documentation does it.',
  };
  return { ...place, refusal: null, fixes: [fix] };
}

/** The edits that keep the task which a bare statement starts: as it stands, or from the coroutine that it makes, by this function. */
export function keptTask(code: Code, statement: Statement, startBy: string | null): Pick<Fix, 'edits' | 'range'> | FixRefusal {
  const { text } = code;
  if (!statement.alone) return { id: 'shares-line', reason: 'it shares its line with other statements', sure: true };
  const set = setFor(code, statement.scope);
  if ('reason' in set) return set;
  const task = namesIn(code, statement.scope).take('task', 'background_task');
  const { start, end } = offsets(code, statement);
  const style = styleAt(code, statement);
  const indent = indentAt(text, start);
  const lineEnd = end + /^[^\r\n]*/.exec(text.slice(end))![0].length;
  const after = [`${set.name}.add(${task})`, `${task}.add_done_callback(${set.name}.discard)`].map((each) => style.eol + indent + each).join('');
  const lead = `${task} = ${startBy === null ? '' : `${startBy}(`}`;
  const created = moved({ text, lexed: code.context.lexed }, statement, indent, style, lead, startBy === null ? '' : ')');
  const edit = { start, end, text: `${lead}${created}${startBy === null ? '' : ')'}` };
  return { edits: [...set.edits, edit, { start: lineEnd, end: lineEnd, text: after }], range: { start, end: lineEnd } };
}

/** The module's set of tasks, or where one is to be made. */
function setFor(code: Code, scope: Scope): { name: string; edits: TextEdit[] } | FixRefusal {
  const { bindings } = code.context.scan.names;
  const ready = bindings.filter((each) => each.scope === '' && /tasks$/i.test(each.target) && (each.how === 'annotated' ? /^(?:typing\.)?[sS]et\b/ : /^set\(\)$/).test(each.value)).map(({ target }) => target);
  const known = ready.find((name) => {
    const meaning = meaningOf(name, scope);
    return meaning.kind === 'variable' && meaning.scope.kind === 'module';
  });
  if (known !== undefined) return { name: known, edits: [] };
  const name = namesIn(code, { first: 0, end: code.tokens.length }).take('background_tasks', 'running_tasks');
  let outermost = scope;
  while (outermost.parent && outermost.parent.kind !== 'module') outermost = outermost.parent;
  const at = code.tokens[outermost.decoratedFrom]!.start;
  if (indentAt(code.text, code.tokens[outermost.first]!.start) !== '' || code.position(at).column > 0) {
    return { id: 'no-place', reason: 'there is no place for a set of tasks directly above it', sure: true };
  }
  const eol = /\r\n|\r|\n/.exec(code.text)?.[0] ?? '\n';
  const start = aboveComments(code.text, at);
  return { name, edits: [{ start, end: start, text: `${name} = set()${eol.repeat(3)}` }] };
}

/** Where the comments begin that stand directly above a line. */
function aboveComments(text: string, offset: number): number {
  const comments = /(?:(?:^|(?<=[\r\n]))#[^\r\n]*(?:\r\n|\r|\n))+$/.exec(text.slice(0, offset));
  return comments && !/^#!/.test(comments[0]) ? comments.index : offset;
}
