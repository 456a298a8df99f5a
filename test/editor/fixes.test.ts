import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../until.js';
import { click, edit, hints, hoverAt, lineOf, open, reset } from './workspace.js';

const NEITHER = "Neither of these two awaits needs the other's result.";

const folder = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

/** The fixes at a place in the code, by VS Code's own way of asking. */
async function fixesAt(document: vscode.TextDocument, text: string): Promise<vscode.CodeAction[]> {
  const position = document.positionAt(document.getText().indexOf(text));
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, new vscode.Range(position, position));
  return actions.filter(({ title }) => /gather/.test(title));
}

async function gather(document: vscode.TextDocument, text: string): Promise<void> {
  const [fix] = await fixesAt(document, text);
  assert.ok(fix?.edit, `no fix at "${text}"`);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
}

/** Writes a file of the workspace byte by byte and opens it. */
async function write(path: string, content: string): Promise<vscode.TextDocument> {
  mkdirSync(dirname(join(folder(), path)), { recursive: true });
  writeFileSync(join(folder(), path), content);
  return open(path);
}

const untilHinted = (document: vscode.TextDocument, count: number): Promise<void> => until(`${count} hints`, () => hints(document).length === count);

const texts: Record<string, { before: string; after: string }> = {
  'Windows line ends': {
    before: 'import asyncio\r\n\r\nasync def f(): pass\r\n\r\nasync def main():\r\n    a = await f()\r\n    b = await f()\r\n    return a, b\r\n',
    after: 'import asyncio\r\n\r\nasync def f(): pass\r\n\r\nasync def main():\r\n    a, b = await asyncio.gather(f(), f())\r\n    return a, b\r\n',
  },
  'tabs, and no line end at the end': {
    before: 'import asyncio\n\nasync def f(): pass\n\nasync def main():\n\tif True:\n\t\tawait f()\n\t\tawait f()',
    after: 'import asyncio\n\nasync def f(): pass\n\nasync def main():\n\tif True:\n\t\tawait asyncio.gather(f(), f())',
  },
  'letters beyond the first plane': {
    before: '"""🐍"""\nimport asyncio\n\nasync def f(x): pass\n\nasync def main():\n    await f("🐍")\n    await f("é")\n    print("🐍")\n',
    after: '"""🐍"""\nimport asyncio\n\nasync def f(x): pass\n\nasync def main():\n    await asyncio.gather(f("🐍"), f("é"))\n    print("🐍")\n',
  },
};

describe('Fixes', () => {
  afterEach(reset);

  it('are offered where awaits need not wait for each other, and say after a run what they would save', async () => {
    const document = await open('sequential.py');
    await untilHinted(document, 2);
    const [before] = await fixesAt(document, 'await say("world")');
    assert.equal(before?.title, 'Run together with gather');
    assert.equal(before.isPreferred, true);
    assert.equal(before.kind?.value, 'quickfix');
    assert.deepEqual(await fixesAt(document, 'return word'), []);
    await click(document, 'async def main', 'Run & time');
    const [after] = await fixesAt(document, 'await say("world")');
    const all = (await fixesAt(document, 'await say("world")')).filter(({ title }) => title.includes('with gather')).map(({ title, isPreferred, command }) => [title, isPreferred ?? false, command?.command]);
    assert.deepEqual(all, [[after?.title, true, undefined], [`Apply and prove: ${after?.title}`, false, 'awaitLens.applyAndProve']]);
    const [, now, then] = /^Run together with gather \((0\.[4-9]\d) s → about (0\.[2-6]\d) s\)$/.exec(after?.title ?? '') ?? [];
    assert.ok(Number(now) > Number(then), after?.title);
    await until('the hints say so too', () => hints(document).length === 2 && hints(document).every(({ message }) => message === `${NEITHER} Together they would take about ${then} s instead of ${now} s.`));
    assert.deepEqual(hints(document).map(({ range }) => document.getText(range)), ['await', 'await']);
    // Another function's edit is nothing to it, one of its own is.
    await edit((change) => change.insert(document.uri, document.positionAt(0), '# times\n'));
    assert.equal((await fixesAt(document, 'await say("world")'))[0]?.title, after?.title);
    await edit((change) => change.insert(document.uri, new vscode.Position(lineOf(document, 'await say("hello")'), 0), '    pass\n'));
    assert.equal((await fixesAt(document, 'await say("world")'))[0]?.title, 'Run together with gather');
  });

  for (const [index, [name, { before, after }]] of Object.entries(texts).entries()) {
    it(`leave alone what they are not about, and undo gives the file back: ${name}`, async () => {
      const document = await write(`fixed${index}.py`, before);
      const bytes = (): string => readFileSync(document.uri.fsPath, 'utf8');
      try {
        await gather(document, 'await f');
        await document.save();
        assert.equal(bytes(), after);
        await vscode.commands.executeCommand('undo');
        await document.save();
        assert.equal(bytes(), before);
      } finally {
        rmSync(document.uri.fsPath);
      }
    });
  }

  it('say why they may change behaviour, and are then neither preferred nor hinted at', async () => {
    const content = 'import asyncio\n\nasync def f(x, y=0): return x\n\nasync def main(box):\n    a = await f(box, 1)\n    b = await f(box, 2)\n    return a, b\n\nasync def other():\n    a = await f(1)\n    await f(a)\n    await f(2)\n    await f(3)\n';
    const document = await vscode.workspace.openTextDocument({ language: 'python', content });
    await vscode.window.showTextDocument(document);
    await untilHinted(document, 3);
    assert.deepEqual(hints(document).map(({ range }) => range.start.line), [11, 12, 13]);
    const careful = await fixesAt(document, 'await f(box, 1)');
    assert.ok(careful.length > 0);
    for (const { title, isPreferred, kind } of careful) {
      assert.match(title, / — may change behaviour: both are given `box`, which one of them may change$/);
      assert.deepEqual([isPreferred ?? false, kind?.value], [false, 'refactor.rewrite']);
    }
    assert.deepEqual(await fixesAt(document, 'a = await f(1)'), []);
    assert.match(await hoverAt(document, 'await f(1)'), /^These awaits stay one after the other, because it uses `a`\.$/m);
  });

  it('are made in texts that were never saved', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: texts['Windows line ends']!.before.replaceAll('\r', '') });
    await vscode.window.showTextDocument(document);
    await untilHinted(document, 2);
    await gather(document, 'await f');
    assert.equal(document.getText(), texts['Windows line ends']!.after.replaceAll('\r', ''));
    await untilHinted(document, 0);
  });

  it('are not offered in half-typed text, nor in other languages', async () => {
    const half = await vscode.workspace.openTextDocument({ language: 'python', content: 'async def f(): pass\nasync def main():\n    await f()\n    await f(\n' });
    assert.deepEqual(await fixesAt(half, 'await f'), []);
    const other = await vscode.workspace.openTextDocument({ language: 'plaintext', content: texts['Windows line ends']!.before });
    assert.deepEqual(await fixesAt(other, 'await f'), []);
  });
});

describe('Fixes in texts that are not files', () => {
  afterEach(reset);

  it('are offered, and not hinted at', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('await-lens-test', { provideTextDocumentContent: () => texts['Windows line ends']!.before });
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('await-lens-test:/cell.py'));
      assert.equal((await fixesAt(document, 'await f')).length > 0, true);
      const marked = await open('sequential.py');
      await untilHinted(marked, 2);
      assert.deepEqual(hints(document), []);
    } finally {
      provider.dispose();
    }
  });
});

describe('Hints', () => {
  afterEach(reset);

  it('can be turned off, and fixes are still offered', async () => {
    const document = await open('sequential.py');
    await untilHinted(document, 2);
    assert.deepEqual(hints(document).map(({ code }) => (typeof code === 'object' ? code.value : code)), ['together', 'together']);
    const settings = vscode.workspace.getConfiguration('awaitLens');
    await settings.update('fixHints', false, vscode.ConfigurationTarget.Workspace);
    try {
      await untilHinted(document, 0);
      assert.equal((await fixesAt(document, 'await say("world")')).length > 0, true);
    } finally {
      await settings.update('fixHints', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await untilHinted(document, 2);
  });

  it('stay while one types, and come and go with the code', async () => {
    const document = await open('sequential.py');
    await untilHinted(document, 2);
    const seen: number[] = [];
    const watching = vscode.languages.onDidChangeDiagnostics(() => seen.push(hints(document).length));
    try {
      for (const letter of 'x = 1') await edit((change) => change.insert(document.uri, new vscode.Position(lineOf(document, 'return word'), 4), letter));
      await edit((change) => change.insert(document.uri, new vscode.Position(lineOf(document, 'await say("world")'), 4), 'await say("!")\n    '));
      // VS Code gathers what has changed, and tells of it a little later.
      await until('it is told', () => seen.length > 0);
      await untilHinted(document, 3);
    } finally {
      watching.dispose();
    }
    assert.deepEqual(seen, [3]);
  });

  it('are not for installed code', async () => {
    const text = readFileSync(join(folder(), 'sequential.py'), 'utf8');
    const installed = await write('.venv/lib/python3.12/site-packages/installed.py', text);
    mkdirSync(join(folder(), 'env'));
    writeFileSync(join(folder(), 'env', 'pyvenv.cfg'), '');
    const environment = await write('env/installed.py', text);
    const own = await write('own/own.py', text);
    try {
      // What is opened later is marked later.
      await untilHinted(own, 2);
      assert.deepEqual([hints(installed), hints(environment)], [[], []]);
      assert.equal((await fixesAt(installed, 'await say("world")')).length > 0, true);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    } finally {
      for (const name of ['.venv', 'env', 'own']) rmSync(join(folder(), name), { recursive: true });
    }
  });
});
