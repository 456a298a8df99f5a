import assert from 'node:assert/strict';
import { violations } from './accessibility.js';
import { useVSCode } from './harness.js';

describe('The panel', () => {
  const vscode = useVSCode();

  it('explains the await points before, during and after a run', async () => {
    const window = await vscode().open('examples');
    await window.openFile('08_async_with_for.py');
    await window.clickLens('async def main', /Explain/);
    const panel = window.panel();
    await panel.getByText('Read from the code').waitFor();
    assert.deepEqual(await panel.locator('h1').allInnerTexts(), ['main()']);
    assert.equal(await panel.locator('li.point').count(), 4, 'entering and leaving, the loop, the comprehension');
    await vscode().screenshots(window, 'panel-code');

    await panel.getByRole('button', { name: 'Run & time' }).click();
    await panel.getByRole('status').filter({ hasText: 'Running' }).waitFor();
    await panel.getByText(/^Returned \['ROW 0', 'ROW 1'\]$/).waitFor();
    await panel.getByText(/^0\.8\d s$/).waitFor();
    assert.match(await panel.locator('li.point').first().innerText(), /0\.20 s[\s\S]*Control went back to the event loop once/);
    await vscode().screenshots(window, 'panel', ['light', 'dark', 'high-contrast', 'high-contrast-light']);
  });

  it('says what was awaited where the code does not', async () => {
    const window = await vscode().open('examples');
    await window.openFile('07_timeout_cancellation.py');
    await window.clickLens('async def main', /Explain/);
    const panel = window.panel();
    await panel.getByRole('button', { name: 'Run & time' }).click();
    await panel.getByText(/It awaited Task-\d+ \(download\)\./).waitFor();
    assert.equal(await panel.getByText('It awaited').count(), 1, 'the other awaits name what they await');
  });

  it('has nothing that axe-core objects to, in any theme', async () => {
    const window = await vscode().open('first');
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Explain/);
    const panel = window.panel();
    await panel.getByRole('button', { name: 'Run & time' }).click();
    await panel.getByText(/^Returned/).waitFor();
    assert.deepEqual(await violations(vscode(), panel), []);
  });

  it('tells a screen reader what came of a run, and not that time passes', async () => {
    const window = await vscode().open('examples');
    await window.openFile('02_sequential.py');
    await window.clickLens('async def main', /Explain/);
    const panel = window.panel();
    await panel.getByRole('button', { name: 'Run & time' }).click();
    const status = panel.getByRole('status').filter({ hasText: 'Running' });
    const said = await status.evaluateHandle((element) => {
      const texts: string[] = [];
      new MutationObserver(() => texts.push(element.textContent ?? '')).observe(element, { childList: true, characterData: true, subtree: true });
      return texts;
    });
    await panel.getByText(/^Returned/).waitFor();
    const texts = await said.jsonValue();
    assert.ok(texts.length > 0, 'the status is still the same element');
    for (const text of texts) assert.match(text, /Returned/);
  });

  it('goes to a line and follows edits', async () => {
    const window = await vscode().open('first');
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Explain/);
    const panel = window.panel();
    const number = (await window.line('second = await'))!.number;
    await panel.getByRole('button', { name: `Line ${number}: show in the editor` }).click();
    await window.waitForText(`Ln ${number}, Col 14`);
    await window.page.keyboard.type('await greet("again"); ');
    await panel.getByText('await greet("again")').waitFor();
    assert.equal(await panel.locator('li.point').count(), 3);
  });
});
