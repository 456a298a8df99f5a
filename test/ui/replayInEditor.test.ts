import { until } from '../until.js';
import { useVSCode } from './harness.js';
import { explain, runInPanel } from './panelPage.js';
import type { VSCodeWindow } from './window.js';

/** The debugger's mark of a line that a frame of the stack stands at, in the light theme. */
const MARK = 'rgba(255, 255, 102, 0.45)';

describe('The replay beside the editor', () => {
  const vscode = useVSCode();

  it('marks the line of the task that runs, and leaves the focus in the panel', async () => {
    const window = await vscode().open('examples');
    const panel = await explain(window, '02_sequential.py', 'async def main');
    await runInPanel(panel);
    const slider = panel.getByRole('slider', { name: 'Event of the run' });
    const happens = panel.locator('.happens');
    const go = async (key: string, text: RegExp, marked: number[]): Promise<void> => {
      // To whatever has the focus: the slider, unless the editor took it.
      await window.page.keyboard.press(key);
      await happens.filter({ hasText: text }).waitFor();
      let seen: number[] = [];
      await until(() => `the lines ${marked.join()} are marked; ${seen.join()} are`, async () => String(seen = await markedLines(window)) === String(marked));
    };
    await slider.focus();
    await go('Home', /^main starts\./, [10]);
    await go('ArrowRight', /^Nothing is ready: the event loop sleeps/, []);
    await go('ArrowRight', /^The event loop runs the wake-up callback/, []);
    await go('ArrowRight', /^main goes on after await asyncio\.sleep\(1\) \(line 10\)/, [10]);
    await go('ArrowRight', /^Nothing is ready/, []);
    await go('ArrowRight', /wake-up callback/, []);
    await go('ArrowRight', /^main goes on after await asyncio\.sleep\(1\) \(line 15\).* it ends\.$/, [15]);
    await go('End', /^The run is over\.$/, []);
    await go('Home', /^main starts\./, [10]);
    await vscode().screenshots(window, 'replay-in-editor', ['dark', 'light']);
    await window.page.keyboard.press('Escape');
    await until('no line is marked any more', async () => (await markedLines(window)).length === 0);
  });
});

/** The numbers of the lines with the mark, as they are drawn. */
function markedLines(window: VSCodeWindow): Promise<number[]> {
  return window.editor.evaluate((editor, mark) => {
    const tops = [...editor.querySelectorAll('.view-overlays .cdr')].filter((each) => getComputedStyle(each).backgroundColor === mark)
      .map((each) => Math.round(each.getBoundingClientRect().top));
    return [...editor.querySelectorAll('.margin-view-overlays > div')].filter((line) => tops.includes(Math.round(line.getBoundingClientRect().top)))
      .map((line) => Number(line.querySelector('.line-numbers')?.textContent));
  }, MARK);
}
