import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { AskArguments } from '../../src/editor/askArguments.js';
import { Interpreters } from '../../src/editor/interpreters.js';
import { Runs, type RunListener } from '../../src/editor/runs.js';
import { Scans } from '../../src/editor/scans.js';
import { Settings } from '../../src/editor/settings.js';
import { WarmWorkers } from '../../src/runner/warm.js';
import type { RunEnd } from '../../src/shared/protocol.js';
import { said } from '../durations.js';
import { until } from '../until.js';
import { childProcesses } from './childProcesses.js';
import { outputDocument, outputOfLastRun } from './outputChannel.js';
import { click, edit, hoverAt, lenses, lensesAbove, lineOf, open, problems, reset, untilLensesSay } from './workspace.js';

const SLEEPS = 'import asyncio\n\n\nasync def main():\n    await asyncio.sleep(0.1)\n';

async function show(path: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  await vscode.window.showTextDocument(document);
  return document;
}

describe('Where files stand, and how they are written', () => {
  let folder: string;
  beforeEach(() => { folder = realpathSync(mkdtempSync(join(tmpdir(), 'await-lens-editor-'))); });
  afterEach(async () => {
    await reset();
    rmSync(folder, { recursive: true });
  });

  function write(name: string, content: string | Buffer): string {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  it('spaces, accents and quotes in the path change nothing', async () => {
    const path = write(`it's "quoted" é ü/my program.py`, `${SLEEPS}    raise ValueError("no")\n`);
    const document = await show(path);
    await click(document, 'async def main', 'Run & time');
    assert.match((await lensesAbove(document, 'async def main'))[0]!, /^ValueError after/);
    assert.match(await hoverAt(document, 'await asyncio.sleep'), said`‹0.1›`);
    assert.equal(problems(document)[0]?.range.start.line, lineOf(document, 'raise ValueError'));
    await outputOfLastRun(/main\(\) raised ValueError: no after/);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', (await outputDocument()).uri);
    assert.equal(links.at(-1)?.target?.fsPath, path);
  });

  it('a file that is opened through a symbolic link has its times, by either name', async () => {
    write('real/shop.py', SLEEPS);
    // The program imports by the real name what the editor has by the other.
    write('real/start.py', `import sys\n\nsys.path.insert(0, ${JSON.stringify(join(folder, 'real'))})\nimport shop\n\n\nasync def start():\n    await shop.main()\n    raise ValueError("no")\n`);
    symlinkSync(join(folder, 'real'), join(folder, 'linked'), 'junction');
    const start = await show(join(folder, 'linked', 'start.py'));
    await click(start, 'async def start', 'Run & time');
    assert.match(await hoverAt(start, 'await shop.main'), said`‹0.1›`);
    assert.equal(problems(start).length, 1);
    for (const name of ['real', 'linked']) assert.match(await hoverAt(await show(join(folder, name, 'shop.py')), 'await asyncio.sleep'), said`‹0.1›`, name);
  });

  it('line ends of Windows, tabs and a byte order mark do not move or age the times', async () => {
    const code = '\uFEFFasync def wait():\r\n\tif "👋":\r\n\t\tawait asyncio.sleep(0.1); await asyncio.sleep(0)\r\n\r\nimport asyncio\r\n';
    write('other.py', code);
    const main = await show(write('main.py', `${code}import other\r\nasync def both():\r\n\tawait wait()\r\n\tawait other.wait()\r\n`));
    await click(main, 'async def both', 'Run & time');
    // The other file was not open when it ran.
    for (const document of [main, await show(join(folder, 'other.py'))]) {
      const hover = await hoverAt(document, 'await asyncio.sleep(0.1)');
      assert.match(hover, said`‹0.1›`);
      assert.doesNotMatch(hover, /before the function was edited/);
      assert.match(await hoverAt(document, 'await asyncio.sleep(0)'), /elapsed/);
    }
  });

  it('a very long line is no trouble', async () => {
    const document = await show(write('long.py', `import asyncio\nDATA = [${'1, '.repeat(30_000)}]\nasync def main():\n    await asyncio.sleep(0.1) or print("${'x'.repeat(9_000)}")\n`));
    await click(document, 'async def main', 'Run & time');
    assert.match(await hoverAt(document, 'await asyncio.sleep'), said`‹0.1›`);
  });

  it('a file that is not on a disk says so on its lens', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('await-lens-test', { provideTextDocumentContent: () => SLEEPS });
    try {
      const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(vscode.Uri.parse('await-lens-test:/a.py')), 'python');
      assert.deepEqual(await lensesAbove(document, 'async def main'), ['Run & time needs a file on disk', 'Explain']);
    } finally {
      provider.dispose();
    }
  });

  it('a text that is closed without being saved leaves nothing to the next one of its name', async () => {
    const content = 'import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    raise ValueError("no")\n';
    const discarded = await vscode.workspace.openTextDocument({ language: 'python', content });
    await vscode.window.showTextDocument(discarded);
    await click(discarded, 'async def main', 'Run & time');
    assert.equal(problems(discarded).length, 1);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('it is closed', () => discarded.isClosed);
    assert.deepEqual(problems(discarded), []);
    const next = await vscode.workspace.openTextDocument(discarded.uri);
    await vscode.languages.setTextDocumentLanguage(next, 'python');
    await edit((change) => change.insert(next.uri, new vscode.Position(0, 0), content));
    await vscode.window.showTextDocument(next);
    assert.deepEqual(await lensesAbove(next, 'async def main'), ['▷ Run & time', 'Explain']);
    assert.equal(await hoverAt(next, 'await'), '');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('a problem goes with its file', async () => {
    const path = write('failing.py', 'async def main():\n    raise ValueError("no")\n');
    const document = await show(path);
    await click(document, 'async def main', 'Run & time');
    assert.equal(problems(document).length, 1);
    await edit((change) => change.renameFile(document.uri, vscode.Uri.file(join(folder, 'renamed.py'))));
    await until('the problem is gone', () => problems(document).length === 0);
  });
});

describe('While a function runs', () => {
  afterEach(reset);

  it('its document may be closed', async () => {
    const document = await open('lasting.py');
    const ended = click(document, 'async def lasts()', 'Run & time');
    await untilLensesSay(document, 'async def lasts()', /Running/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await ended;
    const again = await open('lasting.py');
    assert.match((await lensesAbove(again, 'async def lasts()'))[0]!, said`^‹1›$`);
    assert.match(await hoverAt(again, 'await asyncio.sleep'), said`‹1›`);
  });

  it('it may be edited: its times are then those before the edit, and no wrong line is marked', async () => {
    const document = await open('lasting.py');
    const ended = click(document, 'async def lasts_and_fails', 'Run & time');
    await untilLensesSay(document, 'async def lasts_and_fails', /Starting|Running/);
    await edit((change) => change.insert(document.uri, new vscode.Position(lineOf(document, 'async def lasts_and_fails') + 1, 0), '    print()\n'));
    await ended;
    assert.match((await lensesAbove(document, 'async def lasts_and_fails'))[0]!, /^ValueError after .* · before the edit$/);
    assert.deepEqual(problems(document), []);
  });

  it('its settings may change: the limit is the one that held at the click', async () => {
    const document = await open('lasting.py');
    const ended = click(document, 'async def lasts()', 'Run & time');
    const settings = vscode.workspace.getConfiguration('awaitLens');
    await untilLensesSay(document, 'async def lasts()', /Running/);
    try {
      await settings.update('timeout', 0.01, vscode.ConfigurationTarget.Workspace);
      await ended;
      assert.match((await lensesAbove(document, 'async def lasts()'))[0]!, said`^‹1›$`);
    } finally {
      await settings.update('timeout', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

describe('A lens whose function is gone', () => {
  afterEach(reset);

  it('runs nothing else in its place', async () => {
    const document = await open('sequential.py');
    vscode.window.activeTextEditor!.selection = new vscode.Selection(lineOf(document, 'async def main'), 0, lineOf(document, 'async def main'), 0);
    const said: string[] = [];
    const { showInformationMessage } = vscode.window;
    Object.assign(vscode.window, { showInformationMessage: (message: string) => Promise.resolve(void said.push(message)) });
    try {
      await vscode.commands.executeCommand('awaitLens.runAndTime', document.uri, 'renamed_meanwhile');
      await vscode.commands.executeCommand('awaitLens.runAndTime', document.uri.with({ path: `${document.uri.path}.gone.py` }), 'main');
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.deepEqual(said, ['renamed_meanwhile() is not there any more.', 'main() is not there any more.']);
    assert.deepEqual(await lensesAbove(document, 'async def main'), ['▷ Run & time', 'Explain']);
  });
});

describe('When the extension is deactivated', () => {
  afterEach(reset);

  it('what runs is ended, and what is about to does not begin', async () => {
    const settings = new Settings();
    const scans = new Scans();
    const begun: string[] = [];
    const ends: RunEnd[] = [];
    const listener: RunListener = {
      started: ({ fn }) => {
        begun.push(fn.name);
        return { output: () => {}, ended: (end) => void ends.push(end) };
      },
    };
    const warm = new WarmWorkers();
    const memory = { get: () => undefined, keys: () => [], update: () => Promise.resolve() } as vscode.Memento;
    const runs = new Runs(join(PROJECT_ROOT, 'src', 'worker'), settings, scans, new Interpreters(settings), new AskArguments(memory), warm, [listener]);
    try {
      const document = await open('lasting.py');
      const [first, second] = scans.of(document).functions;
      const running = runs.run(document, first!);
      await until('the first runs', () => begun.length === 1);
      const starting = runs.run(document, second!);
      runs.dispose();
      warm.dispose();
      await Promise.all([running, starting]);
      assert.deepEqual(begun, ['lasts']);
      assert.equal(ends[0]?.kind === 'report' && ends[0].report.outcome, 'cancelled');
    } finally {
      settings.dispose();
    }
  });
});

describe('Many runs', () => {
  afterEach(reset);

  /** This process's children, and what it listens to or is connected with. */
  function held(): { children: number; sockets: number } {
    return { children: childProcesses().length, sockets: process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP') || name === 'ProcessWrap').length };
  }

  it('leave no process and no listener but those of the one worker that waits', async function () {
    if (process.platform !== 'linux') this.skip(); // what is held can be seen there only
    const document = await open('which.py');
    const before = held();
    for (let count = 0; count < 8; count += 1) await click(document, 'async def which', 'Run & time');
    // A process and its connection.
    await until(() => `there is no more than that: ${JSON.stringify([before, held()])}`, () => {
      const now = held();
      return now.sockets <= before.sockets + 2 && now.children <= before.children + 1;
    });
    assert.equal((await lenses(document)).length, 3);
  });
});
