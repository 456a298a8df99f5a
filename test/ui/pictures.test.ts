import type { FrameLocator } from 'playwright-core';
import { useVSCode, type Theme } from './harness.js';
import { explain, runInPanel } from './panelPage.js';
import { PICTURES } from './pictures.js';
import type { VSCodeWindow } from './window.js';

interface Picture {
  name: string;
  theme: Theme;
  file: string;
  size: { width: number; height: number };
  /** What the lens says in the end. */
  total: RegExp;
  /** The panel is open beside the code. */
  panel: boolean;
  /** What is done before the picture is taken. */
  pose?(window: VSCodeWindow, panel: FrameLocator): Promise<void>;
}

const README_PICTURES: Picture[] = [
  { name: 'sequential', theme: 'light', file: '02_sequential.py', size: { width: 1440, height: 720 }, total: /^2\.0\d s$/, panel: true },
  {
    name: 'replay', theme: 'light', file: '06_queue_workers.py', size: { width: 1440, height: 1100 }, total: /^0\.4\d s$/, panel: true,
    pose: async (window, panel) => {
      await panel.getByRole('slider').focus();
      await window.page.keyboard.press('End');
      for (let back = 0; back < 12; back++) await window.page.keyboard.press('ArrowLeft');
      await panel.getByRole('heading', { name: 'Timeline' }).evaluate((heading) => heading.scrollIntoView());
    },
  },
  {
    name: 'blocking', theme: 'light', file: '05_blocking.py', size: { width: 1200, height: 800 }, total: /^1\.[67]\d s$/, panel: false,
    pose: async (window) => {
      await window.added('time.sleep(0.5)  #', /^held the event loop 0\.5\d s · starved/);
      await window.hover('await asyncio.sleep(0.1)', /late/);
    },
  },
  { name: 'gather', theme: 'dark', file: '03_gather.py', size: { width: 1440, height: 720 }, total: /^1\.0\d s$/, panel: true },
  {
    name: 'panel', theme: 'dark', file: '05_blocking.py', size: { width: 1440, height: 1000 }, total: /^1\.[67]\d s$/, panel: true,
    pose: (_, panel) => panel.getByRole('button', { name: 'Critical path' }).click(),
  },
  {
    name: 'proof', theme: 'light', file: '02_sequential.py', size: { width: 1440, height: 860 }, total: /^2\.0\d s$/, panel: true,
    pose: async (window, panel) => {
      await panel.getByRole('button', { name: 'Run together with gather and prove it' }).click();
      await window.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Run It 10 Times' }).click();
      await panel.getByRole('button', { name: 'Keep' }).waitFor({ timeout: 60_000 });
    },
  },
];

/** The pictures that the README shows (`docs/images`), for `out/screenshots`. They take a minute, so they are taken when asked for. */
(PICTURES ? describe : describe.skip)('The pictures of the README', () => {
  const vscode = useVSCode({ fresh: true, settings: { 'breadcrumbs.enabled': false, 'workbench.layoutControl.enabled': false } });

  for (const { name, theme, file, size, total, panel, pose } of README_PICTURES) {
    it(`${name}, ${theme}`, async () => {
      await vscode().setTheme(theme);
      const window = await vscode().open('examples');
      await window.page.setViewportSize(size);
      await window.openFile(file);
      await window.page.keyboard.press('Control+B');
      if (panel) await runInPanel(await explain(window, file, 'async def main'));
      else await window.clickLens('async def main', /Run & time/);
      await window.lens('async def main', total);
      await window.page.mouse.move(size.width / 2, size.height - 20);
      await pose?.(window, window.panel());
      await vscode().screenshots(window, `readme-${name}`, [theme]);
    });
  }
});
