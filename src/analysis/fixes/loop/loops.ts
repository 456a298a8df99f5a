/** `for x in xs:` with an await in its body. */
import type { Token, LogicalLine } from '../../lexer.js';
import type { AwaitPoint } from '../../model.js';
import { AUGMENTED, boundBy } from '../../independence/definitions.js';
import { isExclusive, KEYWORDS } from '../../independence/words.js';
import { find, next, primaryEnd, textOf, type TokenRange } from '../../tokens.js';
import type { FixRefusal } from '../fix.js';
import type { Each, Form, Found, Made } from './each.js';

export interface Body {
  text: string;
  tokens: readonly Token[];
  /** Of the function, its header first. */
  lines: readonly LogicalLine[];
  /** Its own, by the index of their first token. */
  points: ReadonlyMap<number, AwaitPoint>;
}

interface Loop extends Body {
  /** Index of its header among the lines, and of the first line after it. */
  at: number;
  end: number;
  inside: AwaitPoint[];
}

export function loopsOf(body: Body): Found[] {
  const { tokens, lines } = body;
  const loops = lines.flatMap((line, at): Loop[] => {
    const word = tokens[line.first]!.text;
    if (word !== 'for' && word !== 'while' && !(word === 'async' && tokens[line.first + 1]?.text === 'for')) return [];
    let end = at + 1;
    while (end < lines.length && lines[end]!.indent > line.indent) end += 1;
    return [{ ...body, at, end, inside: [] }];
  });
  for (const [token, point] of body.points) {
    const line = lines.findIndex(({ first, end }) => first <= token && token < end);
    loops.findLast(({ at, end }) => (at < line && line < end) || (at === line && isInBody(body, at, token)))?.inside.push(point);
  }
  return loops.filter(({ inside }) => inside.length > 0).map((loop) => found(loop));
}

/** Whether a token of the header's line stands behind its colon. */
const isInBody = ({ tokens, lines }: Body, at: number, token: number): boolean =>
  token > find(tokens, { from: lines[at]!.first, end: lines[at]!.end }, ({ text }) => text === ':');

function found(loop: Loop): Found {
  for (const { id, refuses } of SHAPES) {
    const reason = refuses(loop);
    if (reason !== null) return { points: loop.inside, refusal: { id, reason, sure: true } };
  }
  const each = eachOf(loop);
  if (each) return { each };
  const used = resultUsed(loop);
  const why = used === undefined ? MORE : { id: 'uses-result', reason: `\`${used}\` is used in the same round`, sure: true };
  return { points: loop.inside, refusal: why };
}

/** A name that the await's statement binds, and that another line of the body uses. */
function resultUsed(loop: Loop): string | undefined {
  const { tokens, points } = loop;
  const awaits = ({ first, end }: LogicalLine): boolean => [...points.keys()].some((token) => first <= token && token < end);
  const bound = inner(loop).filter(awaits).flatMap(({ first, end }) => boundBy(tokens, { from: first, end }));
  const others = inner(loop).filter((line) => !awaits(line)).flatMap(({ first, end }) => tokens.slice(first, end).map(({ text }) => text));
  return bound.find((name) => others.includes(name));
}

const MORE: FixRefusal = { id: 'more-in-body', reason: 'a round does more than to await and keep the result', sure: true };

/** Shapes of loops whose rounds have their order, in words that go on after "because". */
export const SHAPES: readonly { id: string; refuses(loop: Loop): string | null }[] = [
  { id: 'async-for', refuses: (loop) => (wordAt(loop, loop.at) === 'async' ? 'its items come one after the other' : null) },
  { id: 'while', refuses: (loop) => (wordAt(loop, loop.at) === 'while' ? 'each round decides whether there is another' : null) },
  {
    id: 'else',
    refuses: (loop) => {
      const after = loop.lines[loop.end];
      return after && after.indent === loop.lines[loop.at]!.indent && loop.tokens[after.first]!.text === 'else' ? 'its `else` belongs to the order of its rounds' : null;
    },
  },
  {
    id: 'leaves-loop',
    refuses: (loop) => {
      const word = words(loop).find((each) => /^(?:break|continue|return|yield|raise)$/.test(each));
      return word === undefined ? null : `\`${word}\` in a round decides what comes after it`;
    },
  },
  { id: 'handles-errors', refuses: (loop) => (inner(loop).some(({ first }) => /^(?:try|except)$/.test(loop.tokens[first]!.text)) ? 'what happens when a round fails depends on the order' : null) },
  {
    id: 'retries',
    refuses: ({ text, tokens, lines, at }) => {
      const header = textOf(text, tokens, { from: lines[at]!.first, end: lines[at]!.end });
      return /attempt|retr(?:y|ies)|\btries\b|backoff/i.test(header) ? 'it tries again until it works' : null;
    },
  },
  { id: 'pause', refuses: ({ inside }) => (inside.some(({ operand }) => /\bsleep\(/.test(operand)) ? 'a pause has its place between the rounds' : null) },
  {
    id: 'exclusive-block',
    refuses: (loop) => {
      const header = inner(loop).map(({ first, end }) => textOf(loop.text, loop.tokens, { from: first, end })).find((each) => /^(?:async\s+)?with\b/.test(each) && isExclusive(each));
      return header === undefined ? null : `\`${header.replace(/`/g, "'").replace(/\s+/g, ' ')}\` lets one in at a time`;
    },
  },
  {
    id: 'carried',
    refuses: (loop) => {
      const line = inner(loop).find(({ first, end }) => find(loop.tokens, { from: first, end }, ({ text }) => AUGMENTED.test(text)) < end);
      return line ? `\`${loop.tokens[line.first]!.text}\` goes from round to round` : null;
    },
  },
  { id: 'several-awaits', refuses: ({ inside }) => (inside.length > 1 ? 'each round awaits more than once, in order' : null) },
];

const wordAt = ({ tokens, lines }: Loop, index: number): string => tokens[lines[index]!.first]!.text;
const inner = ({ lines, at, end }: Loop): readonly LogicalLine[] => lines.slice(at + 1, end);
const words = (loop: Loop): string[] => {
  const from = find(loop.tokens, { from: loop.lines[loop.at]!.first, end: loop.lines[loop.at]!.end }, ({ text }) => text === ':');
  return loop.tokens.slice(from, loop.lines[loop.end - 1]!.end).filter(({ kind }) => kind === 'name').map(({ text }) => text);
};

/** null where its body is none of the forms that can be rewritten. */
function eachOf({ text, tokens, lines, points, at, end, inside: [point] }: Loop): Each | null {
  const header = lines[at]!;
  const colon = find(tokens, { from: header.first, end: header.end }, ({ text: each }) => each === ':');
  const inAt = find(tokens, { from: header.first, end: colon }, ({ kind, text: each }) => kind === 'name' && each === 'in');
  const target = { from: header.first + 1, end: inAt };
  const items = { from: inAt + 1, end: colon };
  const names = namesOf(text, tokens, target);
  if (names === null || colon !== header.end - 1 || items.from >= items.end || !point) return null;
  let first = at + 1;
  let more: Each['more'] = null;
  const condition = lines[first]!;
  if (tokens[condition.first]!.text === 'if' && tokens[condition.end - 1]!.text === ':') {
    more = { range: { from: condition.first + 1, end: condition.end - 1 }, condition: true };
    first += 1;
  }
  const rest = lines.slice(first, end);
  if (rest.length === 0 || rest.some(({ indent }) => indent !== rest[0]!.indent)) return null;
  const awaited = kept(text, tokens, points, rest);
  if (!awaited) return null;
  const made = awaited.form.kind === 'drop' ? null : madeBefore(text, tokens, lines, at, awaited.form);
  const form: Form = awaited.form.kind === 'drop' || made === null ? awaited.form : { ...awaited.form, made };
  return { point, operand: awaited.operand, target, names, items, more, form, between: awaited.between, lines: { from: made ? at - 1 : at, end } };
}

/** The names that a target binds; null when it binds anything else. */
export function namesOf(text: string, tokens: readonly Token[], range: TokenRange): string[] | null {
  if (!/^[\w\s,()]+$/.test(textOf(text, tokens, range))) return null;
  const names = tokens.slice(range.from, range.end).filter(({ kind, text: each }) => kind === 'name' && !KEYWORDS.has(each)).map(({ text: each }) => each);
  return new Set(names).size === names.length ? names : null;
}

type Kept = Pick<Each, 'operand' | 'between'> & { form: Exclude<Form, { kind: 'comprehension' }> };

/** `await f(x)`, `found.append(await f(x))`, `found[x] = await f(x)`, or with a name between. */
function kept(text: string, tokens: readonly Token[], points: Body['points'], [one, two, three]: readonly LogicalLine[]): Kept | null {
  if (!one || three) return null;
  if (two) {
    // name = await f(x); found.append(name)
    const name = tokens[one.first]!;
    if (name.kind !== 'name' || tokens[one.first + 1]?.text !== '=' || !points.has(one.first + 2)) return null;
    const operand = { from: one.first + 3, end: primaryEnd(tokens, { from: one.first + 3, end: one.end }) };
    const put = putting(text, tokens, two);
    if (!put || operand.end !== one.end || put.value.end !== put.value.from + 1) return null;
    return tokens[put.value.from]!.text === name.text ? { operand, form: put.form, between: name.text } : null;
  }
  if (points.has(one.first)) {
    const operand = { from: one.first + 1, end: primaryEnd(tokens, { from: one.first + 1, end: one.end }) };
    return operand.end === one.end ? { operand, form: { kind: 'drop' }, between: null } : null;
  }
  const put = putting(text, tokens, one);
  if (!put || !points.has(put.value.from)) return null;
  const operand = { from: put.value.from + 1, end: primaryEnd(tokens, { from: put.value.from + 1, end: put.value.end }) };
  return operand.end === put.value.end ? { operand, form: put.form, between: null } : null;
}

/** Where a line puts a value. */
function putting(text: string, tokens: readonly Token[], { first, end }: LogicalLine): { form: Kept['form']; value: TokenRange } | null {
  let at = first;
  while (tokens[at]?.kind === 'name' && tokens[at + 1]?.text === '.' && tokens[at + 2]?.kind === 'name') at += 2;
  const open = tokens[at + 1];
  if (tokens[at]?.kind !== 'name' || open?.kind !== 'open' || open.partner < 0 || open.partner >= end) return null;
  const inside = { from: at + 2, end: open.partner };
  if (open.text === '(' && open.partner === end - 1 && at > first) {
    const kind = tokens[at]!.text === 'append' ? 'list' : tokens[at]!.text === 'add' ? 'set' : null;
    const several = find(tokens, inside, ({ text: each }) => each === ',') < inside.end;
    return kind && !several ? { form: { kind, into: textOf(text, tokens, { from: first, end: at - 1 }), made: null }, value: inside } : null;
  }
  const after = next(tokens, at + 1, end);
  if (open.text !== '[' || tokens[after]?.text !== '=') return null;
  return { form: { kind: 'dict', into: textOf(text, tokens, { from: first, end: at + 1 }), key: inside, made: null }, value: { from: after + 1, end } };
}

const EMPTY = { list: /^(?:\[\s*\]|list\(\))$/, set: /^set\(\)$/, dict: /^(?:\{\s*\}|dict\(\))$/ };

/** `found = []` directly before the loop. */
function madeBefore(text: string, tokens: readonly Token[], lines: readonly LogicalLine[], at: number, { kind, into }: Exclude<Kept['form'], { kind: 'drop' }>): Made | null {
  const line = lines[at - 1];
  if (!line || line.indent !== lines[at]!.indent || !/^\w+$/.test(into) || tokens[line.first]!.text !== into) return null;
  const equals = find(tokens, { from: line.first, end: line.end }, ({ text: each }) => each === '=');
  if (!EMPTY[kind].test(textOf(text, tokens, { from: equals + 1, end: line.end }))) return null;
  if (equals === line.first + 1) return { annotation: null };
  return tokens[line.first + 1]?.text === ':' ? { annotation: textOf(text, tokens, { from: line.first + 2, end: equals }).replace(/\s+/g, ' ') } : null;
}
