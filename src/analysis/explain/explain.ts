/** What an await point awaits, in a sentence or two, told from the code alone. */
import { RULES } from './rules.js';
import { parseOperand, type Operand } from '../operand.js';
import type { AsyncFunction, AwaitPoint, Scan } from '../model.js';

/** An await point with what its rules look at. */
export interface Awaited extends Operand {
  point: AwaitPoint;
  /** The async function of the same file that is called, when its name leaves no doubt. */
  own: AsyncFunction | null;
}

/** One kind of thing to await. The first rule of the table that matches explains. */
export interface ExplainRule {
  id: string;
  matches(awaited: Awaited): boolean;
  explain(awaited: Awaited): string;
}

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
  const operand = parseOperand(point.operand);
  return { ...operand, point, own: ownFunction(operand, scan) };
}

function ownFunction({ callee, name, owner }: Operand, scan: Scan): AsyncFunction | null {
  if (callee === null) return null;
  const candidates = scan.functions.filter((each) => {
    if (each.name !== name) return false;
    if (owner === 'self' || owner === 'cls') return each.className !== null;
    return owner === '' ? each.className === null : each.qualname === callee;
  });
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}
