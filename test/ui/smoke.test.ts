import assert from 'node:assert/strict';
import { useVSCode } from './harness.js';
import { said } from '../durations.js';

describe('The installed extension in a window', () => {
  const vscode = useVSCode({ everything: true });

  it('runs a function at a click on its lens and tells the time of each await', async () => {
    const window = await vscode().open('first', 'été à la plage');
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Run & time/);
    const total = await window.lens('async def one_after_the_other', /^\d\.\d\d s/);
    assert.match(total.title, said`^‹0.4›`);
    assert.match(await window.added('first = await', /\d/), said`‹0.2›`);
    await vscode().screenshots(window, 'smoke');
  });
});
