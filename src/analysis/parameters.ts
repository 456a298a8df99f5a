import type { Token } from './lexer.js';
import type { AsyncFunction, Parameter } from './model.js';
import { find, split, type TokenRange } from './tokens.js';

/** The parameters between the parentheses of a `def`, in order. */
export function parametersOf(tokens: readonly Token[], between: TokenRange): Parameter[] {
  const parameters: Parameter[] = [];
  let keywordOnly = false;
  for (const { from, end } of split(tokens, between)) {
    const first = tokens[from];
    if (first?.text === '/') {
      for (const parameter of parameters) parameter.kind = 'positional-only';
      continue;
    }
    const star = first?.text === '*' || first?.text === '**';
    const name = tokens[star ? from + 1 : from];
    if (first?.text === '*') keywordOnly = true;
    // A bare `*` has no name; neither has what is being typed after a comma.
    if (name?.kind !== 'name' || (star && from + 1 >= end)) continue;
    let kind: Parameter['kind'] = keywordOnly ? 'keyword-only' : 'positional-or-keyword';
    if (star) kind = first.text === '*' ? 'var-positional' : 'var-keyword';
    parameters.push({ name: name.text, kind, hasDefault: !star && find(tokens, { from, end }, ({ text }) => text === '=') < end });
  }
  return parameters;
}

/** What a caller passes: without the `self` or `cls` that Python itself passes. */
export function withoutReceiver(parameters: Parameter[], kind: AsyncFunction['kind']): Parameter[] {
  const passed = kind === 'method' || kind === 'classmethod';
  return passed && parameters[0]?.kind.startsWith('positional') ? parameters.slice(1) : parameters;
}

/** Those that a call must give. */
export function requiredParameters(parameters: readonly Parameter[]): Parameter[] {
  return parameters.filter(({ kind, hasDefault }) => !hasDefault && !kind.startsWith('var-'));
}
