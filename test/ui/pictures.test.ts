import { useVSCode, type Theme } from './harness.js';
import { explain, runInPanel } from './panelPage.js';

/** The pictures that the README shows (`docs/images`); `out/screenshots` gets them anew with every run of the tests. */
describe('The pictures of the README', () => {
  const vscode = useVSCode({ settings: { 'breadcrumbs.enabled': false, 'workbench.layoutControl.enabled': false } });

  for (const [name, file, theme, total] of [['sequential', '02_sequential.py', 'light', /^2\.0\d s$/], ['gather', '03_gather.py', 'dark', /^1\.0\d s$/]] as [string, string, Theme, RegExp][]) {
    it(`${name}, ${theme}`, async () => {
      await vscode().setTheme(theme);
      const window = await vscode().open('examples');
      await window.page.setViewportSize({ width: 1440, height: 720 });
      await window.openFile(file);
      await window.page.keyboard.press('Control+B');
      await window.clickLens('async def main', /Explain/);
      await window.clickLens('async def main', /Run & time/);
      await window.lens('async def main', total);
      await window.panel().getByText(/^Returned/).waitFor();
      await window.page.mouse.move(720, 700);
      await vscode().screenshots(window, `readme-${name}`, [theme]);
    });
  }

  it('panel, dark', async () => {
    await vscode().setTheme('dark');
    const window = await vscode().open('examples');
    await window.page.setViewportSize({ width: 1440, height: 1000 });
    const panel = await explain(window, '05_blocking.py', 'async def main');
    await window.page.keyboard.press('Control+B');
    await runInPanel(panel);
    await window.lens('async def main', /^1\.[67]\d s$/);
    await panel.getByRole('button', { name: 'Critical path' }).click();
    await vscode().screenshots(window, 'readme-panel', ['dark']);
  });

  it('replay, light', async () => {
    await vscode().setTheme('light');
    const window = await vscode().open('examples');
    await window.page.setViewportSize({ width: 1440, height: 1100 });
    const panel = await explain(window, '06_queue_workers.py', 'async def main');
    await window.page.keyboard.press('Control+B');
    await runInPanel(panel);
    await panel.getByRole('slider').focus();
    await window.page.keyboard.press('End');
    for (let back = 0; back < 12; back++) await window.page.keyboard.press('ArrowLeft');
    await panel.getByRole('heading', { name: 'Timeline' }).evaluate((heading) => heading.scrollIntoView());
    await vscode().screenshots(window, 'readme-replay', ['light']);
  });

  it('blocking, light', async () => {
    await vscode().setTheme('light');
    const window = await vscode().open('examples');
    await window.page.setViewportSize({ width: 1200, height: 800 });
    await window.openFile('05_blocking.py');
    await window.page.keyboard.press('Control+B');
    await window.clickLens('async def main', /Run & time/);
    await window.added('time.sleep(0.5)  #', /^held the event loop 0\.5\d s · starved/);
    await window.lens('async def main', /^1\.[67]\d s$/);
    await window.hover('await asyncio.sleep(0.1)', /late/);
    await vscode().screenshots(window, 'readme-blocking', ['light']);
  });
});
