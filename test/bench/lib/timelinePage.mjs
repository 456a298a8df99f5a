/** A page with the panel's timeline in a real Chromium. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright-core';
import { chromium } from '../../../scripts/lib/chromium.mjs';
import { root } from '../../../scripts/lib/project.mjs';

/** @returns {Promise<import('playwright-core').Browser>} whoever has it closes it */
export async function openBrowser() {
  const { env, ...launch } = await chromium();
  return playwright.launch({ ...launch, env: /** @type {Record<string, string>} */ (env) });
}

/** @param {import('playwright-core').Browser} browser */
export async function openPage(browser) {
  const { outputFiles } = await build({
    absWorkingDir: root, entryPoints: ['test/ui/timelinePage/benchPage.tsx'], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022',
    jsx: 'automatic', jsxImportSource: 'preact', define: { 'process.env': '{}' }, logLevel: 'warning',
  });
  const css = ['panel.css', 'timeline.css'].map((file) => readFileSync(join(root, 'media', file), 'utf8')).join('\n');
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.setContent(`<!DOCTYPE html><style>${css}</style><div id="root"></div>`);
  await page.addScriptTag({ content: /** @type {{ text: string }} */ (outputFiles[0]).text });
  return page;
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} what a method of `window.bench` (`test/ui/timelinePage/benchPage.tsx`)
 * @param {(number | string)[]} values
 * @returns {Promise<any>}
 */
export function call(page, what, ...values) {
  return page.evaluate(([method, given]) => /** @type {any} */ (globalThis).bench[method](...given), /** @type {const} */ ([what, values]));
}
