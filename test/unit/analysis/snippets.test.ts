/** Inserts each snippet into an empty file, as the editor does, and runs it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scan } from '../../../src/analysis/scan.js';
import { ahead } from '../ahead.js';

interface Snippet {
  prefix: string;
  description: string;
  body: string[];
}

const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';
const AT_A_TIME = 3;
const snippets = Object.values(JSON.parse(readFileSync(join(PROJECT_ROOT, 'snippets/python.json'), 'utf8')) as Record<string, Snippet>);

/** With every placeholder's default and every choice's first. */
function inserted({ body }: Snippet): string {
  return body.join('\n').replace(/\$\{\d+:([^}]*)\}|\$\{\d+\|([^,|]*)[^|]*\|\}|\$0/g, (_, value?: string, choice?: string) => value ?? choice ?? '');
}

/** Runs a snippet as a file of its own. Its last line: the seconds that it took. */
function timed(snippet: Snippet): Promise<{ stdout: string }> {
  // The clock of the event loop's own process, so that the start of Python does not count.
  const timer = `import time, sys\nsource = sys.stdin.read()\nbegan = time.perf_counter()\nexec(compile(source, "snippet", "exec"), {"__name__": "__main__"})\nprint(time.perf_counter() - began)`;
  const call = promisify(execFile)(python, ['-W', 'error', '-c', timer]);
  call.child.stdin?.end(inserted(snippet));
  return call;
}

describe('snippets', () => {
  const runs = ahead(snippets.map((snippet) => () => timed(snippet)), AT_A_TIME);

  it('are the first four patterns', () => {
    assert.deepEqual(snippets.map(({ prefix }) => prefix), ['aio-coroutine', 'aio-sequential', 'aio-gather', 'aio-taskgroup']);
  });

  for (const [index, snippet] of snippets.entries()) {
    it(`${snippet.prefix} runs as inserted and takes the time that it states`, async function () {
      this.timeout(15_000);
      const text = inserted(snippet);
      assert.ok(!text.includes('$'), text);
      assert.ok(scan(text).functions.length > 0);
      const stated = Number(/about (\d) s/.exec(snippet.description)?.[1]);
      assert.ok(stated > 0 && /Python 3\.\d+ or newer/.test(snippet.description), snippet.description);
      const { stdout } = await runs(index);
      const lines = stdout.trim().split('\n');
      assert.ok(lines.length === 2 && /Hello!|executed/.test(stdout), stdout);
      const seconds = Number(lines.at(-1));
      assert.ok(seconds >= stated - 0.01 && seconds < stated + 0.6, `${seconds} s`);
    });

    it(`${snippet.prefix} numbers its places without a gap, each with one default`, () => {
      const places = [...snippet.body.join('\n').matchAll(/\$\{(\d+)([:|][^}]*)\}/g)];
      const defaults = new Map<string, string>();
      for (const [, number = '', value = ''] of places) {
        assert.equal(defaults.get(number) ?? value, value, `place ${number}`);
        defaults.set(number, value);
      }
      assert.deepEqual([...defaults.keys()].map(Number).sort((one, other) => one - other), [...defaults.keys()].map((_, index) => index + 1));
    });
  }
});
