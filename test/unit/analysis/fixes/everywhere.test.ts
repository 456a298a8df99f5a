/** All fixes over the standard library of the machine's Python: what they make compiles, and nothing else changes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { find } from '../../../bench/lib/offers.js';

const python = process.env.AWAIT_LENS_TEST_PYTHON ?? 'python3';

function run(args: string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync(python, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Files with coroutines in them, and this Python's minor version. */
const WHERE = `
import glob, json, os, sys, sysconfig
folder = sysconfig.get_path("stdlib")
found = []
for path in sorted(glob.glob(os.path.join(glob.escape(folder), "**", "*.py"), recursive=True)):
    if "-packages" not in path and "lib2to3" not in path and os.path.exists(path):
        with open(path, "rb") as file:
            if b"async def" in file.read():
                found.append(path)
print(json.dumps([sys.version_info[1], found]))`;

describe('fixes over the standard library', () => {
  it('make text that compiles, and change nothing but what they are about', function () {
    this.timeout(60_000);
    const [minor, paths] = JSON.parse(run(['-c', WHERE])) as [number, string[]];
    const texts: { name: string; texts: string[]; run: false }[] = [];
    for (const path of paths) {
      const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
      if (text.includes('\uFFFD')) continue;
      const offers = find(text, minor).places.flatMap((place) => place.offers);
      for (const { id, line, text: made, strays } of offers) {
        assert.equal(strays, null, `${path}:${line} ${id}`);
        assert.ok(made !== null && made !== text, `${path}:${line} ${id}`);
      }
      if (offers.length > 0) texts.push({ name: path, texts: [text, ...offers.map((offer) => offer.text!)], run: false });
    }
    const answers = run([join(PROJECT_ROOT, 'test/fixtures/fixes/run_cases.py')], texts.map((each) => `${JSON.stringify(each)}\n`).join(''));
    for (const line of answers.trim().split('\n').filter((each) => each !== '')) {
      const { name, errors } = JSON.parse(line) as { name: string; errors: string[] };
      // Some of its files are there to be refused.
      if (!errors.some((error) => error.startsWith('text 0:'))) assert.deepEqual(errors, [], name);
    }
    assert.ok(paths.length > 10, `only ${paths.length} files`);
    if (process.env.AWAIT_LENS_TEST_FIGURES) console.log(paths.length, 'files', texts.reduce((sum, each) => sum + each.texts.length - 1, 0), 'offers');
  });
});
