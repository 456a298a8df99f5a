/** What an await point awaits, in a sentence or two, told from the code alone. */
import type { AwaitPoint, Definition, Names, Scan } from '../model.js';
import { parseOperand, type Operand } from '../operand.js';
import { definitionOf, pathOf, type Place } from './paths.js';
import { RULES } from './rules.js';

/** An await point with what its rules look at. */
export interface Awaited extends Operand {
  point: AwaitPoint;
  place: Place;
  names: Names;
  /** Where what is called comes from (see `paths.ts`), or what is awaited, entered or iterated without a call. */
  path: string;
  /** Where the owner of what is called comes from; empty for none. */
  ownerPath: string;
  /** The function or class of the same file that is called. */
  own: Definition | null;
  /** Whether that is an async generator: it has a `yield` of its own. */
  generator: boolean;
}

/** One kind of thing to await. The first rule of the table that matches explains. */
export interface ExplainRule {
  id: string;
  /** It fits so much that it can say little: what is explained by it is not explained specifically. */
  general?: true;
  matches(awaited: Awaited): boolean;
  /** One or two sentences, rich. */
  explain(awaited: Awaited): string;
}

/** Rich. */
export function explain(point: AwaitPoint, scan: Scan): string {
  const awaited = awaitedAt(point, scan);
  return ruleFor(awaited).explain(awaited);
}

/** The rule that explains an await point; there is one for every point. */
export function ruleFor(awaited: Awaited): ExplainRule {
  const rule = RULES.find((each) => each.matches(awaited));
  if (!rule) throw new Error(`no rule for ${awaited.point.source}`);
  return rule;
}

export function awaitedAt(point: AwaitPoint, scan: Scan): Awaited {
  const { names } = scan;
  const operand = parseOperand(point.operand);
  const place = placeOf(point, scan);
  const path = pathOf(operand.callee ?? operand.text, place, names);
  const own = definitionOf(path, names);
  const ownerPath = operand.owner === '' ? '' : known(pathOf(operand.owner, place, names), operand.owner);
  const generator = own !== null && scan.functions.some(({ qualname, headerLine, generator: yields }) => yields && qualname === own.qualname && headerLine === own.line);
  // An attribute of the file's own object that the file does not define may be anything.
  return { ...operand, point, place, names, own, generator, ownerPath, path: own ? path : known(path, operand.callee ?? operand.text) };
}

function known(path: string, text: string): string {
  return /^#.*\./.test(path) ? `?${text}` : path;
}

function placeOf(point: AwaitPoint, { functions }: Scan): Place {
  const { line } = point.range.start;
  const around = functions.find(({ awaitPoints }) => awaitPoints.includes(point))
    ?? functions.findLast(({ range }) => range.start.line <= line && line <= range.end.line);
  return { scope: around?.qualname ?? '', line };
}
