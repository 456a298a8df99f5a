/** How fast the panel's timeline opens and moves with a very large run, and what it keeps in memory. In a real Chromium. */
import { spread } from '../lib/statistics.mjs';
import { mebibytes, spreadText, table } from '../lib/text.mjs';
import { call, openBrowser, openPage } from '../lib/timelinePage.mjs';

/**
 * In milliseconds: from frame to frame, and of script in each.
 * @typedef {{ intervals: number[], work: number[] }} Frames
 */
/**
 * @typedef {object} Result
 * @property {number} tasks
 * @property {number} slices
 * @property {number[]} made_ms `timelineOf`
 * @property {number[]} opened_ms from the message to the first picture
 * @property {(Frames & { what: string })[]} moves
 * @property {number} bytes of the page, when all that can be is collected
 */

export const name = 'panel';
export const title = 'The timeline of a large run';

/**
 * @param {import('../bench.mjs').Options} options
 * @param {(text: string) => void} log
 * @returns {Promise<Result>}
 */
export async function measure({ quick }, log) {
  const [tasks, slices, frames] = quick ? [1000, 100_000, 30] : [10_000, 1_000_000, 300];
  const browser = await openBrowser();
  /** @type {Result} */
  const result = { tasks, slices, made_ms: [], opened_ms: [], moves: [], bytes: 0 };
  try {
    for (let round = 0; round < (quick ? 2 : 5); round += 1) {
      const page = await openPage(browser);
      result.made_ms.push(await call(page, 'generate', tasks, slices));
      result.opened_ms.push(await call(page, 'open'));
      log(`opened in ${result.opened_ms.at(-1)?.toFixed(0)} ms`);
      if (round === 0) {
        for (const zoom of [2, 64, 4096]) {
          const moved = await call(page, 'pan', zoom, frames);
          result.moves.push({ what: `panning, zoomed ${zoom} ×`, ...moved });
        }
        result.moves.push({ what: 'scrolling the lanes', ...await call(page, 'scroll', frames) });
        result.bytes = await memory(page);
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return result;
}

/** @param {import('playwright-core').Page} page @returns {Promise<number>} bytes of objects and of typed arrays */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  return usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize;
}

/**
 * @param {Result} result
 * @returns {string[]} lines of Markdown
 */
export function render({ tasks, slices, made_ms: made, opened_ms: opened, moves, bytes }) {
  const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const last = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? NaN;
  return [
    `A generated run of ${tasks.toLocaleString('en-US')} tasks and ${slices.toLocaleString('en-US')} steps, in Chromium without a graphics processor, 1280 pixels wide.`,
    'From the message to the first picture it is copied as a message to a webview is.',
    '', ...table(['', 'median (least–most)'], [
      ['making the timeline of the report (extension host)', spreadText(spread(made), ms)],
      ['from the message to the first picture', spreadText(spread(opened), ms)],
      ['memory of the page with it', mebibytes(bytes)],
    ]),
    '', ...table(['', 'frames a second', 'from frame to frame: median', '95 of 100', 'script in a frame: median', '95 of 100'], moves.map(({ what, intervals, work }) => [
      what, (1000 / mean(intervals)).toFixed(1),
      ms(spread(intervals).median), ms(last(intervals)), ms(spread(work).median), ms(last(work)),
    ])),
  ];
}
