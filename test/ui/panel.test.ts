import assert from 'node:assert/strict';
import { violations } from './accessibility.js';
import { useVSCode } from './harness.js';
import { explain, runInPanel } from './panelPage.js';

describe('The panel', () => {
  const vscode = useVSCode();

  it('shows a run as it goes, and tells a screen reader what came of it, not that time passes', async () => {
    const window = await vscode().open('examples');
    const panel = await explain(window, '02_sequential.py', 'async def main');
    await panel.getByRole('button', { name: 'Run & time' }).click();
    const status = panel.getByRole('status').filter({ hasText: 'Running' });
    const said = await status.evaluateHandle((element) => {
      const texts: string[] = [];
      new MutationObserver(() => texts.push(element.textContent ?? '')).observe(element, { childList: true, characterData: true, subtree: true });
      return texts;
    });
    await panel.getByText('waiting here now').waitFor();
    await panel.getByRole('heading', { name: 'Timeline' }).waitFor();
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    await panel.getByText(/^Returned/).waitFor();
    const texts = await said.jsonValue();
    assert.ok(texts.length > 0, 'the status is still the same element');
    for (const text of texts) assert.match(text, /Returned/);

    await explain(window, '08_async_with_for.py', 'async def main');
    await runInPanel(panel);
    await panel.getByRole('combobox', { name: 'Order' }).selectOption('time');
    const line = (await window.line('async for row in connection.rows(3):'))!.number;
    await panel.locator('li.point .line').first().filter({ hasText: String(line) }).waitFor();
    await window.goToLine(line);
    await window.page.keyboard.press('End');
    await panel.locator('li.point.marked').waitFor();
    assert.equal(await panel.locator('li.point.marked .line').first().innerText(), String(line));
  });

  it('goes to a line and follows edits; axe-core objects to nothing on the way', async function () {
    this.timeout(120_000);
    const window = await vscode().open('first');
    const panel = await explain(window, 'hello.py', 'async def one_after_the_other');
    // What stands there before the run stands there afterwards, too: then every theme is looked at.
    assert.deepEqual(await violations(vscode(), panel, ['light']), []);
    await runInPanel(panel);
    for (const summary of await panel.locator('summary').all()) await summary.click();
    assert.deepEqual(await violations(vscode(), panel), []);

    const number = (await window.line('second = await'))!.number;
    await panel.getByRole('button', { name: `Line ${number}: show in the editor` }).click();
    await window.waitForText(`Ln ${number}, Col 14`);
    await window.page.keyboard.type('await greet("again"); ');
    await panel.getByText('await greet("again")').waitFor();
    assert.equal(await panel.locator('li.point').count(), 3);
    await panel.getByText('The function was edited since this run.').waitFor();
    await panel.getByRole('button', { name: 'Run it again' }).click();
    await panel.getByText('The function was edited since this run.').waitFor({ state: 'hidden' });
    await panel.getByText(/^Returned/).waitFor();

    await window.goToLine(1);
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.press('Delete');
    await panel.getByText('is not there any more').waitFor();
    assert.deepEqual(await violations(vscode(), panel, ['dark']), []);
  });

  it('has nothing that axe-core objects to while a function runs, and while its run is replayed', async function () {
    this.timeout(120_000);
    const window = await vscode().open('hanging');
    const panel = await explain(window, 'hanging.py', 'async def swallows');
    await panel.getByRole('button', { name: 'Run & time' }).click();
    await panel.getByRole('heading', { name: 'Timeline' }).waitFor();
    assert.deepEqual(await violations(vscode(), panel), []);
    await panel.getByRole('button', { name: 'Stop' }).click();
    await panel.getByRole('slider').press('End');
    await panel.getByRole('button', { name: 'Arrows' }).click();
    assert.deepEqual(await violations(vscode(), panel), []);
  });
});
