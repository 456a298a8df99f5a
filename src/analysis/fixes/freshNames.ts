/** Names for what a fix brings in, that the text does not use. */
import type { Lexed } from '../lexer.js';

export class FreshNames {
  private readonly taken: Set<string>;

  constructor({ tokens }: Pick<Lexed, 'tokens'>) {
    this.taken = new Set(tokens.filter(({ kind }) => kind === 'name').map(({ text }) => text));
  }

  /** The first of the wishes that is free, else the first with a number; from now on it is taken. */
  take(...wishes: [string, ...string[]]): string {
    let name = wishes.find((wish) => !this.taken.has(wish));
    for (let number = 2; name === undefined; number += 1) if (!this.taken.has(`${wishes[0]}_${number}`)) name = `${wishes[0]}_${number}`;
    this.taken.add(name);
    return name;
  }
}
