import { useVSCode } from './harness.js';

describe('A run that fails', () => {
  const vscode = useVSCode();

  it('says so on the lens, marks the line, and shows a traceback that can be clicked', async () => {
    const window = await vscode().open('project');
    await window.openFile('failing.py');
    await window.clickLens('async def fails', /Run & time/);
    await window.lens('async def fails', /^ValueError after \d/);
    await window.editor.locator('.squiggly-error').waitFor();
    await window.outputSays(/failing\.py", line 6, in fails[\s\S]*ValueError: no such user/);
    await vscode().screenshots(window, 'failure');

    await window.openFile('client.py');
    const link = window.page.locator('.part.panel .detected-link').filter({ hasText: /File/ }).first();
    await link.click({ modifiers: ['Control'] });
    await window.waitForText('Ln 6, Col 1');
  });

  it('tells a beginner what to do about input()', async () => {
    const window = await vscode().open('project');
    await window.openFile('failing.py');
    await window.clickLens('async def asks', /Run & time/);
    await window.lens('async def asks', /^EOFError after/);
    await window.outputSays(/→ .*input\(\)/);
  });
});
