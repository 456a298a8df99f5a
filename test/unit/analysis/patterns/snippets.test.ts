/** Expands each snippet as the editor inserts it (`test/editor/snippets.test.ts` holds the editor to that), compiles and runs it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as pythonsScript from '../../../../scripts/lib/pythons.mjs';
import { insertedText, PATTERNS, type Pattern } from '../../../../src/analysis/patterns/patterns.js';
import { parseSnippet } from '../../../../src/analysis/patterns/snippetText.js';
import { scan } from '../../../../src/analysis/scan.js';

/** What `test/fixtures/python/run_programs.py` says of a program. */
interface Result {
  name: string;
  missing: string[];
  error: string | null;
  status?: number;
  seconds?: number | null;
  output?: string;
}

interface Python extends pythonsScript.Python {
  minor: number;
}

const AT_A_TIME = 16;
/** How much longer than stated a busy machine may take: less than what running one after the other would add. */
const SLACK_S = 0.8;

/** A machine that is too busy even for that is given other tries, with fewer programs at a time. */
const TRIES = 3;

/** Those that go on until they are stopped, and the line of their output at which that is done. */
const STOP_AT: Record<string, string> = { 'aio-server': 'Serving on', 'aio-shutdown': 'Running' };

/** Modules of the package that a pattern needs. */
const modulesOf = ({ needs }: Pattern): string[] => (needs === null ? [] : [needs.replace('-', '_')]);

async function run(python: Python, pages: string, runs: (pattern: Pattern) => boolean, atATime: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'await-lens-snippets-'));
  try {
    const programs = PATTERNS.filter((pattern) => pattern.python <= python.minor).map((pattern) => ({
      name: pattern.prefix, text: standalone(insertedText(pattern), pages), needs: modulesOf(pattern), compile_only: !runs(pattern),
      pytest: pattern.prefix === 'aio-pytest', stop_at: STOP_AT[pattern.prefix] ?? null, echo: pattern.prefix === 'aio-server',
    }));
    const child = spawn(python.path, ['-W', 'error', join(PROJECT_ROOT, 'test/fixtures/python/run_programs.py'), folder, String(atATime)]);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdin.end(JSON.stringify(programs));
    await new Promise((resolve) => child.once('close', resolve));
    assert.equal(errors, '');
    return JSON.parse(output) as Result[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isLate = ({ seconds: stated }: Pattern, { seconds }: Result): boolean => stated !== null && typeof seconds === 'number' && seconds >= stated + SLACK_S;

/** The results of all, those that came late run anew. */
async function runInTime(python: Python, pages: string, runs: (pattern: Pattern) => boolean): Promise<Result[]> {
  const results = await run(python, pages, runs, AT_A_TIME);
  const late = (): Set<string> => new Set(PATTERNS.filter((pattern) => results.some((result) => result.name === pattern.prefix && isLate(pattern, result))).map(({ prefix }) => prefix));
  for (let tried = 1; tried < TRIES && late().size > 0; tried += 1) {
    const again = late();
    for (const result of await run(python, pages, ({ prefix }) => again.has(prefix), 2)) {
      if (again.has(result.name)) results[results.findIndex(({ name }) => name === result.name)] = result;
    }
  }
  return results;
}

/** Pages and ports that need nothing but this machine: the only thing that is not as it is inserted. */
function standalone(text: string, pages: string): string {
  return text.replace(/https:\/\/example\.\w+/g, pages).replace('port=8888', 'port=0');
}

describe('snippets', () => {
  let all: Python[] = [];
  const results = new Map<Python, Result[]>();

  before(async function () {
    this.timeout(120_000);
    const script = (await import(pathToFileURL(join(PROJECT_ROOT, 'scripts/lib/pythons.mjs')).href)) as typeof pythonsScript;
    all = (await script.pythons()).map((python) => ({ ...python, minor: Number(python.version.split('.')[1]) }));
    const server = createServer((_, response) => response.end('a page')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const pages = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const left = [...all];
    const next = async (): Promise<void> => {
      for (let python = left.shift(); python; python = left.shift()) results.set(python, await runInTime(python, pages, (pattern) => runOn(pattern).includes(python!)));
    };
    await Promise.all([next(), next()]);
    await new Promise((resolve) => server.close(resolve));
  });

  /** The oldest and the newest that it is for, and of those between the middle one. */
  function runOn({ python }: Pattern): Python[] {
    const fit = all.filter(({ minor }) => minor >= python);
    return [...new Set([fit[0]!, fit[fit.length >> 1]!, fit.at(-1)!])];
  }

  it('are the patterns of asyncio, those of waiting one after the other and together first', () => {
    assert.ok(PATTERNS.length >= 34);
    const prefixes = PATTERNS.map(({ prefix }) => prefix);
    assert.deepEqual(prefixes.slice(0, 2), ['aio-sequential', 'aio-gather']);
    for (const prefix of prefixes) assert.match(prefix, /^aio-[a-z-]+$/);
    for (const old of ['aio-coroutine', 'aio-taskgroup']) assert.ok(prefixes.includes(old));
    assert.equal(new Set(prefixes).size, prefixes.length);
    assert.equal(new Set(PATTERNS.map(({ name }) => name)).size, prefixes.length);
  });

  for (const pattern of PATTERNS) {
    const { prefix } = pattern;

    it(`${prefix} numbers its places without a gap, each with one default`, () => {
      const places = parseSnippet(pattern.snippet).flatMap((part) => (part.kind === 'place' ? [part] : []));
      const defaults = new Map<number, string>();
      for (const { number, value, choices } of places) {
        assert.equal(defaults.get(number) ?? value, value, `place ${number}`);
        assert.ok(number === 0 || value !== '', `place ${number} is empty`);
        assert.notEqual(choices.length, 1, `place ${number} leaves no choice`);
        defaults.set(number, value);
      }
      const inOrder = [...defaults.keys()].filter((number) => number > 0);
      assert.deepEqual(inOrder, inOrder.map((_, index) => index + 1), 'they are not counted in the order of the text');
      assert.equal(places.at(-1)?.number, 0);
    });

    it(`${prefix} is a file with async functions, and no line longer than black has it`, () => {
      const text = insertedText(pattern);
      assert.ok(scan(text).functions.length > 0);
      assert.ok(text.endsWith('\n') && !/\$\{|[ \t]$/m.test(text), text);
      for (const line of text.split('\n')) assert.ok(line.length <= 88, line);
      if (pattern.prefix !== 'aio-pytest') assert.equal(pattern.blocks.at(-1)?.kind, 'guard');
    });

    it(`${prefix} compiles on every Python that it is for, runs as inserted, and takes the time that it states`, function () {
      const skipped: string[] = [];
      let runs = 0;
      for (const python of all.filter(({ minor }) => minor >= pattern.python)) {
        const { missing, error, status, seconds, output = '' } = results.get(python)!.find(({ name }) => name === prefix)!;
        const on = `on Python ${python.version}`;
        assert.equal(error, null, on);
        if (!runOn(pattern).includes(python)) continue;
        if (missing.length > 0) {
          skipped.push(python.version);
          continue;
        }
        runs += 1;
        assert.equal(status, 0, `${on}: ${output}`);
        assert.ok(output !== '' && !output.includes('Traceback'), `${on}: ${output}`);
        if (pattern.seconds !== null) assert.ok(seconds! >= 0.99 * pattern.seconds && seconds! < pattern.seconds + SLACK_S, `${seconds} s ${on}, at the last of ${TRIES} tries`);
      }
      if (skipped.length > 0) console.log(`      SKIPPED on Python ${skipped.join(', ')}: ${modulesOf(pattern)} is not installed there`);
      if (runs === 0) this.skip();
    });
  }

  it('stand in docs/snippets.md as the snippet file has them', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(PROJECT_ROOT, 'scripts/snippets-table.mjs'), '--check'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
});
