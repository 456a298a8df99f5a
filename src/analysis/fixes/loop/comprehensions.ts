/** `[await f(x) for x in xs]`, and sets and dictionaries that are made likewise. */
import { find, isString, next, primaryEnd, type TokenRange } from '../../tokens.js';
import { boundBy } from '../../independence/definitions.js';
import type { Token } from '../../lexer.js';
import type { Each, Found } from './each.js';
import { namesOf, type Body } from './loops.js';

const isWord = (word: string) => ({ kind, text }: Token): boolean => kind === 'name' && text === word;

export function comprehensionsOf({ text, tokens, lines, points }: Body): Found[] {
  return [...points].flatMap(([at, point]): Found[] => {
    const line = lines.findIndex(({ first, end }) => first <= at && at < end);
    const open = openBefore(tokens, lines[line]!.first, at);
    const bracket = tokens[open];
    if (open < 0 || bracket!.partner < 0 || !/^[[{]$/.test(bracket!.text)) return [];
    const inside = { from: open + 1, end: bracket!.partner };
    const loop = find(tokens, inside, (token) => isWord('for')(token) || isWord('async')(token));
    // Before Python 3.12 what stands in a string cannot be broken, and nothing can come before it.
    const inText = tokens.slice(lines[line]!.first, open).some((token) => token.kind === 'open' && isString(token) && token.partner > inside.end);
    if (loop === inside.end || at > loop || inText) return [];
    const refused = (id: string, reason: string): Found[] => [{ points: [point], refusal: { id, reason, sure: true } }];
    const colon = find(tokens, { from: inside.from, end: loop }, ({ text: each }) => each === ':');
    const value = { from: colon < loop ? colon + 1 : inside.from, end: loop };
    const rest = tokens.slice(loop, inside.end);
    if (rest.some(isWord('async'))) return refused('async-for', 'its items come one after the other');
    const operand = { from: at + 1, end: primaryEnd(tokens, { from: at + 1, end: loop }) };
    if (value.from !== at || operand.end !== loop || (colon < loop && bracket!.text === '[')) return refused('more-in-body', 'each item is more than what is awaited');
    if (tokens.slice(operand.from, operand.end).some(isWord('await'))) return refused('several-awaits', 'each item awaits more than once, in order');
    const inAt = find(tokens, { from: loop, end: inside.end }, isWord('in'));
    const target = { from: loop + 1, end: inAt };
    const end = iterableEnd(tokens, { from: inAt + 1, end: inside.end });
    const items = { from: inAt + 1, end };
    const names = namesOf(text, tokens, target);
    if (names === null) return refused('more-in-body', 'its items are bound to more than names');
    if (tokens.slice(end, inside.end).some(isWord('await'))) return refused('several-awaits', 'each item awaits more than once, in order');
    const of = bracket!.text === '[' ? 'list' : colon < loop ? 'dict' : 'set';
    const each: Each = {
      point, operand, target, names: [...names, ...boundBy(tokens, { from: end, end: inside.end })], items, between: null, lines: { from: line, end: line + 1 },
      more: end < inside.end ? { range: { from: end, end: inside.end }, condition: false } : null,
      form: { kind: 'comprehension', of, key: of === 'dict' ? { from: inside.from, end: colon } : null, range: { from: open, end: inside.end + 1 } },
    };
    return [{ each }];
  });
}

/** The innermost bracket that is open where the token stands; -1 for none. */
function openBefore(tokens: readonly Token[], from: number, at: number): number {
  for (let index = at - 1; index >= from; index -= 1) {
    if (tokens[index]!.kind === 'close' && tokens[index]!.partner >= 0) index = tokens[index]!.partner;
    else if (tokens[index]!.kind === 'open') return index;
  }
  return -1;
}

function iterableEnd(tokens: readonly Token[], { from, end }: TokenRange): number {
  for (let index = from; index < end; index = next(tokens, index, end)) if (isWord('if')(tokens[index]!) || isWord('for')(tokens[index]!)) return index;
  return end;
}
