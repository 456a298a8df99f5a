/** The timeline on a page of its own. */
import type { Browser, Locator } from 'playwright-core';
import type { Report } from '../../../src/shared/report.js';
import type { CriticalPart } from '../../../src/shared/timeline.js';
import { load, StandalonePage } from '../standalone/standalonePage.js';
import type { PageTheme } from '../standalone/themes.js';
import type { TimelinePage } from './page.js';

export class Opened extends StandalonePage<TimelinePage> {
  static async open(browser: Browser, width = 1280, height = 700): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width, height } });
    const opened = new Opened(await load<TimelinePage>(page, 'timelinePage/page.tsx', ['timeline.css']));
    await opened.theme('dark');
    return opened;
  }

  async show(report: Report, critical: CriticalPart[] = [], options: Parameters<TimelinePage['show']>[2] = {}): Promise<void> {
    await this.controls.evaluate((controls, [shown, parts, how]) => controls.show(shown, parts, how), [report, critical, options] as const);
    await this.drawn();
  }

  override async theme(theme: PageTheme): Promise<void> {
    await super.theme(theme);
    await this.drawn();
  }

  get picture(): Locator {
    return this.page.getByRole('application');
  }

  get tip(): Locator {
    return this.page.locator('.tl-tip');
  }

  /** Waits until what was asked for is on the screen: a frame for the state, one for the canvas. */
  async drawn(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));
  }

  /** The stretch of time that is shown, ns. */
  async span(): Promise<{ from: number; to: number }> {
    await this.drawn();
    return this.page.locator('.tl').evaluate((element) => ({ from: Number((element as HTMLElement).dataset.from), to: Number((element as HTMLElement).dataset.to) }));
  }

  /** The colour of the canvas at a place of the picture, as `[red, green, blue, opacity]`. */
  pixel(x: number, y: number): Promise<number[]> {
    return this.picture.locator('canvas').evaluate((canvas, [px, py]) => {
      const ratio = (canvas as HTMLCanvasElement).width / canvas.clientWidth;
      return [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(Math.floor(px! * ratio), Math.floor(py! * ratio), 1, 1).data];
    }, [x, y]);
  }
}
