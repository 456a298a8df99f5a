import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { outputOfLastRun } from './outputChannel.js';
import { click, lensesAbove, open, reset } from './workspace.js';

/** The two other extensions are stand-ins, see `test/fixtures/extensions`. */
const handOut = {
  environments: (given: string | Error | undefined) => vscode.commands.executeCommand('standIn.pythonEnvironments', given),
  python: (given: string | Error | undefined) => vscode.commands.executeCommand('standIn.python', given),
};

describe('The interpreter', () => {
  let folder: string;
  let made: string[];
  const errors: string[] = [];
  const { showErrorMessage } = vscode.window;

  before(async () => {
    for (const id of ['ms-python.python', 'ms-python.vscode-python-envs']) await vscode.extensions.getExtension(id)!.activate();
  });
  beforeEach(() => {
    folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    made = [];
    errors.length = 0;
    // What a message box says cannot be read otherwise; nobody is there to answer it.
    Object.assign(vscode.window, { showErrorMessage: (message: string) => Promise.resolve(void errors.push(message)) });
  });
  afterEach(async () => {
    Object.assign(vscode.window, { showErrorMessage });
    await handOut.environments(undefined);
    await handOut.python(undefined);
    for (const path of made) rmSync(path, { recursive: true, force: true });
    await reset();
  });

  /** A Python that is the one on the PATH, and marks the programs it runs. */
  function python(mark: string, path = join(folder, 'pythons', mark, 'python'), says = `AWAIT_LENS_WHICH='${mark}' exec python3 "$@"`): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${says}\n`);
    chmodSync(path, 0o755);
    made.push(join(folder, 'pythons'), join(folder, '.venv'));
    return path;
  }
  const choose = (path: string): Thenable<void> => vscode.workspace.getConfiguration('awaitLens').update('pythonPath', path, vscode.ConfigurationTarget.Workspace);
  async function run(): Promise<void> {
    await click(await open('which.py'), 'async def which', 'Run & time');
  }
  /** Runs a function that tells which Python it runs in; the header of the output names its origin. */
  async function runsWith(mark: string, origin: string): Promise<void> {
    await run();
    const said = await outputOfLastRun(new RegExp(`returned '${mark}' in `));
    assert.ok(said.split('\n')[0]!.endsWith(`: ${origin}) ──`), said);
  }

  it('is the chosen one, else that of the Environments extension, of the Python extension, of the folder, of the PATH', async () => {
    await choose(python('chosen'));
    await handOut.environments(python('environments'));
    await handOut.python(python('extension'));
    python('folder', join(folder, '.venv', 'bin', 'python'));
    await runsWith('chosen', 'awaitLens.pythonPath');
    await choose('');
    await runsWith('environments', 'the Python Environments extension');
    await handOut.environments(undefined);
    await runsWith('extension', 'the Python extension');
    await handOut.python(undefined);
    await runsWith('folder', '.venv in the workspace folder');
    rmSync(join(folder, '.venv'), { recursive: true });
    if (!process.env.VIRTUAL_ENV && !process.env.CONDA_PREFIX) await runsWith('unmarked', 'python3 on the PATH');
    assert.deepEqual(errors, []);
  });

  it('may be chosen relative to the workspace folder', async () => {
    python('relative', join(folder, 'pythons', 'a space é', 'python'));
    for (const path of ['pythons/a space é/python', '${workspaceFolder}/pythons/a space é/python']) {
      await choose(path);
      await runsWith('relative', 'awaitLens.pythonPath');
    }
  });

  it('of another extension that fails, or hands out what cannot be run, is passed over', async () => {
    await handOut.environments(new Error('broken'));
    await handOut.python(python('extension'));
    await runsWith('extension', 'the Python extension');
    await handOut.python(new Error('broken too'));
    python('folder', join(folder, '.venv', 'bin', 'python'));
    await runsWith('folder', '.venv in the workspace folder');
    await handOut.environments(join(folder, 'nowhere', 'python'));
    await handOut.python(python('old', undefined, 'echo 3.7.16 /old'));
    await runsWith('folder', '.venv in the workspace folder');
  });

  it('that was chosen and is too old, missing or broken is not passed over in silence', async () => {
    const cases: [path: string, expected: RegExp][] = [
      [python('old', undefined, 'echo 3.7.16 /old'), /^The Python in awaitLens\.pythonPath cannot be used: .*old.python is Python 3\.7\.16\. Await Lens needs Python 3\.8 or newer\.$/],
      [join(folder, 'nowhere', 'python'), /^The Python in awaitLens\.pythonPath cannot be used: .*nowhere.python: there is no such file\./],
      [python('broken', undefined, 'echo out of order >&2; exit 3'), /out of order/],
      [folder, /^The Python in awaitLens\.pythonPath cannot be used/],
    ];
    for (const [path, expected] of cases) {
      await choose(path);
      await run();
      assert.match(errors.splice(0).join('|'), expected);
      assert.deepEqual(await lensesAbove(await open('which.py'), 'async def which'), ['▷ Run & time', 'Explain'], 'and nothing ran');
    }
  });

  it('is selected in the Python extension where there is one, unless one is chosen here', async () => {
    let asked = 0;
    const heard = vscode.commands.registerCommand('standIn.python.asked', () => { asked += 1; });
    try {
      await vscode.commands.executeCommand('awaitLens.selectInterpreter');
      assert.equal(asked, 1);
    } finally {
      heard.dispose();
    }
  });
});
