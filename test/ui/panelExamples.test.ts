import assert from 'node:assert/strict';
import { useVSCode } from './harness.js';
import { explain, runInPanel } from './panelPage.js';

/** What each example is told to be, and the await points of its `main`. */
const EXAMPLES: [file: string, verdict: RegExp | null, points: number][] = [
  ['01_coroutine.py', /^Idle/, 1],
  ['02_sequential.py', /^Sequential/, 2],
  ['03_gather.py', /^Concurrent/, 1],
  ['04_taskgroup.py', /^Concurrent/, 2],
  ['05_blocking.py', /^Blocked/, 2],
  ['06_queue_workers.py', /^Concurrent/, 3],
  ['07_timeout_cancellation.py', null, 4],
  ['08_async_with_for.py', null, 4],
  ['09_streams.py', null, 4],
];

describe('The panel of the examples', () => {
  const vscode = useVSCode();

  it('explains each example before, during and after its run', async function () {
    this.timeout(120_000);
    const window = await vscode().open('examples');
    const refused: string[] = [];
    window.page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) refused.push(message.text()); });
    for (const [file, verdict, points] of EXAMPLES) {
      const panel = await explain(window, file, 'async def main');
      await panel.getByText('Read from the code').waitFor();
      assert.equal(await panel.locator('li.point').count(), points, file);
      assert.equal(await panel.getByRole('heading', { name: 'Timeline' }).count(), 0, 'nothing is drawn that was not measured');

      await runInPanel(panel);
      if (verdict) assert.match(await panel.locator('.chip.verdict').innerText(), verdict, file);
      await panel.getByRole('heading', { name: 'Timeline' }).waitFor();
      await panel.getByRole('heading', { name: 'Replay' }).waitFor();
      assert.ok((await panel.locator('li.point .elapsed').allInnerTexts()).some((text) => /\d/.test(text)), file);
    }
    assert.deepEqual(refused, [], 'nothing is asked for that the content policy forbids');
  });
});
