import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../until.js';

describe('npm start', () => {
  it('prints one address, of a VS Code on loopback that asks for its token, and ends with Ctrl-C', async () => {
    const script = spawn(process.execPath, [join('scripts', 'start.mjs'), '--embedded'], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(script, 'exit');
    let output = '';
    script.stdout.on('data', (piece) => (output += piece));
    await until(() => `it says that it is up; it says ${output}`, () => output.includes('Ctrl-C ends it.') || script.exitCode !== null, 60_000);

    const addresses = output.match(/\bhttp\S+/g) ?? [];
    assert.equal(addresses.length, 1, output);
    const url = new URL(String(addresses[0]));
    assert.equal(url.hostname, '127.0.0.1');
    assert.equal(url.searchParams.get('folder'), join(PROJECT_ROOT, 'examples'));
    assert.equal((await fetch(url, { redirect: 'manual' })).status, 302);
    url.searchParams.set('tkn', 'a guess');
    assert.equal((await fetch(url, { redirect: 'manual' })).status, 403);

    script.kill('SIGINT');
    await exit;
    // The processes and folders that it must have ended are counted by `npm test`, after this part.
    await assert.rejects(fetch(url), 'its server still listens');
  });
});
