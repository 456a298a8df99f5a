/** Compiles and runs the texts of cases on every CPython that they are for, one process each. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as pythonsScript from '../../../../scripts/lib/pythons.mjs';
import type { Case } from './cases.js';

interface Answer {
  name: string;
  errors: string[];
  outcomes: string[];
}

/** Those that are offered something: each text compiles, and `main()` gives what the case says. `more`: texts that only have to compile. */
export async function runEverywhere(cases: readonly Case[], more: (minor: number) => { name: string; texts: string[] }[] = () => []): Promise<void> {
  const script = (await import(pathToFileURL(join(PROJECT_ROOT, 'scripts/lib/pythons.mjs')).href)) as typeof pythonsScript;
  const pythons = await script.pythons();
  assert.ok(pythons.length > 0);
  await Promise.all(pythons.map(async ({ path, version }) => {
    const minor = Number(version.split('.')[1]);
    const mine = cases.filter(({ after, python }) => after.length > 0 && minor >= (python ?? 8));
    const input = mine.map(({ file, name, before, after, run }) => ({ name: `${file} ${name}`, texts: [before, ...after.map(({ text }) => text)], run: run !== null }));
    const others = more(minor).map((each) => ({ ...each, run: false }));
    const answers = await answersOf(path, [...input, ...others]);
    assert.equal(answers.length, mine.length + others.length, version);
    answers.slice(mine.length).forEach(({ name, errors }) => assert.deepEqual(errors, [], `${version}: ${name}`));
    answers.slice(0, mine.length).forEach(({ name, errors, outcomes }, index) => {
      assert.deepEqual(errors, [], `${version}: ${name}`);
      const { run } = mine[index]!;
      if (run === null) return;
      const [first, ...made] = outcomes;
      const [wanted, then] = run === 'same' ? [first, first] : run.split(' => ');
      if (run === 'same') assert.match(first ?? '', /^returned/, `${version}: ${name}`);
      assert.deepEqual([first, ...new Set(made)], [wanted, then], `${version}: ${name}`);
    });
  }));
}

async function answersOf(python: string, input: readonly object[]): Promise<Answer[]> {
  const child = spawn(python, [join(PROJECT_ROOT, 'test/fixtures/fixes/run_cases.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
  child.stdin.end(input.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const status = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(status, 0, output);
  return output.trim().split('\n').map((line) => JSON.parse(line) as Answer);
}
