import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { said } from '../durations.js';
import { until } from '../until.js';
import { useVSCode } from './harness.js';

describe('The interpreter', () => {
  const vscode = useVSCode();
  afterEach(() => vscode().configure({ 'awaitLens.pythonPath': '' }));

  it('that was chosen and is not there is named, with what to do next', async () => {
    vscode().configure({ 'awaitLens.pythonPath': '/nowhere/python' });
    const window = await vscode().open('first');
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Run & time/);
    await window.waitForText(/The Python in awaitLens\.pythonPath cannot be used: \/nowhere\/python: there is no such file/);
    await until('one notification says so', async () => (await window.notifications()).length === 1);
    await window.lens('async def one_after_the_other', /Run & time/);
    await vscode().screenshots(window, 'no-python');
    await window.page.getByRole('button', { name: 'Open settings' }).click();
    await window.waitForText('Python Path');
    await window.page.keyboard.press('Escape');

    vscode().configure({ 'awaitLens.pythonPath': '' });
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Run & time/);
    await window.lens('async def one_after_the_other', said`^‹0.4›$`);
  });

  it('that is too old is told so, where it was chosen', async () => {
    const window = await vscode().open('first');
    const old = join(window.folder, 'old-python');
    writeFileSync(old, '#!/bin/sh\necho "3.7.16 /old/python"\n');
    chmodSync(old, 0o755);
    vscode().configure({ 'awaitLens.pythonPath': './old-python' });
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Run & time/);
    await window.waitForText(/old-python is Python 3\.7\.16\. Await Lens needs Python 3\.8 or newer/);
  });

  it('is chosen from those that were found', async () => {
    const window = await vscode().open('first');
    await window.openFile('hello.py');
    await window.runCommand('Await Lens: Select Interpreter');
    await window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'python3 on the PATH' }).waitFor();
    await window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Browse…' }).waitFor();
    await vscode().screenshots(window, 'select-interpreter');
    await window.page.keyboard.press('Escape');
  });
});

describe('The interpreter of a folder that was not opened before', () => {
  const vscode = useVSCode({ fresh: true });

  it('in a .venv of the folder comes before those on the PATH, unless it is too old', async () => {
    const window = await vscode().open('first');
    const bin = join(window.folder, '.venv', 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'python'), '#!/bin/sh\necho "3.7.16 /old/python"\n');
    chmodSync(join(bin, 'python'), 0o755);
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Run & time/);
    await window.lens('async def one_after_the_other', said`^‹0.4›$`);

    writeFileSync(join(bin, 'python'), '#!/bin/sh\nexec python3 "$@"\n');
    await window.clickLens('async def one_after_the_other', /Run & time/);
    await window.outputSays(/: \.venv in the/);
  });
});
