/** The replay on a page of its own. */
import type { Browser, Locator } from 'playwright-core';
import type { Report } from '../../../src/shared/report.js';
import { load, StandalonePage } from '../standalone/standalonePage.js';
import type { ReplayPage } from './page.js';

export class OpenedReplay extends StandalonePage<ReplayPage> {
  static async open(browser: Browser): Promise<OpenedReplay> {
    return new OpenedReplay(await load<ReplayPage>(await browser.newPage(), 'replayPage/page.tsx', ['replay.css']));
  }

  async show(report: Report): Promise<void> {
    await this.page.setViewportSize({ width: 900, height: 500 });
    await this.theme('dark');
    await this.controls.evaluate((controls, shown) => controls.show(shown), report);
  }

  async seek(ns: number): Promise<void> {
    await this.controls.evaluate((controls, moment) => controls.seek(moment), ns);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get slider(): Locator {
    return this.page.getByRole('slider');
  }

  get happens(): Locator {
    return this.page.locator('.happens');
  }

  /** Waits until the event of this number, from 1 on, is shown. */
  async stands(event: number): Promise<void> {
    await this.page.locator('.position').filter({ hasText: new RegExp(`event ${event} of`) }).waitFor();
  }

  /** The entries of one of the four cards. */
  card(title: string): Promise<string[]> {
    return this.page.getByRole('list', { name: title }).getByRole('listitem').allInnerTexts();
  }
}
