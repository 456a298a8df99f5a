import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { said } from '../durations.js';
import { until } from '../until.js';
import { violations } from './accessibility.js';
import { useVSCode } from './harness.js';
import { explain, runInPanel } from './panelPage.js';

const EXAMPLE = readFileSync(join(PROJECT_ROOT, 'examples', '02_sequential.py'), 'utf8');
/** What a careful person would have written. */
const GATHERED = EXAMPLE.replace('    await say_hello()\n    await say_world()\n', '    await asyncio.gather(say_hello(), say_world())\n');

describe('A fix', () => {
  const vscode = useVSCode({ settings: { 'files.autoSave': 'off', 'awaitLens.proofRounds': 3 } });

  it('is hinted at, foretells after a run what it saves, is applied and proven with the mouse, and kept', async function () {
    this.timeout(120_000);
    const window = await vscode().open('examples');
    const { page } = window;
    await window.openFile('02_sequential.py');
    const mark = window.editor.locator('.squiggly-info').first();
    // The lenses that come above it move it down.
    await window.lens('async def main', /Run & time/);
    await window.lens('async def say_hello', /Run & time/);
    await mark.waitFor();
    const onMark = async (): Promise<[number, number]> => {
      const { x, y } = (await mark.boundingBox())!;
      return [x + 10, y + 2];
    };
    await page.mouse.move(...await onMark());
    await window.waitForText(/^Neither of these two awaits needs the other's result\.$/);
    await vscode().screenshots(window, 'fixes-hint');
    await page.keyboard.press('Escape');
    await page.mouse.move(0, 0);
    await page.locator('.monaco-hover').first().waitFor({ state: 'hidden' });

    await window.clickLens('async def main', /Run & time/);
    await window.lens('async def main', said`^‹2›`);
    await page.mouse.click(...await onMark());
    const menu = page.locator('.action-widget:visible');
    await until('the light bulb opens the menu', async () => {
      // Where it is drawn: a click by the driver would scroll the editor first.
      const bulb = await page.locator('[class*="codicon-gutter-lightbulb"], .lightBulbWidget').first().boundingBox({ timeout: 3_000 }).catch(() => null);
      if (bulb) await page.mouse.click(bulb.x + bulb.width / 2, bulb.y + bulb.height / 2);
      return menu.waitFor({ timeout: 2_000 }).then(() => true, () => false);
    });
    await menu.getByText(said`^Run together with gather \(‹2› → about ‹1›\)$`).waitFor();
    await vscode().screenshots(window, 'fixes-menu');
    await menu.getByText(said`^Apply and prove: Run together with gather \(‹2› → about ‹1›\)$`).click();
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Run It 6 Times' }).click();
    await until('it is applied', async () => (await window.line('asyncio.gather(')) !== undefined);

    const proof = window.panel();
    await proof.getByRole('button', { name: 'Keep' }).waitFor({ timeout: 60_000 });
    assert.match(await proof.getByRole('status').first().innerText(), said`^‹2›\s*→\s*before, now\s*‹1›[^]*Results, exceptions and printed output are the same\.`);
    await vscode().screenshots(window, 'fixes-proof');
    await proof.getByRole('button', { name: 'Keep' }).click();
    await proof.getByRole('button', { name: 'Keep' }).waitFor({ state: 'detached' });
    await window.goToLine(1);
    await page.keyboard.press('Control+S');
    await until('the file is what a careful person would have written', () => readFileSync(join(window.folder, '02_sequential.py'), 'utf8') === GATHERED);
  });

  it('stands in the headline, by the keyboard too, and axe-core objects to nothing', async function () {
    this.timeout(120_000);
    const window = await vscode().open('examples');
    const panel = await explain(window, '02_sequential.py', 'async def main');
    await runInPanel(panel);
    const offer = panel.getByRole('status').getByRole('button', { name: 'Run together with gather and prove it' });
    await offer.waitFor();
    assert.deepEqual(await violations(vscode(), panel), []);
    await vscode().screenshots(window, 'fixes-headline');
    await offer.press('Enter');
    const dialog = window.page.locator('.monaco-dialog-box');
    const applied = async (): Promise<boolean> => (await window.line('await asyncio.gather(say_hello(), say_world())')) !== undefined;
    // Who was asked in this folder before is not asked again.
    await until('it is asked, or applied at once', async () => await dialog.isVisible() || applied());
    if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Run It 6 Times' }).click();
    await until('it is applied', applied);
  });
});
