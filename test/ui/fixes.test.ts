import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until.js';
import { violations } from './accessibility.js';
import { THEMES, useVSCode, type Theme } from './harness.js';
import { explain, runInPanel } from './panelPage.js';
import type { VSCodeWindow } from './window.js';

const EXAMPLE = readFileSync(join(PROJECT_ROOT, 'examples', '02_sequential.py'), 'utf8');
/** What a careful person would have written. */
const GATHERED = EXAMPLE.replace('    await say_hello()\n    await say_world()\n', '    await asyncio.gather(say_hello(), say_world())\n');

describe('A fix', () => {
  const vscode = useVSCode({ settings: { 'files.autoSave': 'off' } });

  /** They take a while, so they are taken when asked for. */
  async function pictures(window: VSCodeWindow, name: string): Promise<void> {
    if (process.env.AWAIT_LENS_PICTURES) await vscode().screenshots(window, name, Object.keys(THEMES) as Theme[]);
  }

  it('is hinted at, foretells after a run what it saves, and is applied from the light bulb', async function () {
    this.timeout(120_000);
    const window = await vscode().open('examples');
    await window.openFile('02_sequential.py');
    const mark = window.editor.locator('.squiggly-info').first();
    await mark.waitFor();
    const { x, y } = (await mark.boundingBox())!;
    await window.page.mouse.move(x + 10, y + 2);
    await window.waitForText(/^Neither of these two awaits needs the other's result\.$/);
    await pictures(window, 'fixes-hint');
    await window.page.keyboard.press('Escape');
    await window.page.mouse.move(0, 0);
    await window.page.locator('.monaco-hover').first().waitFor({ state: 'hidden' });
    await window.clickLens('async def main', /Run & time/);
    await window.lens('async def main', /^2\.0\d s/);
    await window.goToLine((await window.line('await say_world()'))!.number);
    const menu = window.page.locator('.action-widget:visible');
    await until('the fixes are shown', async () => {
      await window.page.keyboard.press('Control+.');
      return menu.waitFor({ timeout: 3_000 }).then(() => true, () => false);
    });
    const fix = menu.getByText(/^Run together with gather \(2\.0\d s → about 1\.0\d s\)$/);
    await fix.waitFor();
    await pictures(window, 'fixes-menu');
    await fix.click();
    await until('it is applied', async () => (await window.line('asyncio.gather(')) !== undefined);
    await window.page.keyboard.press('Control+S');
    await until('the file is what a careful person would have written', () => readFileSync(join(window.folder, '02_sequential.py'), 'utf8') === GATHERED);
  });

  it('stands in the headline, by the keyboard too, and axe-core objects to nothing', async function () {
    this.timeout(120_000);
    const window = await vscode().open('examples');
    const panel = await explain(window, '02_sequential.py', 'async def main');
    await runInPanel(panel);
    const offer = panel.getByRole('status').getByRole('button', { name: 'Run together with gather' });
    await offer.waitFor();
    assert.deepEqual(await violations(vscode(), panel), []);
    await pictures(window, 'fixes-headline');
    await offer.press('Enter');
    await until('it is applied', async () => (await window.line('await asyncio.gather(say_hello(), say_world())')) !== undefined);
    await offer.waitFor({ state: 'detached' });
    await panel.getByText('The function was edited since this run.').waitFor();
  });
});
