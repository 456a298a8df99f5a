import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LONGEST = 300;

/** The project's own files of these kinds, relative to it. */
function filesOf(folder: string, endings: RegExp): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((path) => endings.test(path)).map((path) => join(folder, path));
}

describe('Files', () => {
  it(`are no longer than ${LONGEST} lines`, () => {
    const files = ['src', 'scripts', 'test', 'examples'].flatMap((folder) => filesOf(folder, /\.(ts|tsx|mjs|js|py|css)$/));
    assert.ok(files.some((path) => path.endsWith('.py')) && files.some((path) => path.endsWith('.tsx')));
    const lengths = files.map((path) => ({ path, lines: readFileSync(join(PROJECT_ROOT, path), 'utf8').split('\n').length - 1 }));
    assert.deepEqual(lengths.filter(({ lines }) => lines > LONGEST), []);
  });
});
