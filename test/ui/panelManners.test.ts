import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_SCHEMA } from '../../src/shared/report.js';
import { said } from '../durations.js';
import { until } from '../until.js';
import { useVSCode } from './harness.js';
import { explain, runInPanel } from './panelPage.js';

describe('The panel in the window', () => {
  const vscode = useVSCode();

  it('follows the function at the cursor, unless it is pinned; then another one can be opened', async () => {
    const window = await vscode().open('examples');
    const panel = await explain(window, '02_sequential.py', 'async def main');
    await runInPanel(panel);
    const title = panel.locator('h1');
    await window.goToLine((await window.line('async def say_hello'))!.number);
    await window.page.keyboard.press('End');
    await title.filter({ hasText: 'say_hello()' }).waitFor();
    // It has no run of its own, but was timed in that of main.
    await panel.getByText('No run of its own yet: the times are from the run of main().').waitFor();
    await panel.locator('li.point .elapsed').filter({ hasText: said`^‹1›$` }).waitFor();

    await panel.getByRole('button', { name: 'Pin to this function' }).click();
    await panel.getByRole('button', { name: 'Pin to this function', pressed: true }).waitFor();
    await window.goToLine((await window.line('async def say_world'))!.number);
    await window.page.keyboard.press('End');
    await window.clickLens('async def main', /^Explain$/);
    await until('there are two panels', async () => (await window.page.locator('.tab').filter({ hasText: 'await points' }).count()) === 2);
    await title.filter({ hasText: 'main()' }).waitFor();
    await window.page.locator('.tab').filter({ hasText: 'say_hello' }).click();
    await title.filter({ hasText: 'say_hello()' }).waitFor();
  });

  it('is the same after it was hidden, and after the window was reloaded', async function () {
    this.timeout(120_000);
    const window = await vscode().open('examples');
    const panel = await explain(window, '08_async_with_for.py', 'async def main');
    await runInPanel(panel);
    await panel.getByRole('combobox', { name: 'Order' }).selectOption('time');
    const total = await panel.locator('.number').innerText();

    await window.page.locator('.tab').filter({ hasText: 'await points' }).click();
    await window.openFile('01_coroutine.py');
    await panel.locator('h1').waitFor({ state: 'detached' });
    await window.page.locator('.tab').filter({ hasText: 'await points' }).click();
    await panel.locator('.number').filter({ hasText: total }).waitFor();
    assert.equal(await panel.getByRole('combobox', { name: 'Order' }).inputValue(), 'time');

    await window.reload();
    await panel.locator('.number').filter({ hasText: total }).waitFor({ timeout: 30_000 });
    assert.equal(await panel.getByRole('combobox', { name: 'Order' }).inputValue(), 'time');
    await window.added('async with Connection', /exit [\d.]+ m?s/, 20_000);
  });

  it('exports its run as a report, which can be opened again', async () => {
    const window = await vscode().open('examples');
    const panel = await explain(window, '03_gather.py', 'async def main');
    await runInPanel(panel);
    const total = await panel.locator('.number').innerText();
    await panel.getByRole('button', { name: 'Export this run…' }).click();
    await window.quickInput.fill('Report');
    await window.page.keyboard.press('Enter');
    const path = join(window.folder, 'kept.json');
    await until('the dialog asks for a file', async () => /main/.test(await window.quickInput.inputValue()));
    await window.answer(path);
    await until('the report is written', () => {
      try {
        return (JSON.parse(readFileSync(path, 'utf8')) as { schema: number }).schema === REPORT_SCHEMA;
      } catch {
        return false;
      }
    });

    await window.startCommand('Await Lens: Open Saved Report…');
    await window.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'kept.json' }).waitFor();
    await window.answer(path);
    await window.page.locator('.tab.active').filter({ hasText: 'kept.json: report' }).waitFor();
    await panel.getByText(/saved report/).waitFor();
    assert.equal(await panel.locator('.number').innerText(), total);
    await panel.locator('.chip.verdict').filter({ hasText: 'Concurrent' }).waitFor();
  });

  it('can be used by the keyboard alone: Tab comes to all that can be done', async () => {
    const window = await vscode().open('examples');
    const panel = await explain(window, '03_gather.py', 'async def main');
    await panel.locator('h1').click();
    const press = (key: string): Promise<void> => window.page.keyboard.press(key);
    const focused = (): Promise<string> => panel.locator(':focus').evaluate((element) => element.getAttribute('aria-label') ?? element.textContent ?? '');
    const tabTo = (name: RegExp): Promise<void> => until(`Tab comes to ${name}`, async () => {
      await press('Tab');
      return name.test(await focused().catch(() => ''));
    });
    await tabTo(/Pin to this function/);
    await press('Enter');
    await panel.getByRole('button', { name: 'Pin to this function', pressed: true }).waitFor();
    await tabTo(/Run & time/);
    await press('Enter');
    await panel.locator('.outcome').waitFor();

    for (const summary of await panel.locator('summary').all()) await summary.click();
    await panel.locator('h1').click();
    const interactive = panel.locator('button:enabled, select, input, summary, [tabindex="0"]');
    const all = await interactive.evaluateAll((elements) => elements.map((element, index) => {
      (element as HTMLElement).dataset.number = String(index);
      return (element as HTMLElement).tabIndex < 0 ? '' : String(index);
    }));
    const reached = new Set<string>();
    for (const _ of all) {
      await press('Tab');
      // After the last one it is the window's turn.
      reached.add(await panel.locator('body').evaluate((body) => (body.ownerDocument.activeElement as HTMLElement).dataset.number ?? ''));
    }
    assert.deepEqual(all.filter((number) => number !== '' && !reached.has(number)), []);

    await panel.locator('h1').click();
    await tabTo(/^Export this run…$/);
    await press('Enter');
    await window.quickInput.waitFor();
    await press('Escape');
    await panel.locator('h1').click();
    await tabTo(/: show in the editor$/);
    await press('Enter');
    await window.waitForText(/Ln 23, Col 12/);
  });
});
