import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { activeEnvironments, environmentsIn, onPath, probe } from '../../../src/runner/interpreter.js';

describe('Interpreters', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'await-lens-')); });
  afterEach(() => rmSync(folder, { recursive: true }));

  function fake(name: string, says: string): string {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${says}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  it('on the PATH say their version', async () => {
    const answers = await Promise.all(onPath().map(probe));
    const found = answers.find((answer) => answer.ok);
    assert.ok(found?.ok);
    assert.match(found.interpreter.version, /^3\.\d+\.\d+$/);
    assert.ok(isAbsolute(found.interpreter.executable));
  });

  it('that are too old are told by their version', async () => {
    assert.deepEqual(await probe({ command: fake('old', 'echo 3.7.16 /old'), args: [] }), { ok: false, reason: 'too old', message: `${join(folder, 'old')} is Python 3.7.16` });
    const answer = await probe({ command: fake('ancient', 'echo 2.7.18 /ancient'), args: [] });
    assert.equal(answer.ok ? '' : answer.reason, 'too old');
  });

  it('that are missing, fail or are no Python are told by the reason', async () => {
    const missing = await probe({ command: join(folder, 'nowhere'), args: [] });
    assert.deepEqual(missing, { ok: false, reason: 'missing', message: `${join(folder, 'nowhere')}: there is no such file` });
    const failing = await probe({ command: fake('failing', 'echo broken >&2; exit 3'), args: [] });
    assert.match(failing.ok ? '' : failing.message, /broken/);
    const refused = await probe({ command: 'py\0thon', args: [] });
    assert.equal(refused.ok ? '' : refused.reason, 'missing');
    const other = await probe({ command: fake('other', 'echo hello'), args: [] });
    assert.match(other.ok ? '' : other.message, /did not say its version/);
  });

  it('say where they are, whatever the encoding of the system', async () => {
    const path = fake('grüße/python', `exec python3 -c 'import sys; sys.executable = "grüße"; exec(sys.argv[2])' "$@"`);
    process.env.PYTHONIOENCODING = 'latin-1';
    try {
      const answer = await probe({ command: path, args: [] });
      assert.equal(answer.ok && answer.interpreter.executable, 'grüße');
    } finally {
      delete process.env.PYTHONIOENCODING;
    }
  });

  it('are found in the environments of a folder, .venv first, and in the active ones', () => {
    const venv = fake('venv/bin/python', '');
    const dotted = fake('.venv/bin/python', '');
    assert.deepEqual(environmentsIn(folder).map(({ command }) => command), [dotted, venv]);
    assert.deepEqual(activeEnvironments({ VIRTUAL_ENV: '/a', CONDA_PREFIX: '/b' }).map(({ command }) => command), [join('/a', 'bin', 'python'), join('/b', 'bin', 'python')]);
    assert.deepEqual(activeEnvironments({}), []);
  });
});
