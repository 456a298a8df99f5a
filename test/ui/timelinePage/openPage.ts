/** Opens the timeline in a real Chromium, without VS Code around it: fast, and with any report. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as axe from 'axe-core';
import { build } from 'esbuild';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type * as chromiumScript from '../../../scripts/lib/chromium.mjs';
import type { Report } from '../../../src/shared/report.js';
import type { CriticalPart } from '../../../src/shared/timeline.js';
import type { TimelinePage } from './page.js';
import { PAGE_THEMES, themeOf, type PageTheme } from './themes.js';

const axeSource = readFileSync(createRequire(`${PROJECT_ROOT}/package.json`).resolve('axe-core/axe.min.js'), 'utf8');
const css = ['panel.css', 'timeline.css'].map((name) => readFileSync(join(PROJECT_ROOT, 'media', name), 'utf8')).join('\n');

export async function openBrowser(): Promise<Browser> {
  const { chromium: installed } = (await import(pathToFileURL(join(PROJECT_ROOT, 'scripts', 'lib', 'chromium.mjs')).href)) as typeof chromiumScript;
  const { env, ...launch } = await installed();
  return chromium.launch({ ...launch, env: env as Record<string, string> });
}

let bundle: Promise<string> | undefined;

/** The page's script; built once. */
function script(): Promise<string> {
  bundle ??= build({
    entryPoints: [join(PROJECT_ROOT, 'test/ui/timelinePage/page.tsx')], bundle: true, write: false, format: 'iife', target: 'es2022', jsx: 'automatic', jsxImportSource: 'preact',
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  return bundle;
}

export class Opened {
  private constructor(readonly page: Page, readonly errors: string[]) {}

  static async open(browser: Browser, width = 1280, height = 700): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width, height } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setContent(`<!DOCTYPE html><html lang="en"><head><title>Timeline</title><style>${css}</style></head><body><div id="root"></div></body></html>`);
    await page.addScriptTag({ content: await script() });
    const opened = new Opened(page, errors);
    await opened.theme('dark');
    return opened;
  }

  async show(report: Report, critical: CriticalPart[] = [], options: Parameters<TimelinePage['show']>[2] = {}): Promise<void> {
    await this.page.evaluate(([shown, parts, how]) => (window as unknown as { page: TimelinePage }).page.show(shown, parts, how), [report, critical, options] as const);
    await this.drawn();
  }

  async theme(theme: PageTheme): Promise<void> {
    await this.page.evaluate(({ className, variables }) => (window as unknown as { page: TimelinePage }).page.theme(className, variables), themeOf(theme));
    await this.drawn();
  }

  /** What the timeline has asked for so far. */
  asked(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { page: TimelinePage }).page.asked);
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
      await this.page.screenshot({ path: join(PROJECT_ROOT, 'out', 'screenshots', `${name}-${theme}.png`), animations: 'disabled' });
    }
  }
}
