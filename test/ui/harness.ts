/**
 * A real VS Code with the VSIX installed, for the browser tests: `useVSCode()` in a `describe`, then `open(…)` a window
 * in each test. Windows end with their test. Server and browser are shared by every `describe` that asks for equal ones,
 * in all files, and end with the last test.
 */
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import type * as chromiumScript from '../../scripts/lib/chromium.mjs';
import type * as cleanupScript from '../../scripts/lib/cleanup.mjs';
import type * as projectScript from '../../scripts/lib/project.mjs';
import type * as serverScript from '../../scripts/lib/vscode-server.mjs';
import { until } from '../until.js';
import { VSCodeWindow } from './window.js';

// Imported when run, because they find the project by where they stand.
const script = (name: string): Promise<unknown> => import(pathToFileURL(join(PROJECT_ROOT, 'scripts', 'lib', name)).href);

export const THEMES = {
  light: { label: 'Default Light Modern', className: 'vs' },
  dark: { label: 'Default Dark Modern', className: 'vs-dark' },
  'high-contrast': { label: 'Default High Contrast', className: 'hc-black' },
  'high-contrast-light': { label: 'Default High Contrast Light', className: 'hc-light' },
} as const;
export type Theme = keyof typeof THEMES;

export interface StartOptions {
  /** Of this VS Code; may be changed by `configure`. */
  settings?: Record<string, unknown>;
  theme?: Theme;
  /** Whether a folder must be trusted first; no by default. */
  trust?: boolean;
  release?: 'newest' | 'oldest';
  /** Whether VS Code's own extensions that run code are there too, such as Git and Emmet; no by default, for speed. */
  everything?: boolean;
}

/** Those that run, by what cannot be changed of them. */
const running = new Map<string, VSCode>();
after(async () => {
  for (const vscode of running.values()) await vscode.close();
});

/** One that runs and was started with equal options, made as good as new; else a new one. */
async function vscodeFor(options: StartOptions): Promise<VSCode> {
  const { trust = false, release = 'newest', everything = false } = options;
  const key = JSON.stringify([trust, release, everything]);
  const found = running.get(key);
  if (found?.isUp) {
    found.begin(options);
    return found;
  }
  await found?.close();
  running.delete(key);
  const vscode = await VSCode.start(options);
  running.set(key, vscode);
  return vscode;
}

/** A VS Code for the tests of the `describe` it is called in; a failing test leaves pictures of its windows. */
export function useVSCode(options: StartOptions = {}): () => VSCode {
  let vscode: VSCode | undefined;
  before(async function () {
    this.timeout(120_000);
    vscode = await vscodeFor(options);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await vscode?.pictureFailure(this.currentTest.title);
    await vscode?.closeWindows();
  });
  return () => {
    if (!vscode) throw new Error('VS Code has not started: use it inside of a test');
    return vscode;
  };
}

export class VSCode {
  /** Each removes the folder of a window. */
  private readonly removals: (() => void)[] = [];
  private windows: VSCodeWindow[] = [];
  private settings: Record<string, unknown> = {};
  private theme: Theme = 'light';
  private ended = false;

  private constructor(
    private readonly server: serverScript.Server,
    private readonly browser: Browser,
  ) {
    void server.ended.then(() => (this.ended = true));
  }

  /** Installs the VSIX that `npm run package` wrote, and starts VS Code and a browser. */
  static async start(options: StartOptions = {}): Promise<VSCode> {
    const { startServer } = (await script('vscode-server.mjs')) as typeof serverScript;
    const { chromium: installed } = (await script('chromium.mjs')) as typeof chromiumScript;
    const { vsixPath } = (await script('project.mjs')) as typeof projectScript;
    const server = await startServer({
      vsix: vsixPath,
      release: options.release ?? 'newest',
      trust: options.trust ?? false,
      lean: !options.everything,
    });
    try {
      const { env, ...launch } = await installed();
      const vscode = new VSCode(server, await chromium.launch({ ...launch, env: env as Record<string, string> }));
      vscode.begin(options);
      return vscode;
    } catch (error) {
      server.dispose();
      throw error;
    }
  }

  /** Whether both server and browser still run. */
  get isUp(): boolean {
    return !this.ended && this.browser.isConnected();
  }

  /** Forgets the settings and the theme of the tests before, and takes those that the next are to start with. */
  begin({ settings = {}, theme = 'light' }: StartOptions): void {
    this.settings = settings;
    this.theme = theme;
    this.configure({});
  }

  /**
   * Opens a window on a copy of a folder.
   * @param folder `examples`, a folder of `test/fixtures/workspaces`, or an absolute path
   * @param as the copy's name, for one with spaces or accents
   */
  async open(folder: string, as: string = basename(folder)): Promise<VSCodeWindow> {
    const { temporaryFolder } = (await script('cleanup.mjs')) as typeof cleanupScript;
    const { path: copies, remove } = temporaryFolder('ui');
    this.removals.push(remove);
    const source = folder === 'examples' ? join(PROJECT_ROOT, folder) : join(PROJECT_ROOT, 'test', 'fixtures', 'workspaces', folder);
    const copy = join(copies, as);
    cpSync(folder.startsWith('/') ? folder : source, copy, { recursive: true });
    const context = await this.browser.newContext({ viewport: { width: 1400, height: 900 } });
    const window = new VSCodeWindow(await context.newPage(), copy);
    this.windows.push(window);
    await window.load(this.server.url(copy));
    return window;
  }

  /** Changes settings and waits until every window has them: they are read together with the theme, which can be seen. */
  async configured(settings: Record<string, unknown>): Promise<void> {
    const { theme } = this;
    this.settings = { ...this.settings, ...settings };
    await this.setTheme(theme === 'dark' ? 'light' : 'dark');
    await this.setTheme(theme);
  }

  /** Changes settings; windows follow. */
  configure(settings: Record<string, unknown>): void {
    this.settings = { ...this.settings, ...settings };
    this.server.configure(withTheme(this.settings, this.theme));
  }

  /** Changes the theme and waits until every window shows it; a window that is new may not watch the settings yet. */
  async setTheme(theme: Theme): Promise<void> {
    this.theme = theme;
    await until(`every window has the theme ${theme}`, async () => {
      this.configure({});
      return (await Promise.all(this.windows.map((window) => window.hasTheme(THEMES[theme].className)))).every(Boolean);
    }, 30_000);
  }

  /** Writes a picture of the window in each theme to `out/screenshots/NAME-THEME.png`. */
  async screenshots(window: VSCodeWindow, name: string, themes: readonly Theme[] = ['light', 'dark']): Promise<void> {
    for (const theme of themes) {
      await this.setTheme(theme);
      await window.page.screenshot({ path: picture(`${name}-${theme}`), animations: 'disabled' });
    }
  }

  /** Writes pictures of all windows to `out/screenshots/failed-….png`. */
  async pictureFailure(test: string): Promise<void> {
    for (const [index, window] of this.windows.entries()) {
      const path = picture(`failed-${test.replace(/\W+/g, '-')}-${index}`);
      await window.page.screenshot({ path });
      console.log(`    picture: ${path}`);
    }
  }

  async closeWindows(): Promise<void> {
    await Promise.all(this.windows.map((window) => window.page.context().close()));
    this.windows = [];
    for (const remove of this.removals.splice(0)) remove();
  }

  /** The server's process: what its extensions start descends from it. */
  get pid(): number {
    return this.server.pid;
  }

  async close(): Promise<void> {
    await this.closeWindows();
    await this.browser.close();
    this.server.dispose();
  }
}

function picture(name: string): string {
  return join(PROJECT_ROOT, 'out', 'screenshots', `${name}.png`);
}

function withTheme(settings: Record<string, unknown>, theme: Theme): Record<string, unknown> {
  // Without the minimap, so that long lines can be read.
  return { 'workbench.colorTheme': THEMES[theme].label, 'editor.minimap.enabled': false, ...settings };
}
