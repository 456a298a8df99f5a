/** The coroutine patterns, read from the snippet file that VS Code reads too. */
import snippets from '../../../snippets/python.json';
import { parseSnippet, plainText } from './snippetText.js';

export interface Pattern {
  name: string;
  /** What is typed to get it: `aio-gather`. */
  prefix: string;
  /** What it is for, a sentence without its full stop. */
  purpose: string;
  /** What its waits add up to: `two 1 s waits: about 1 s`; null where it states none. */
  timing: string | null;
  /** The same, as a number of seconds. */
  seconds: number | null;
  /** Minor version of the oldest CPython 3 that it is for. */
  python: number;
  /** The package that it needs beside the standard library, or null. */
  needs: string | null;
  /** As VS Code inserts it, in snippet syntax. */
  snippet: string;
  /** Its import statements. */
  imports: string[];
  /** Its other statements. */
  blocks: Block[];
}

/** A statement at the module's level, in snippet syntax. */
export interface Block {
  /**
   * `stand-in`: a function that only sleeps, where the user's own is to be called. `main`: the coroutine that the guard
   * runs. `guard`: `if __name__ == "__main__":`. `setup`: no definition.
   */
  kind: 'setup' | 'definition' | 'stand-in' | 'main' | 'guard';
  lines: string[];
}

const DESCRIPTION = /^(?<purpose>.+?)(?: \((?<timing>[^()]*about (?<seconds>[\d.]+) s)\))?\. Python 3\.(?<python>\d+) or newer(?:, with (?<needs>[\w-]+))?\.$/;

/** In the order of the file. */
export const PATTERNS: readonly Pattern[] = Object.entries(snippets).map(([name, { prefix, description, body }]) => {
  const told = DESCRIPTION.exec(description)?.groups;
  if (!told?.purpose || !told.python) throw new Error(`The description of ${prefix} does not say what it should: ${description}`);
  const imports = body.filter((line) => /^(?:import|from) /.test(line));
  return {
    name, prefix, purpose: told.purpose, timing: told.timing ?? null, seconds: told.seconds === undefined ? null : Number(told.seconds),
    python: Number(told.python), needs: told.needs ?? null, snippet: body.join('\n'), imports,
    blocks: blocksOf(body.filter((line) => !imports.includes(line) && line !== '$0')),
  };
});

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: string[][] = [];
  for (const line of lines) {
    const starts = /^[^\s)\]}]/.test(line) && !blocks.at(-1)?.at(-1)?.startsWith('@');
    if (starts) blocks.push([line]);
    else blocks.at(-1)?.push(line);
  }
  for (const block of blocks) while (block.at(-1) === '') block.pop();
  const guard = blocks.find(([first]) => first!.startsWith('if __name__'))?.join('\n') ?? '';
  return blocks.map((block) => ({ kind: kindOf(block, guard), lines: block }));
}

function kindOf(lines: readonly string[], guard: string): Block['kind'] {
  const header = lines.find((line) => !line.startsWith('@'))!;
  if (header.startsWith('if __name__')) return 'guard';
  const name = /^(?:async def|def|class) (\$\{[^}]*\}|\w+)/.exec(header)?.[1];
  if (name === undefined) return 'setup';
  if (header.startsWith('async def') && guard.includes(`run(${name}`)) return 'main';
  const [first = ''] = lines.slice(lines.indexOf(header) + 1);
  return /^ {4}(?:await \w+|time)\.sleep\(/.test(first) && !lines.some((line) => /\byield\b/.test(line)) ? 'stand-in' : 'definition';
}

/** What VS Code inserts into an empty file. */
export function insertedText({ snippet }: Pattern): string {
  return plainText(parseSnippet(snippet));
}

/**
 * What a list says beside its name and, in a line of its own, below it. The end of a long line may not be seen, so that
 * what matters comes first. `python`: minor version of the project's; null when unknown.
 */
export function patternWords({ prefix, purpose, timing, seconds, python: needed, needs }: Pattern, python: number | null): { description: string; detail: string } {
  const tooOld = python !== null && python < needed;
  const description = [prefix, seconds !== null && `about ${seconds} s`, `Python 3.${needed}+`, needs && `with ${needs}`];
  const detail = [tooOld && `Needs Python 3.${needed}; this project has 3.${python}.`, `${purpose}.`, timing && !timing.startsWith('about') && `${timing[0]!.toUpperCase()}${timing.slice(1)}.`];
  return { description: description.filter(Boolean).join(' · '), detail: detail.filter(Boolean).join(' ') };
}
