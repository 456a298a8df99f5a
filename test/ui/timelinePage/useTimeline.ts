/** `useTimeline()` in a `describe`: one browser for its tests, a page in each, pictures of those that fail. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { criticalPath } from '../../../src/analysis/verdict/criticalPath.js';
import type { Report } from '../../../src/shared/report.js';
import { openBrowser } from '../standalone/standalonePage.js';
import { Opened } from './openPage.js';

/** Middle of a lane's bar, below axis and event loop. */
export const laneY = (row: number): number => 48 + row * 24 + 12;
export const LOOP_Y = 35;

export interface Drawn {
  opened: Opened;
  /** Of the picture. */
  width: number;
  /** Where a moment is in it, while nothing is zoomed. */
  x: (ns: number) => number;
}

export function useTimeline(): (report: Report, width?: number) => Promise<Drawn> {
  let browser: Browser;
  let opened: Opened;
  before(async () => {
    browser = await openBrowser();
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await opened.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
    const { errors } = opened;
    await opened.page.close();
    assert.deepEqual(errors, []);
  });
  after(() => browser.close());
  return async (report, width) => {
    opened = await Opened.open(browser, width);
    await opened.show(report, criticalPath(report));
    const wide = (await opened.picture.boundingBox())!.width;
    const end = (await opened.span()).to;
    return { opened, width: wide, x: (ns) => (ns / end) * wide };
  };
}
