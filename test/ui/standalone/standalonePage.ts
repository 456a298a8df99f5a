/** A part of the panel in a real Chromium, without VS Code around it: fast, and with any report. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as axe from 'axe-core';
import { build } from 'esbuild';
import { chromium, type Browser, type JSHandle, type Page } from 'playwright-core';
import type * as chromiumScript from '../../../scripts/lib/chromium.mjs';
import { PICTURES } from '../pictures.js';
import { PAGE_THEMES, themeOf, type PageTheme } from './themes.js';

const axeSource = readFileSync(createRequire(`${PROJECT_ROOT}/package.json`).resolve('axe-core/axe.min.js'), 'utf8');

/** What a page's script puts at `window.page`, at least. */
export interface PageControls {
  theme(className: string, variables: Record<string, string>): void;
  /** What the part has asked for so far. */
  asked: string[];
}

export async function openBrowser(): Promise<Browser> {
  const { chromium: installed } = (await import(pathToFileURL(join(PROJECT_ROOT, 'scripts', 'lib', 'chromium.mjs')).href)) as typeof chromiumScript;
  const { env, ...launch } = await installed();
  return chromium.launch({ ...launch, env: env as Record<string, string> });
}

const bundles = new Map<string, Promise<string>>();

/** A page's script, below `test/ui`; built once. */
function script(entry: string): Promise<string> {
  const known = bundles.get(entry);
  if (known) return known;
  const building = build({
    entryPoints: [join(PROJECT_ROOT, 'test', 'ui', entry)], bundle: true, write: false, format: 'iife', target: 'es2022', jsx: 'automatic', jsxImportSource: 'preact',
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  bundles.set(entry, building);
  return building;
}

/** A page that is loaded. */
export interface Loaded<Controls> {
  page: Page;
  controls: JSHandle<Controls>;
  /** What went wrong in the page so far. */
  errors: string[];
}

/** @param styles files of `media`, besides the panel's own */
export async function load<Controls>(page: Page, entry: string, styles: readonly string[]): Promise<Loaded<Controls>> {
  const css = ['panel.css', ...styles].map((name) => readFileSync(join(PROJECT_ROOT, 'media', name), 'utf8')).join('\n');
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.setContent(`<!DOCTYPE html><html lang="en"><head><title>Part of the panel</title><style>${css}</style></head><body><div id="root"></div></body></html>`);
  await page.addScriptTag({ content: await script(entry) });
  return { page, errors, controls: await page.evaluateHandle(() => (window as unknown as { page: Controls }).page) };
}

export class StandalonePage<Controls extends PageControls> {
  readonly page: Page;
  readonly errors: string[];
  protected readonly controls: JSHandle<Controls>;

  constructor({ page, errors, controls }: Loaded<Controls>) {
    this.page = page;
    this.errors = errors;
    this.controls = controls;
  }

  async theme(theme: PageTheme): Promise<void> {
    await this.controls.evaluate((controls, { className, variables }) => controls.theme(className, variables), themeOf(theme));
  }

  asked(): Promise<string[]> {
    return this.controls.evaluate((controls) => controls.asked);
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

  /** Writes `out/screenshots/NAME-THEME.png`, where PICTURES are asked for. */
  async screenshots(name: string, themes: readonly PageTheme[] = PAGE_THEMES): Promise<void> {
    if (!PICTURES) return;
    for (const theme of themes) {
      await this.theme(theme);
      await this.screenshot(`${name}-${theme}`);
    }
  }

  /** Writes `out/screenshots/NAME.png`. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(PROJECT_ROOT, 'out', 'screenshots', `${name}.png`), fullPage: true, animations: 'disabled' });
  }
}
