import assert from 'node:assert/strict';
import { violations } from './accessibility.js';
import { useVSCode } from './harness.js';
import { said } from '../durations.js';


describe('Who blocked my loop', () => {
  const vscode = useVSCode();

  it('marks the line while it happens, then says for how long, whom it starved and who was late', async () => {
    const window = await vscode().open('examples');
    await window.openFile('05_blocking.py');
    await window.clickLens('async def main', /Run & time/);
    await window.added('time.sleep(0.5)  #', /^(holds the event loop: 0\.\d s|held the event loop for over 0\.\d s)$/);
    await window.added('time.sleep(0.5)  #', said`^held the event loop ‹0.5› · starved Task-2 \(heartbeat\)$`);
    await window.added('await asyncio.sleep(0.1)', said`^10 × ‹0.1› · ‹1.4› · ‹0.4› late: loop blocked$`);
    await window.added('asyncio.gather(heartbeat(5), blocking())', said`^‹0.9 busy›$`);
    await window.lens('async def main', said`^‹1.6›$`);
    await vscode().screenshots(window, 'blocking');

    const guilty = await window.hover('time.sleep(0.5)  #', /Held the event loop/);
    assert.match(guilty, /In Task-3 \(blocking\)/);
    assert.match(guilty, /Innermost call: time\.sleep/);
    assert.match(guilty, said`Ready, and kept waiting: Task-2 \(heartbeat\) ‹0.4›`);
    await vscode().screenshots(window, 'blocking-hover');
    const late = await window.hover('await asyncio.sleep(0.1)', /late/);
    assert.match(late, said`ready\s+‹0.4›`);
    assert.match(late, said`‹0.4› late: the event loop was held ‹0.5› by time\.sleep\(0\.5\) in line 20`);
    assert.match(late, /Awaited: sleep 0\.1 s × 10/);
    await vscode().screenshots(window, 'late-hover');
  });

  it('keeps the mark on its line through edits, and until the next run', async () => {
    const window = await vscode().open('examples');
    await window.openFile('05_blocking.py');
    await window.clickLens('async def blocking', /Run & time/);
    await window.added('time.sleep(0.5)  #', said`^held the event loop ‹0.5›$`);
    await window.goToLine(1);
    await window.page.keyboard.type('# a comment above\n');
    await window.added('time.sleep(0.5)  #', said`^held the event loop ‹0.5›$`);
    await window.goToLine((await window.line('time.sleep(0.5)  #'))!.number);
    await window.page.keyboard.press('Home');
    await window.page.keyboard.type('print()\n    ');
    await window.added('time.sleep(0.5)  #', said`^held the event loop ‹0.5› · before the edit$`);
    await window.clickLens('async def friendly', /Run & time/);
    await window.added('time.sleep(0.5)  #', /^$/);
  });

  it('tells it in the panel, and forgets it on demand', async () => {
    const window = await vscode().open('examples');
    await window.openFile('05_blocking.py');
    await window.clickLens('async def main', /Explain/);
    const panel = window.panel();
    await panel.getByRole('button', { name: 'Run & time' }).click();
    await panel.getByText(said`Held the event loop ‹0.5›, starved Task-2 \(heartbeat\)`).waitFor();
    const findings = (await panel.locator('.findings li').allInnerTexts()).map((text) => text.split('\n')[0]);
    // On a busy machine the loop may have had no time for others elsewhere, too.
    assert.deepEqual(findings.filter((what) => what !== 'Busy'), ['Blocked']);
    await vscode().screenshots(window, 'blocking-panel');
    assert.deepEqual(await violations(vscode(), panel), []);
    await window.runCommand('Await Lens: Clear All Times');
    await window.added('time.sleep(0.5)  #', /^$/);
    await panel.getByText('Read from the code').waitFor();
    assert.equal(await panel.locator('.findings').count(), 0);
  });

  it('marks only what is over the threshold of the setting', async () => {
    const window = await vscode().open('examples');
    await vscode().configured({ 'awaitLens.blockThreshold': 2000 });
    await window.openFile('05_blocking.py');
    await window.clickLens('async def blocking', /Run & time/);
    await window.lens('async def blocking', /^\d\.\d\d s$/);
    await window.added('await asyncio.sleep(0.15)', said`^‹0.15 busy›$`);
    assert.equal((await window.line('time.sleep(0.5)  #'))!.added, '');
    await vscode().configured({ 'awaitLens.blockThreshold': 50 });
    await window.clickLens('async def blocking', /Run & time/);
    await window.added('time.sleep(0.5)  #', said`^held the event loop ‹0.5›$`);
  });

  it('marks a line that holds the loop for ever, and still does when the run was stopped', async () => {
    const window = await vscode().open('held');
    await window.openFile('held.py');
    await window.clickLens('async def endless', /Run & time/);
    await window.added('sum(range(', /^holds the event loop: \d+\.\d s$/);
    await window.clickLens('async def endless', /Stop/);
    await window.lens('async def endless', /^Stopped after/);
    await window.added('sum(range(', /^held the event loop (for over )?\d+\.\d+ s$/);
  });

  it('says who woke an await that anyone may wake, and what was never awaited', async () => {
    const window = await vscode().open('held');
    await window.openFile('held.py');
    await window.clickLens('async def woken', /Run & time/);
    await window.added('await queue.get()', said`^‹0.2› · woken by Task-2 \(produce\)$`);
    await window.added('await producer', /\d [mµ]?s/);
    await window.clickLens('async def forgotten', /Run & time/);
    await window.added('asyncio.sleep(0.1)', /^never awaited$/);
    assert.match(await window.hover('asyncio.sleep(0.1)', /Warning/), /never awaited/);
    await vscode().screenshots(window, 'warning');
  });
});
