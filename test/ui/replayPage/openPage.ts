/** Opens the replay in a real Chromium, without VS Code around it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as axe from 'axe-core';
import { build } from 'esbuild';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Report } from '../../../src/shared/report.js';
import { PAGE_THEMES, themeOf, type PageTheme } from '../timelinePage/themes.js';
import type { ReplayPage } from './page.js';

const axeSource = readFileSync(createRequire(`${PROJECT_ROOT}/package.json`).resolve('axe-core/axe.min.js'), 'utf8');
const css = ['panel.css', 'replay.css'].map((name) => readFileSync(join(PROJECT_ROOT, 'media', name), 'utf8')).join('\n');

let bundle: Promise<string> | undefined;

/** The page's script; built once. */
function script(): Promise<string> {
  bundle ??= build({
    entryPoints: [join(PROJECT_ROOT, 'test/ui/replayPage/page.tsx')], bundle: true, write: false, format: 'iife', target: 'es2022', jsx: 'automatic', jsxImportSource: 'preact',
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  return bundle;
}

export class OpenedReplay {
  private constructor(readonly page: Page, readonly errors: string[]) {}

  static async open(browser: Browser): Promise<OpenedReplay> {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setContent(`<!DOCTYPE html><html lang="en"><head><title>Replay</title><style>${css}</style></head><body><div id="root"></div></body></html>`);
    await page.addScriptTag({ content: await script() });
    const opened = new OpenedReplay(page, errors);
    return opened;
  }

  async show(report: Report): Promise<void> {
    await this.page.setViewportSize({ width: 900, height: 500 });
    await this.theme('dark');
    await this.page.evaluate((shown) => (window as unknown as { page: ReplayPage }).page.show(shown), report);
  }

  async theme(theme: PageTheme): Promise<void> {
    await this.page.evaluate(({ className, variables }) => (window as unknown as { page: ReplayPage }).page.theme(className, variables), themeOf(theme));
  }

  async seek(ns: number): Promise<void> {
    await this.page.evaluate((moment) => (window as unknown as { page: ReplayPage }).page.seek(moment), ns);
  }

  /** What the replay has asked for so far. */
  asked(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { page: ReplayPage }).page.asked);
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

  /** What axe-core objects to, in every theme; empty for nothing. */
  async violations(): Promise<string[]> {
    const all: string[] = [];
    for (const theme of PAGE_THEMES) {
      await this.theme(theme);
      const found = await this.page.evaluate(async (source) => {
        (0, eval)(source);
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      }, axeSource);
      all.push(...found.map((each) => `${theme}: ${each}`));
    }
    return all;
  }

  /** Writes `out/screenshots/NAME-THEME.png`. */
  async screenshots(name: string, themes: readonly PageTheme[] = PAGE_THEMES): Promise<void> {
    for (const theme of themes) {
      await this.theme(theme);
      await this.page.screenshot({ path: join(PROJECT_ROOT, 'out', 'screenshots', `${name}-${theme}.png`), fullPage: true, animations: 'disabled' });
    }
  }
}
