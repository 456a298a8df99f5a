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
});
