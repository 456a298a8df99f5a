/**
 * Cases of fixes, as `test/fixtures/fixes` has them: a text, and what is offered or refused. A file holds many:
 *
 *   === what it shows
 *   python: 12             minor version of the project's Python; unknown without this line
 *   refused: some-id       why nothing is offered; `none` where nothing is even looked at
 *   caution: some-id       why it may change behaviour
 *   run: same              `main()` gives the same before and after; or `before => after` where that is the point
 *   held: 5 time.sleep     a run saw this line hold the loop for half a second, in this call
 *   --- before
 *   --- after some.fix     the exact text; one part for each fix, in their order
 *
 * What stands before the first case begins the texts of all cases of the file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Case {
  file: string;
  name: string;
  python: number | null;
  refused: string | null;
  caution: string | null;
  run: string | null;
  held: { line: number; innermost: string } | null;
  before: string;
  after: { id: string; text: string }[];
}

/** `folder`: absolute path. */
export function casesIn(folder: string): Case[] {
  return readdirSync(folder).filter((name) => name.endsWith('.cases')).sort().flatMap((file) => {
    const [prelude = '', ...parts] = readFileSync(join(folder, file), 'utf8').split(/^=== /m);
    return parts.map((part) => caseOf(file, prelude, part));
  });
}

function caseOf(file: string, prelude: string, text: string): Case {
  const [head = '', ...sections] = text.split(/^--- /m);
  const [name = '', ...lines] = head.trim().split('\n');
  const told = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const unknown = [...told.keys()].filter((key) => !/^(?:python|refused|caution|run|held)$/.test(key));
  if (unknown.length > 0) throw new Error(`${file}: ${name}: unknown ${unknown.join(', ')}`);
  const bodies = sections.map((section) => ({ title: section.slice(0, section.indexOf('\n')), body: section.slice(section.indexOf('\n') + 1).replace(/\n+$/, '\n') }));
  const before = bodies.shift();
  if (before?.title !== 'before') throw new Error(`${file}: ${name}: no text`);
  const [line, innermost] = told.get('held')?.split(' ') ?? [];
  return {
    file, name, before: prelude + before.body,
    python: told.has('python') ? Number(told.get('python')) : null,
    refused: told.get('refused') ?? null, caution: told.get('caution') ?? null, run: told.get('run') ?? null,
    held: line === undefined ? null : { line: Number(line), innermost: innermost ?? '' },
    after: bodies.map(({ title, body }) => ({ id: title.replace(/^after /, ''), text: prelude + body })),
  };
}
