import assert from 'node:assert/strict';
import { said } from '../durations.js';
import { until } from '../until.js';
import { violations } from './accessibility.js';
import { useVSCode } from './harness.js';

describe('A proof in the window', () => {
  const vscode = useVSCode({ settings: { 'files.autoSave': 'off', 'awaitLens.proofRounds': 3 } });

  it('compares the editor\'s text with the saved file: it asks first, shows the runs as they go, then the verdict', async function () {
    this.timeout(120_000);
    const window = await vscode().open('project');
    const refused: string[] = [];
    window.page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) refused.push(message.text()); });
    await window.openFile('sequential.py');
    const main = (await window.line('async def main'))!.number;
    const rewrite = async (line: number, code: string): Promise<void> => {
      await window.goToLine(line);
      await window.page.keyboard.press('End');
      await window.page.keyboard.press('Shift+Home');
      await window.page.keyboard.type(code);
    };
    const prove = async (): Promise<void> => {
      await window.startCommand('Await Lens: Prove: Compare Two Versions…');
      await window.quickInput.fill('saved');
      await window.page.keyboard.press('Enter');
    };
    await rewrite(main + 1, 'await say("hello") +');
    await prove();
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: 'Run It 6 Times' }).click();
    const panel = window.panel();
    await panel.getByText(/^The new version \(editor\) cannot be run, so nothing is proven\./).waitFor();

    await rewrite(main + 1, 'await asyncio.gather(say("hello"), say("world"))');
    await rewrite(main + 2, 'return');
    await prove();
    await panel.getByText(/^Round \d of 3$/).waitFor();
    assert.equal(await dialog.count(), 0, 'it asks once');
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    await panel.locator('.chip.good').waitFor({ timeout: 60_000 });
    assert.match(await panel.getByRole('status').first().innerText(), said`^‹0.4›[^]*‹0.2›[^]*[12]\.\d × faster\s+Likely: every run was faster than every run before, but of 3 runs each chance does that 1 time in 10\. The factor is [12]\.\d`);
    assert.equal(await panel.locator('.decision').count(), 0);
    // In every theme it is looked at on a page of its own.
    assert.deepEqual(await violations(vscode(), panel, ['light']), []);
    await vscode().screenshots(window, 'proof-window');

    const gather = (await window.line('gather('))!.number;
    await panel.getByRole('button', { name: `Line ${gather}: show in the editor` }).click();
    await window.waitForText(`Ln ${gather}, Col 1`);
    await until('nothing is asked for that the content policy forbids', () => refused.length === 0);
  });

  it('is stopped and undone from its view, by the keyboard: the file is as it was, and saved', async function () {
    this.timeout(120_000);
    const window = await vscode().open('project');
    const { keyboard } = window.page;
    await window.openFile('sequential.py');
    await window.lens('async def main', /Run & time/);
    await window.goToLine((await window.line('await say("world")'))!.number);
    const menu = window.page.locator('.action-widget:visible');
    await until('the fixes are shown', async () => {
      await keyboard.press('Control+.');
      return menu.waitFor({ timeout: 3_000 }).then(() => true, () => false);
    });
    await menu.getByText('Apply and prove: Run together with gather', { exact: true }).click();
    const panel = window.panel();
    const stop = panel.getByRole('button', { name: 'Stop' });
    const dialog = window.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Run It 6 Times' });
    await until('it is asked, or begun', async () => {
      // Who was asked in this folder before is not asked again.
      if (await dialog.isVisible()) await dialog.click();
      return stop.isVisible();
    });
    const edited = window.page.locator('.tab.dirty').filter({ hasText: 'sequential.py' });
    await edited.waitFor();
    assert.ok(await window.line('asyncio.gather('));
    await stop.focus();
    await keyboard.press('Enter');
    await panel.getByRole('button', { name: 'Undo' }).and(panel.locator(':focus')).waitFor();
    assert.deepEqual(await panel.locator('.decision button').allInnerTexts(), ['Undo', 'Keep']);
    await keyboard.press('Enter');
    await panel.getByText('Undone: the file is as it was.').waitFor();
    await until('the awaits are there again', async () => await window.line('await say("world")') !== undefined && await window.line('gather') === undefined);
    await edited.waitFor({ state: 'detached' });
  });
});
