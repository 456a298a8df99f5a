import assert from 'node:assert/strict';
import { said } from '../durations.js';
import { until } from '../until.js';
import { useVSCode } from './harness.js';

describe('Snippets', () => {
  const vscode = useVSCode();

  for (const [prefix, total] of [['aio-gather', said`^‹1›$`], ['aio-sequential', said`^‹2›$`]] as const) {
    it(`${prefix}: inserted from the keyboard, it runs at a click as it stands`, async () => {
      const window = await vscode().open('project');
      await window.openFile('empty.py');
      await window.editor.click();
      await window.page.keyboard.type(prefix);
      const suggestion = window.page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: prefix }).first();
      // What was typed before VS Code had read the snippets is not looked up again by itself.
      await until('the snippet is suggested', async () => {
        if (!await suggestion.isVisible()) await window.page.keyboard.press('Control+Space');
        return suggestion.isVisible();
      });
      await window.page.keyboard.press('Enter');
      await window.waitForText('asyncio');
      await window.page.keyboard.press('Escape');
      await window.clickLens('async def main', /Run & time/);
      await window.lens('async def main', total);
      await vscode().screenshots(window, prefix);
    });
  }

  it('Insert Async Pattern…: from the keyboard, with the code shown, into a file that has imports already', async () => {
    const window = await vscode().open('project');
    const { keyboard } = window.page;
    await window.openFile('empty.py');
    await window.editor.click();
    await keyboard.insertText('"""Shop."""\nfrom __future__ import annotations\n\nimport os\n');
    await window.startCommand('Await Lens: Insert Async Pattern…');
    await window.quickInput.waitFor();
    const preview = window.page.locator('.part.editor .editor-instance .monaco-editor[role="code"]').nth(1);
    await preview.getByText('first = await').waitFor();
    await window.quickInput.fill('aio-gather');
    const focused = window.page.locator('.quick-input-list .monaco-list-row.focused');
    await focused.filter({ hasText: 'aio-gather' }).filter({ hasText: 'about 1 s · Python 3.8+' }).filter({ hasText: 'Two 1 s waits: about 1 s.' }).waitFor();
    await preview.getByText('return_exceptions').waitFor();
    // Its imports that are missing, and nothing that the file has.
    const shown = (await preview.locator('.view-line').allInnerTexts()).map((line) => line.replaceAll('\u00a0', ' '));
    assert.ok(shown.includes('import asyncio') && !shown.includes('import os'), shown.join('\n'));
    await vscode().screenshots(window, 'patterns');
    await keyboard.press('Escape');
    await preview.waitFor({ state: 'detached' });
    assert.equal(await window.page.locator('.tab').count(), 1);

    await window.startCommand('Await Lens: Insert Async Pattern…');
    await window.answer('aio-gather');
    await preview.waitFor({ state: 'detached' });
    await window.waitForText('return_exceptions');
    // The first place is selected: the name of the first coroutine, wherever it stands.
    await keyboard.type('greet');
    await window.waitForText('async def greet()');
    await window.waitForText('        greet(),');
    await keyboard.press('Escape');
    await window.clickLens('async def main', /Run & time/);
    await window.lens('async def main', said`^‹1›$`);
    await vscode().screenshots(window, 'pattern-inserted');
  });
});
