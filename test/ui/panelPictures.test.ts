import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { THEMES, useVSCode, type Theme } from './harness.js';
import { explain, runInPanel } from './panelPage.js';
import { PICTURES } from './pictures.js';
import type { VSCodeWindow } from './window.js';

/** Widths of the panel in CSS pixels; 300 is also 600 at a zoom of 200 %. */
const WIDTHS = [1280, 600, 320, 300];
/** Beside the two groups of editors. */
const ACTIVITY_BAR = 48;

describe('The panel at every width', () => {
  const vscode = useVSCode();

  for (const file of PICTURES ? readdirSync(join(PROJECT_ROOT, 'examples')) : ['06_queue_workers.py']) {
    it(`shows ${file} whole, and nothing sticks out`, async function () {
      this.timeout(120_000);
      const window = await vscode().open('examples');
      await window.page.setViewportSize({ width: 1400, height: 1500 });
      const panel = await explain(window, file, 'async def main');
      await window.page.keyboard.press('Control+B');
      assert.equal(await overflow(panel), 0, 'before the run');
      await runInPanel(panel);
      await panel.getByText('The timeline as a table').click();
      for (const width of WIDTHS) {
        await setWidth(window, panel, width);
        assert.equal(await overflow(panel), 0, `${width} px`);
      }
      await panel.getByText('The timeline as a table').click();
      for (const theme of PICTURES ? (Object.keys(THEMES) as Theme[]) : []) {
        await vscode().setTheme(theme);
        for (const width of WIDTHS) {
          await setWidth(window, panel, width);
          await window.page.locator('iframe.webview.ready').screenshot({ path: `${PROJECT_ROOT}/out/screenshots/panel-${file.slice(0, 2)}-${width}-${theme}.png`, animations: 'disabled' });
        }
      }
    });
  }
});

async function setWidth(window: VSCodeWindow, panel: FrameLocator, width: number): Promise<void> {
  await window.page.setViewportSize({ width: 2 * width + ACTIVITY_BAR, height: 1500 });
  // VS Code lays its groups out a little later, and then the panel itself.
  await panel.locator('html').evaluate((html, least) => new Promise<void>((done) => {
    const look = (): void => {
      if (Math.abs(html.clientWidth - least) < 24) requestAnimationFrame(() => requestAnimationFrame(() => done()));
      else requestAnimationFrame(look);
    };
    look();
  }), width);
}

/** By how many pixels the panel is wider than its window. */
function overflow(panel: FrameLocator): Promise<number> {
  return panel.locator('html').evaluate((html) => Math.max(0, html.scrollWidth - html.clientWidth));
}
