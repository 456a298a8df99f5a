/** The panel, as the tests use it. */
import type { FrameLocator } from 'playwright-core';
import { until } from '../until.js';
import type { VSCodeWindow } from './window.js';

/** Opens a file and the panel of the function whose `async def` line holds `code`. */
export async function explain(window: VSCodeWindow, file: string, code: string): Promise<FrameLocator> {
  // Files open where the focus is, and that may be beside the panel.
  await window.page.keyboard.press('Control+1');
  await window.openFile(file);
  const panel = window.panel();
  const title = panel.locator('h1').filter({ hasText: `${code.replace('async def ', '')}()` });
  // A lens that VS Code draws anew between the button going down and up is not clicked: again, as a person would.
  await until('the panel is there', async () => {
    await window.clickLens(code, /^Explain$/);
    return title.waitFor({ timeout: 5_000 }).then(() => true, () => false);
  }, 30_000);
  return panel;
}

/** Runs the function from the panel and waits for what came of it. */
export async function runInPanel(panel: FrameLocator): Promise<void> {
  await panel.getByRole('button', { name: 'Run & time' }).click();
  await panel.getByRole('status').filter({ hasText: 'Running' }).waitFor();
  await panel.locator('.outcome, .chip.failed').first().waitFor();
}
