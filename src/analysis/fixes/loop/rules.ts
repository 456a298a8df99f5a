/** Why the rounds of a loop have to stay one after the other, or may have to: a rule each. */
import { calleeOf, connections, isHeldByOthers, locks, receiverOf, state, things, type Context } from '../../independence/context.js';
import { boundBy } from '../../independence/definitions.js';
import { refusalAlone } from '../../independence/rules.js';
import { callsOf, headersAround, type AwaitStatement } from '../../independence/statements.js';
import { KEYWORDS, PURE_CALLS } from '../../independence/words.js';
import type { LogicalLine } from '../../lexer.js';
import { find, textOf, type TokenRange } from '../../tokens.js';
import type { FixRefusal } from '../fix.js';
import type { Each } from './each.js';

export interface Round {
  each: Each;
  /** The await as if it stood alone. */
  statement: AwaitStatement;
  context: Context;
  /** Of the function. */
  lines: readonly LogicalLine[];
}

interface LoopRule {
  id: string;
  sure: boolean;
  /** In words that go on after "because", or null. */
  refuses(round: Round): string | null;
}

export function refusalOfEach(each: Each, context: Context, lines: readonly LogicalLine[]): FixRefusal | null {
  const { tokens } = context.lexed;
  const { point, operand, form } = each;
  const statement: AwaitStatement = {
    point, operand, range: operand, target: form.kind === 'drop' ? null : operand, plain: true, targets: [], store: null, calls: callsOf(tokens, operand),
    around: [...headersAround(context.text, tokens, lines, each.lines.from)],
  };
  const round = { each, statement, context, lines };
  const rule = (sure: boolean): FixRefusal | null => {
    for (const { id, refuses } of LOOP_RULES.filter((one) => one.sure === sure)) {
      const reason = refuses(round);
      if (reason !== null) return { id, reason, sure };
    }
    return null;
  };
  const alone = refusalAlone(statement, context);
  const known = alone && { id: alone.rule, reason: alone.reason, sure: alone.sure };
  return (known?.sure ? known : null) ?? rule(true) ?? rule(false) ?? known;
}

export const LOOP_RULES: readonly LoopRule[] = [
  {
    id: 'carried',
    sure: true,
    refuses: ({ each: { form, operand, items, more, names, between }, statement, context }) => {
      const used = new Set([...mentioned(context, operand), ...(more ? mentioned(context, more.range) : []), ...state(statement, context).uses]);
      if (form.kind === 'list' || form.kind === 'set' || form.kind === 'dict') {
        const root = form.into.split('.')[0]!;
        if (form.into === root && (used.has(root) || mentioned(context, items).has(root)) || used.has(form.into)) return `it uses \`${form.into}\`, which the rounds before have changed`;
      }
      if (between !== null && used.has(between)) return `it uses \`${between}\`, which the round before has set`;
      const outer = names.find((name) => state(statement, context).uses.has(name) && !mentioned(context, operand).has(name));
      return outer === undefined ? null : `what it calls uses \`${outer}\`, as each round sets it`;
    },
  },
  {
    id: 'used-after',
    sure: true,
    refuses: (round) => {
      if (round.each.form.kind === 'comprehension') return null;
      const name = [...round.each.names, ...(round.each.between === null ? [] : [round.each.between])].find((each) => isUsedOutside(each, round));
      return name === undefined ? null : `\`${name}\` is used outside of the loop`;
    },
  },
  {
    id: 'late-binding',
    sure: true,
    refuses: ({ each: { operand }, context: { lexed: { tokens } } }) => (tokens.slice(operand.from, operand.end).some(({ text }) => /^(?:lambda|:=|yield)$/.test(text)) ? 'a function made in a round would see the names of the last' : null),
  },
  {
    id: 'endless',
    sure: true,
    refuses: ({ each: { items }, context }) => {
      const name = /(?:^|\.)(count|cycle|repeat|iter)$/.exec(calledBy(context, items))?.[1];
      return name === undefined ? null : `\`${name}\` may go on for ever`;
    },
  },
  {
    id: 'batches',
    sure: true,
    refuses: ({ each: { items, names }, context }) => {
      const name = [calledBy(context, items), ...names].find((each) => /batch|chunk/i.test(each));
      return name === undefined ? null : `\`${name}\` is there to take so many at a time`;
    },
  },
  {
    id: 'shared-state',
    sure: true,
    refuses: ({ each: { names }, statement, context }) => {
      const name = [...state(statement, context).changes].find((each) => !names.includes(each.split('.')[0]!));
      return name === undefined ? null : `every round may change \`${name}\``;
    },
  },
  {
    id: 'one-at-a-time',
    sure: true,
    refuses: ({ each: { names }, statement, context }) => {
      const name = [...connections(statement, context)].find((each) => !names.includes(each.split('.')[0]!));
      return name === undefined ? null : `every round goes through \`${name}\`, which may serve one at a time`;
    },
  },
  {
    id: 'same-lock',
    sure: true,
    refuses: ({ each: { names }, statement, context }) => {
      const name = [...locks(statement, context)].find((each) => !names.includes(each.split('.')[0]!));
      return name === undefined ? null : `every round waits for \`${name}\`, which lets one in at a time`;
    },
  },
  {
    id: 'condition',
    sure: true,
    refuses: ({ each: { more }, context }) => (more && hasCall(context, more.range) ? 'a call decides which rounds there are' : null),
  },
  {
    id: 'key',
    sure: true,
    refuses: ({ each: { form }, context }) => {
      const key = form.kind === 'dict' || form.kind === 'comprehension' ? form.key : null;
      return key && hasCall(context, key) ? 'a call makes the key' : null;
    },
  },
  {
    id: 'several-loops',
    sure: true,
    refuses: ({ each: { form, more }, context: { lexed: { tokens } } }) =>
      (form.kind === 'comprehension' && form.of === 'dict' && more && find(tokens, more.range, ({ text }) => text === 'for') < more.range.end ? 'its keys come from several loops' : null),
  },
  {
    id: 'same-call',
    sure: true,
    refuses: (round) => (isSameEachTime(round) && !(round.statement.calls.every((call) => calleeOf(call, round.context)) && things(round.statement, round.context).length === 0) ? SAME : null),
  },
  {
    id: 'same-each-time',
    sure: false,
    refuses: (round) => (isSameEachTime(round) ? SAME : null),
  },
  {
    id: 'shared-argument',
    sure: false,
    refuses: ({ each: { names, operand }, statement, context }) => {
      const bound = new Set([...names, ...boundBy(context.lexed.tokens, operand)]);
      const name = things(statement, context).find((each) => !bound.has(each));
      return name === undefined ? null : `every round is given \`${name}\`, which it may change`;
    },
  },
  {
    id: 'same-object',
    sure: false,
    refuses: ({ each: { names }, statement, context }) => {
      const name = statement.calls.map((call) => receiverOf(call, context, call.handedOver)).find((each) => each !== null && !names.includes(each.split('.')[0]!));
      return name === undefined || name === null ? null : `every round asks \`${name}\`, which may serve one at a time`;
    },
  },
  {
    id: 'iterates-call',
    sure: false,
    refuses: ({ each: { items }, context }) => {
      const name = calledBy(context, items);
      return name === '' || LISTED.test(name) || PURE_CALLS.has(name) ? null : `all that \`${name}\` gives is taken before the first is awaited`;
    },
  },
  {
    id: 'kept-in-object',
    sure: false,
    refuses: ({ each: { form }, context }) => ('into' in form && (form.into.includes('.') || isHeldByOthers(form.into, context)) ? `\`${form.into}\` is filled only when all have ended` : null),
  },
];

const SAME = 'every round does the same, and may need what the one before did';
const isSameEachTime = ({ each: { operand, names }, context }: Round): boolean => !names.some((name) => mentioned(context, operand).has(name));

/** Calls whose items are there at once. */
const LISTED = /(?:^|\.)(?:keys|values|items|copy|split|splitlines)$/;

/** Names that stand in a range, attributes not. */
function mentioned({ lexed: { tokens } }: Context, { from, end }: TokenRange): Set<string> {
  return new Set(tokens.slice(from, end).filter(({ kind, text }, index) => kind === 'name' && !KEYWORDS.has(text) && tokens[from + index - 1]?.text !== '.').map(({ text }) => text));
}

/** What is called last by an expression: `range`, `users.items`; empty for none. */
function calledBy({ text, lexed: { tokens } }: Context, { from, end }: TokenRange): string {
  // What was waited for is there.
  if (tokens[from]?.text === 'await') return '';
  const called = tokens.slice(from, end).flatMap(({ text: bracket, kind }, index) => (bracket === '(' && kind === 'open' && index > 0 && tokens[from + index - 1]!.kind === 'name' && !KEYWORDS.has(tokens[from + index - 1]!.text) ? [from + index] : []));
  const names = called.map((open) => {
    let start = open - 1;
    while (start - 2 >= from && tokens[start - 1]!.text === '.' && tokens[start - 2]!.kind === 'name') start -= 2;
    return textOf(text, tokens, { from: start, end: open }).replace(/\s+/g, '');
  });
  return names.find((name) => !PURE_CALLS.has(name) && !LISTED.test(name)) ?? names[0] ?? '';
}

function hasCall({ lexed: { tokens } }: Context, { from, end }: TokenRange): boolean {
  return tokens.slice(from, end).some(({ kind, text }, index) => text === 'await' || text === ':=' || text === 'yield'
    || kind === 'name' && tokens[from + index + 1]?.text === '(' && !KEYWORDS.has(text) && !PURE_CALLS.has(text) && !READING.has(text));
}
const READING = new Set(['get', 'startswith', 'endswith', 'lower', 'upper', 'strip', 'isinstance', 'hasattr', 'getattr', 'is_dir', 'is_file', 'exists', 'isdigit', 'items', 'keys', 'values']);

/** Whether a name of the loop is read in other lines, which do not bind it themselves. */
function isUsedOutside(name: string, { each, lines, context: { lexed: { tokens } } }: Round): boolean {
  const loops: { indent: number }[] = [];
  return lines.some((line, index) => {
    while (loops.length > 0 && line.indent <= loops.at(-1)!.indent) loops.pop();
    if (index === 0 || (index >= each.lines.from && index < each.lines.end)) return false;
    const bound = boundBy(tokens, { from: line.first, end: line.end }).includes(name);
    if (bound && /^(?:for|async)$/.test(tokens[line.first]!.text)) loops.push(line);
    const used = tokens.slice(line.first, line.end).some(({ kind, text }, at) => kind === 'name' && text === name && tokens[line.first + at - 1]?.text !== '.' && !isKeyword(line.first + at));
    return used && !bound && loops.length === 0;
  });

  function isKeyword(at: number): boolean {
    return tokens[at + 1]?.text === '=' && /^[(,]$/.test(tokens[at - 1]?.text ?? '');
  }
}
