/** The view of a proof on a page of its own. */
import type { Browser } from 'playwright-core';
import type { ProofView } from '../../../src/shared/proof.js';
import { load, StandalonePage } from '../standalone/standalonePage.js';
import type { ProofPage } from './page.js';

export class OpenedProof extends StandalonePage<ProofPage> {
  static async open(browser: Browser): Promise<OpenedProof> {
    return new OpenedProof(await load<ProofPage>(await browser.newPage(), 'proofPage/page.tsx', ['proof.css']));
  }

  async show(view: ProofView, width = 700): Promise<void> {
    await this.page.setViewportSize({ width, height: 900 });
    await this.theme('dark');
    await this.controls.evaluate((controls, shown) => controls.show(shown), view);
  }

  /** By how many pixels the page is wider than its window. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
  }
}
