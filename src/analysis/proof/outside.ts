/** Calls that look as if they changed something outside of the program, told before it is run several times. */
import { reachesOutside } from '../independence/words.js';
import { lex, type Token } from '../lexer.js';
import { next, textOf } from '../tokens.js';

export interface OutsideCall {
  /** 1-based. */
  line: number;
  /** The call on one line, cut where it is long. */
  source: string;
}

/** On files and processes: names that the words of independence, which are about awaits, do not hold. */
const ON_FILES = new Set(['unlink', 'rmdir', 'rmtree', 'remove', 'removedirs', 'mkdir', 'makedirs', 'rename', 'touch', 'write_text', 'write_bytes', 'copyfile', 'copytree', 'system', 'Popen', 'check_call', 'check_output']);
/** What is put or sent there stays in the program. */
const INSIDE = new Set(['acquire', 'release']);
const LONGEST = 60;

/** In source order, each line once. */
export function outsideCalls(text: string): OutsideCall[] {
  const { tokens } = lex(text);
  const found = new Map<number, OutsideCall>();
  let line = 1;
  let at = 0;
  tokens.forEach((_, index) => {
    if (!isCall(tokens, index) || !goesOutside(text, tokens, index)) return;
    let from = index;
    while (tokens[from - 1]?.text === '.' && tokens[from - 2]?.kind === 'name') from -= 2;
    line += text.slice(at, tokens[from]!.start).split('\n').length - 1;
    at = tokens[from]!.start;
    const source = textOf(text, tokens, { from, end: next(tokens, index + 1, tokens.length) }).replace(/\s+/g, ' ');
    if (!found.has(line)) found.set(line, { line, source: source.length > LONGEST ? `${source.slice(0, LONGEST - 1)}…` : source });
  });
  return [...found.values()];
}

function isCall(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text;
  return tokens[index]!.kind === 'name' && tokens[index + 1]?.kind === 'open' && tokens[index + 1]?.text === '(' && before !== 'def' && before !== 'class';
}

function goesOutside(text: string, tokens: readonly Token[], index: number): boolean {
  const name = tokens[index]!.text;
  if (name === 'open') return /,\s*(?:mode\s*=\s*)?[bu]?['"][^'"]*[wax+]/.test(textOf(text, tokens, { from: index, end: next(tokens, index + 1, tokens.length) }));
  return ON_FILES.has(name) || (reachesOutside(name) && !INSIDE.has(name));
}
