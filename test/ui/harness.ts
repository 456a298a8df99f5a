/**
 * A real VS Code with the VSIX installed, for the browser tests: `useVSCode()` in a `describe`, then `open(…)` a window
 * in each test. A window is kept for the next test that opens the same folder, and is then made as good as new; one of a test
 * that failed is not. Server and browser are shared by every `describe` that asks for equal ones, in all files, and end with
 * the last test.
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
import { PICTURES } from './pictures.js';
import { VIEWPORT, VSCodeWindow } from './window.js';

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
  /** Whether each window must be a new one: for tests of what a workspace remembers. */
  fresh?: boolean;
}

/** So many windows are kept for later tests: each takes a tenth of a processor though nothing happens in it. */
const MOST_KEPT = 1;

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
    const failed = this.currentTest?.state === 'failed';
    if (failed) await vscode?.pictureFailure(this.currentTest?.title ?? '');
    await vscode?.leaveWindows(failed);
  });
  return () => {
    if (!vscode) throw new Error('VS Code has not started: use it inside of a test');
    return vscode;
  };
}

export class VSCode {
  /** Those of the test that runs. */
  private windows: VSCodeWindow[] = [];
  /** Those of earlier tests, the oldest first. */
  private kept: VSCodeWindow[] = [];
  private fresh = false;
  /** Which settings they are, so that a window can say whether it has read them. */
  private generation = 0;
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
      ...(options.everything ? {} : { only: [join(PROJECT_ROOT, 'test', 'fixtures', 'extensions', 'reset')] }),
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
  begin({ settings = {}, theme = 'light', fresh = false, everything = false }: StartOptions): void {
    this.settings = settings;
    this.theme = theme;
    this.fresh = fresh || everything; // without the extension that makes windows as good as new
    this.configure({});
  }

  /**
   * Opens a window on a copy of a folder.
   * @param folder `examples`, a folder of `test/fixtures/workspaces`, or an absolute path
   * @param as the copy's name, for one with spaces or accents
   */
  async open(folder: string, as: string = basename(folder)): Promise<VSCodeWindow> {
    const { temporaryFolder } = (await script('cleanup.mjs')) as typeof cleanupScript;
    const known = folder === 'examples' ? join(PROJECT_ROOT, folder) : join(PROJECT_ROOT, 'test', 'fixtures', 'workspaces', folder);
    const source = folder.startsWith('/') ? folder : known;
    const kept = this.fresh ? undefined : this.kept.find((window) => window.source === source && basename(window.folder) === as);
    if (kept) {
      this.kept = this.kept.filter((window) => window !== kept);
      this.windows.push(kept);
      await kept.reset(() => this.generation);
      await this.setTheme(this.theme);
      return kept;
    }
    const { path: copies, remove } = temporaryFolder('ui');
    const copy = join(copies, as);
    cpSync(source, copy, { recursive: true });
    const context = await this.browser.newContext({ viewport: VIEWPORT });
    const window = new VSCodeWindow(await context.newPage(), copy, source, remove);
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
    this.generation += 1;
    this.server.configure({ ...withTheme(this.settings, this.theme), 'awaitLensTests.generation': this.generation });
  }

  /** Changes the theme and waits until every window shows it; a window that is new may not watch the settings yet. */
  async setTheme(theme: Theme): Promise<void> {
    this.theme = theme;
    await until(`every window has the theme ${theme}`, async () => {
      this.configure({});
      return (await Promise.all(this.windows.map((window) => window.hasTheme(THEMES[theme].className)))).every(Boolean);
    }, 30_000);
  }

  /** Writes a picture of the window in each theme to `out/screenshots/NAME-THEME.png`, where PICTURES are asked for. */
  async screenshots(window: VSCodeWindow, name: string, themes: readonly Theme[] = Object.keys(THEMES) as Theme[]): Promise<void> {
    if (!PICTURES) return;
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

  /** Ends the test's windows, or keeps them for later ones. */
  async leaveWindows(end: boolean): Promise<void> {
    const left = end || this.fresh ? this.windows : [...this.kept, ...this.windows].slice(0, -MOST_KEPT);
    this.kept = [...this.kept, ...this.windows].filter((window) => !left.includes(window));
    this.windows = [];
    await Promise.all(left.map((window) => window.close()));
  }

  /** The server's process: what its extensions start descends from it. */
  get pid(): number {
    return this.server.pid;
  }

  async close(): Promise<void> {
    await Promise.all([...this.windows, ...this.kept].map((window) => window.close()));
    await this.browser.close();
    this.server.dispose();
  }
}

function picture(name: string): string {
  return join(PROJECT_ROOT, 'out', 'screenshots', `${name}.png`);
}

function withTheme(settings: Record<string, unknown>, theme: Theme): Record<string, unknown> {
  // Without the minimap, so that long lines can be read; and without what is drawn again and again.
  return { 'workbench.colorTheme': THEMES[theme].label, 'editor.minimap.enabled': false, 'editor.cursorBlinking': 'solid', 'workbench.reduceMotion': 'on', ...settings };
}
