import assert from 'node:assert/strict';
import { reportOf } from '../unit/reports.js';
import { reportOfExample } from '../unit/realReports.js';
import { taskOf } from '../unit/timelines.js';
import { PAGE_THEMES } from './standalone/themes.js';
import { laneY, useTimeline } from './timelinePage/useTimeline.js';

describe('The look of the timeline', () => {
  const open = useTimeline();

  it('draws who created whom, and the critical path, when asked to', async () => {
    const child = taskOf(2, [[0.53e9, 0.54e9, 1e7, 1], [0.9e9, 0.91e9, 1e7, 1]], { parent: 1 });
    const report = reportOf({ tasks: [taskOf(1, [[0, 1e6, 1e6, 1], [0.99e9, 1e9, 1e7, 1]]), child], elapsed_ns: 1e9 });
    const { opened, x } = await open(report);
    await opened.show(report, [{ task: 2, startNs: 0.54e9, endNs: 0.9e9, kind: 'waiting', site: -1 }]);
    const opacity = async (ns: number, y: number): Promise<number> => (await opened.pixel(x(ns), y))[3]!;
    const between = (laneY(0) + laneY(1)) / 2;
    const below = laneY(1) + 9;
    // Where no tick of the axis has its line.
    assert.deepEqual([await opacity(0.53e9, between), await opacity(0.72e9, below)], [0, 0]);
    await opened.page.getByRole('button', { name: 'Arrows' }).click();
    await opened.drawn();
    assert.equal(await opacity(0.53e9, between), 255, 'from main to its task');
    await opened.page.getByRole('list', { name: 'What the arrows mean' }).waitFor();
    const [, , bright] = await opened.pixel(x(0.2e9), laneY(0));
    await opened.page.getByRole('button', { name: 'Critical path' }).click();
    await opened.drawn();
    assert.equal(await opacity(0.72e9, below), 255, 'underlined');
    assert.ok(await opacity(0.95e9, below) < 255, 'only where it runs along');
    assert.ok((await opened.pixel(x(0.2e9), laneY(0)))[2]! < bright!, 'the rest fades');
  });

  it('marks the tasks at the cursor, and follows the moment of the replay', async () => {
    const report = await reportOfExample('03_gather.py');
    const { opened, x } = await open(report);
    await opened.show(report, [], { highlighted: [2], moment: 0.5e9 });
    assert.deepEqual(await opened.page.locator('.at-cursor .tl-task').allInnerTexts(), ['Task-2']);
    const [red, , blue] = await opened.pixel(x(0.5e9), laneY(2));
    assert.ok(blue! > 150 && red! < 50, 'a line in the colour of the focus');
    for (let press = 0; press < 3; press += 1) await opened.page.getByRole('button', { name: 'Zoom in' }).click();
    await opened.show(report, [], { moment: 0.01e9 });
    const { from, to } = await opened.span();
    assert.ok(from <= 0.01e9 && to >= 0.01e9 && to < 0.2e9);
  });

  it('follows the theme', async () => {
    const { opened, x } = await open(await reportOfExample('03_gather.py'));
    const seen = new Set<string>();
    for (const theme of PAGE_THEMES) {
      await opened.theme(theme);
      seen.add(String(await opened.pixel(x(0), laneY(0))));
    }
    assert.ok(seen.size >= 3, `${[...seen].join(' ')}: green of each theme`);
  });

  it('has nothing that axe-core objects to, in any theme', async () => {
    const { opened } = await open(await reportOfExample('05_blocking.py'));
    for (const name of ['Arrows', 'Critical path', 'Zoom in']) await opened.page.getByRole('button', { name }).click();
    await opened.page.getByText('The timeline as a table').click();
    await opened.page.getByRole('region', { name: 'Tasks' }).waitFor();
    assert.deepEqual(await opened.violations(), []);
  });

  for (const width of [1280, 600, 300]) {
    it(`fits ${width} pixels`, async () => {
      const report = await reportOfExample('05_blocking.py');
      const { opened } = await open(report, width);
      assert.ok(await opened.page.evaluate(() => document.documentElement.scrollWidth) <= width, 'nothing is cut off');
      await opened.screenshots(`timeline-${width}`);
    });
  }
});
