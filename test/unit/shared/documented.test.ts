import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWAIT_KINDS, OUTCOMES, REPORT_SCHEMA, WAKERS } from '../../../src/shared/report.js';

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const TYPES = ['src/shared/report.ts', 'src/shared/evidence.ts', 'src/shared/trace.ts'];
/** Headings of `docs/report.md` under which the fields of each interface are told. */
const SECTIONS: Record<string, string[]> = {
  Report: ['Fields'], Target: ['Fields'], PythonInfo: ['Fields'], LoopInfo: ['Fields'], Frame: ['Fields'], RaisedException: ['Fields'],
  AwaitTimes: ['An entry of `awaits`'], SourceRange: ['An entry of `awaits`'], Occurrence: ['An entry of `awaits`'],
  Meanwhile: ['An entry of `awaits`'], Waker: ['A waker'], TaskTimes: ['An entry of `tasks`'], Trace: ['The trace'],
  BlockingStep: ['An entry of `blocking`'], JointStarvation: ['An entry of `starvation`'], Warning: ['An entry of `warnings`'],
  TaskName: ['An entry of `awaits`', 'An entry of `blocking`'], Place: ['An entry of `tasks`', 'An entry of `blocking`', 'An entry of `warnings`'],
};

/** The names of the fields of each interface, those of objects within it too. */
function fields(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const path of TYPES) {
    const text = read(path).replaceAll(/\/\*\*.*?\*\//gs, '');
    for (const [, name, body] of text.matchAll(/^export interface (\w+)[^{]*\{\n(.*?)^\}/gms)) {
      found.set(name!, new Set([...body!.matchAll(/(\w+)\??: /g)].map(([, field]) => field!)));
    }
  }
  return found;
}

/** The words in the code spans under each heading of the document. */
function documented(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const section of read('docs/report.md').split(/^#+ /m)) {
    const heading = section.slice(0, section.indexOf('\n'));
    const spans = [...section.slice(heading.length).matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
    found.set(heading, new Set(spans.flatMap((span) => span.split(/\W+/))));
  }
  return found;
}

describe('docs/report.md', () => {
  const told = documented();

  it('tells every field of the report, where it belongs', () => {
    const types = fields();
    assert.deepEqual([...types.keys()].sort(), Object.keys(SECTIONS).sort());
    for (const [type, names] of types) {
      assert.ok(names.size > 1, type);
      for (const heading of SECTIONS[type]!) {
        for (const name of names) assert.ok(told.get(heading)?.has(name), `${type}.${name} is not under "${heading}"`);
      }
    }
  });

  it('tells every word that a field may have', () => {
    for (const outcome of OUTCOMES) assert.ok(told.get('Fields')!.has(outcome), outcome);
    for (const waker of WAKERS) assert.ok(told.get('A waker')!.has(waker), waker);
    for (const kind of AWAIT_KINDS) assert.ok(read('docs/report.md').includes(`\`${kind}\``), kind);
    assert.match(read('docs/report.md'), new RegExp(String.raw`^\| \`schema\` \| ${REPORT_SCHEMA} \|$`, 'm'));
  });

  it('tells every rule of the warnings, and no other', () => {
    const rules = [...read('src/worker/await_lens/engine/warnings/__init__.py').matchAll(/^ {4}\("([a-z-]+)", /gm)].map(([, id]) => id);
    const table = read('docs/report.md').split('### An entry of `warnings`')[1]!.split('| `id` | what was seen |')[1]!.split('\n## ')[0]!;
    assert.equal(rules.length, 6);
    assert.deepEqual([...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id), rules);
  });

  it('tells every option of the command line', () => {
    const options = [...read('src/worker/await_lens/usage.py').matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option!);
    assert.ok(options.includes('--block-threshold') && options.length > 5);
    for (const option of options) assert.ok(read('docs/report.md').includes(`\`${option}`), option);
  });
});
