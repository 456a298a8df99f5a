/** A window of VS Code, used as a person uses it: keys, the mouse, and what can be read on the screen. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { until } from '../until.js';
import { drawnLenses, drawnLines, type DrawnLens, type DrawnLine } from './monaco.js';

const LOAD_LIMIT_MS = 45_000;
export const VIEWPORT = { width: 1400, height: 900 };

export class VSCodeWindow {
  constructor(
    readonly page: Page,
    /** Absolute path of the folder that is open. */
    readonly folder: string,
    /** Absolute path of what it is a copy of. */
    readonly source: string,
    private readonly removeFolder: () => void,
  ) {}

  async load(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: LOAD_LIMIT_MS });
    // The files of the folder are listed once the window is connected to its server.
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: LOAD_LIMIT_MS });
  }

  /**
   * Makes it as good as new, its files too, with the settings as they are; only what the workspace remembers stays.
   * @param generation of the newest settings
   */
  async reset(generation: () => number): Promise<void> {
    await this.page.setViewportSize(VIEWPORT);
    await this.page.mouse.move(0, 0);
    const said = (): Promise<string[]> => this.page.locator('.statusbar-item').filter({ hasText: /reset \d+, settings/ }).allInnerTexts();
    const [before = ''] = await said();
    const resets = (text: string): string => /reset \d+/.exec(text)?.[0] ?? '';
    await until('the window has been reset', async () => {
      for (const key of ['Escape', 'Escape', 'Control+Alt+Shift+F9']) await this.page.keyboard.press(key);
      return until('', async () => resets((await said())[0] ?? '') !== resets(before), 3_000).then(() => true, () => false);
    }, 15_000);
    restore(this.source, this.folder);
    await until('the window has the settings', async () => ((await said())[0] ?? '').endsWith(`settings ${generation()}`));
  }

  async close(): Promise<void> {
    await this.page.context().close();
    this.removeFolder();
  }

  /** Reloads the window by its command. */
  async reload(): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.startCommand('Developer: Reload Window')]);
    await this.ready();
  }

  /** Opens a file of the folder by its name, from the keyboard. */
  async openFile(name: string): Promise<void> {
    const tab = this.page.locator('.tab.active').filter({ hasText: name.split('/').at(-1) ?? name });
    await until(`${name} is open`, async () => {
      await this.askFor('Control+P');
      // The one that Enter takes: at first the files that were open last are listed, whatever is typed.
      const row = this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: name });
      // A window that is being loaded may take the input away again.
      const listed = await this.quickInput.fill(name, { timeout: 3_000 }).then(() => row.waitFor({ timeout: 5_000 })).then(() => true, () => false);
      if (!listed) return false;
      await this.page.keyboard.press('Enter');
      return tab.first().waitFor({ timeout: 5_000 }).then(() => true, () => false);
    }, 45_000);
    await this.editor.waitFor();
  }

  /** Presses a key that opens the input at the top; again, as a person would, where the window did not hear it. */
  private async askFor(key: string): Promise<void> {
    await until(`${key} opens the input at the top`, async () => {
      await this.page.keyboard.press(key);
      return this.quickInput.waitFor({ timeout: 3_000 }).then(() => true, () => false);
    }, 30_000);
  }

  /** Runs a command by its title, from the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.startCommand(title);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** The same of a command that asks for something, or after which the window is another one. */
  async startCommand(title: string): Promise<void> {
    await this.askFor('F1');
    await this.quickInput.fill(`>${title}`);
    // Not the first one: others may have the title as a part of theirs.
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ has: this.page.locator('.label-name').getByText(title, { exact: true }) }).first().click();
  }

  /** Types into the input box or picker that is shown at the top, and confirms it. */
  async answer(text: string): Promise<void> {
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The field of the input box or picker at the top. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible input');
  }

  /** Moves the cursor to a line (1-based) of the first editor, and the line into view. */
  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+1');
    await this.askFor('Control+G');
    await this.answer(`:${line}`);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** The first text editor of the editor area. */
  get editor(): Locator {
    return this.page.locator('.part.editor .editor-instance .monaco-editor[role="code"]').first();
  }

  /** The lines of code in view. */
  lines(): Promise<DrawnLine[]> {
    return this.editor.evaluate(drawnLines);
  }

  /** The line in view whose code contains `code`, with what decorations add to it. */
  async line(code: string): Promise<DrawnLine | undefined> {
    return (await this.lines()).find((line) => line.code.includes(code));
  }

  /** Waits until decorations add a text that matches to the line that contains `code`, and returns the text. */
  async added(code: string, text: RegExp, limit?: number): Promise<string> {
    let seen = '';
    await until(() => `"${code}" is followed by ${text}; it is followed by "${seen}"`, async () => {
      seen = (await this.line(code))?.added ?? '';
      return text.test(seen);
    }, limit);
    return seen;
  }

  /** The lenses above the line that contains `code`, from left to right. */
  async lenses(code: string): Promise<DrawnLens[]> {
    const line = await this.line(code);
    if (!line) return [];
    return (await this.editor.evaluate(drawnLenses)).filter((lens) => lens.line === line.number);
  }

  /** Waits for a lens whose title matches above the line that contains `code`. */
  async lens(code: string, title: RegExp, limit?: number): Promise<DrawnLens> {
    let titles = '';
    let found: DrawnLens | undefined;
    await until(() => `a lens above "${code}" says ${title}; they say "${titles}"`, async () => {
      const lenses = await this.lenses(code);
      titles = lenses.map((lens) => lens.title).join(' | ');
      found = lenses.find((lens) => title.test(lens.title));
      return found !== undefined;
    }, limit);
    return found as DrawnLens;
  }

  /** Clicks a lens with the mouse, where it is drawn, once it stays there. */
  async clickLens(code: string, title: RegExp, limit?: number): Promise<void> {
    let before = '';
    let at = { x: 0, y: 0 };
    await until(() => `the lens ${title} above "${code}" can be clicked`, async () => {
      const { link } = await this.lens(code, title, limit);
      const now = JSON.stringify(link);
      const still = link !== null && now === before;
      before = now;
      if (link) at = link;
      return still;
    }, limit);
    await this.page.mouse.click(at.x, at.y);
  }

  /** Rests the mouse on the code of a line and returns the hover's text once it matches. */
  async hover(code: string, text: RegExp): Promise<string> {
    const drawn = this.editor.locator('.view-line').filter({ hasText: code }).first();
    await drawn.locator('span span').last().hover();
    const hover = this.page.locator('.monaco-hover:visible');
    await until(`a hover on "${code}" says ${text}`, async () => text.test((await hover.allInnerTexts()).join('\n')));
    return (await hover.allInnerTexts()).join('\n');
  }

  /** Waits until a text is to be read anywhere in the window, outside of webviews. */
  async waitForText(text: string | RegExp, limit = 15_000): Promise<Locator> {
    const found = this.page.getByText(text).first();
    await found.waitFor({ timeout: limit });
    return found;
  }

  /** The text that the Output view shows; only the part in view. */
  async output(): Promise<string> {
    const lines = await this.page.locator('.part.panel .output-view .view-line, .part.panel .view-line').allInnerTexts();
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Shows the channel of Await Lens and waits until it says something that matches. */
  async outputSays(text: RegExp): Promise<void> {
    await this.runCommand('Await Lens: Show Output');
    let seen = '';
    await until(() => `the output says ${text}; it says "${seen}"`, async () => {
      seen = await this.output();
      return text.test(seen);
    });
  }

  /** The texts of the notifications that are shown. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** The document inside the webview panel that is in view. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Whether the window is drawn in a theme of this kind, `vs`, `vs-dark`, `hc-black`, `hc-light`, now or soon. */
  hasTheme(className: string): Promise<boolean> {
    return this.page.locator(`.monaco-workbench.${className}`).waitFor({ timeout: 3_000 }).then(() => true, () => false);
  }
}

/** Makes a folder's copy what the folder is; files that are the same are not touched, for they are watched. */
function restore(source: string, copy: string): void {
  const [there, here] = [source, copy].map((folder) => new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' })));
  for (const path of here!) if (!there!.has(path)) rmSync(join(copy, path), { recursive: true, force: true });
  for (const path of there!) {
    if (statSync(join(source, path)).isDirectory()) mkdirSync(join(copy, path), { recursive: true });
    else if (!here!.has(path) || !readFileSync(join(copy, path)).equals(readFileSync(join(source, path)))) cpSync(join(source, path), join(copy, path));
  }
}
