/** What axe-core objects to in the panel. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as axe from 'axe-core';
import type { FrameLocator } from 'playwright-core';
import type { Theme, VSCode } from './harness.js';

const axeSource = readFileSync(createRequire(`${PROJECT_ROOT}/package.json`).resolve('axe-core/axe.min.js'), 'utf8');
const THEME_KINDS: Record<Theme, string> = { light: 'vscode-light', dark: 'vscode-dark', 'high-contrast': 'vscode-high-contrast', 'high-contrast-light': 'vscode-high-contrast-light' };

/** What it finds wrong in the panel's document, in every theme unless some are named; empty for nothing. */
export async function violations(vscode: VSCode, panel: FrameLocator, themes = Object.keys(THEME_KINDS) as Theme[]): Promise<string[]> {
  const all: string[] = [];
  for (const theme of themes) {
    await vscode.setTheme(theme);
    await panel.locator(`body[data-vscode-theme-kind="${THEME_KINDS[theme]}"]`).waitFor();
    all.push(...(await violationsNow(panel)).map((each) => `${theme}: ${each}`));
  }
  return all;
}

function violationsNow(panel: FrameLocator): Promise<string[]> {
  return panel.locator('html').evaluate(async (html, source) => {
    // By the page's own evaluation, which the content policy does not reach; it forbids inline scripts.
    (0, eval)(source);
    const { violations: found } = await (globalThis as unknown as { axe: typeof axe }).axe.run(html as never);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: each }) => each).join(' ')}`);
  }, axeSource);
}
