import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { edit, lenses, lensesAbove, lineOf, open, reset } from './workspace.js';

async function python(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content });
  await vscode.window.showTextDocument(document);
  return document;
}

describe('Lenses', () => {
  afterEach(reset);

  it('stand above every async function at module level and in classes, and not above nested ones', async () => {
    const document = await python([
      'async def one(): pass', 'class A:', '    async def two(self): pass', '    class B:', '        @staticmethod', '        async def three():', '            async def nested(): pass',
      'if True:', '    async def four(): pass', 'def sync():', '    async def also_nested(): pass', '',
    ].join('\n'));
    const lines = new Set((await lenses(document)).map(({ range }) => range.start.line));
    assert.deepEqual([...lines].sort((a, b) => a - b), ['one', 'two', 'three', 'four'].map((name) => lineOf(document, `async def ${name}`)));
  });

  it('ask for arguments where they are needed', async () => {
    const document = await open('client.py');
    assert.deepEqual(await lensesAbove(document, 'async def fetch'), ['▷ Run & time…', 'Explain']);
    assert.deepEqual(await lensesAbove(document, 'async def get'), ['▷ Run & time…', 'Explain']);
    assert.deepEqual(await lensesAbove(document, 'async def connect'), ['▷ Run & time', 'Explain']);
  });

  it('stay where they are while a line is being typed', async () => {
    const document = await open('sequential.py');
    const before = (await lenses(document)).map(({ range, command }) => [range.start.line, command?.title]);
    const at = new vscode.Position(lineOf(document, 'await say("hello")'), 4);
    for (const typed of ['x = foo(', '"', "f'{", '[']) {
      await edit((change) => change.insert(document.uri, at, typed));
      assert.deepEqual((await lenses(document)).map(({ range, command }) => [range.start.line, command?.title]), before, `after typing ${typed}`);
    }
  });

  it('can be turned off', async () => {
    const document = await open('sequential.py');
    const settings = vscode.workspace.getConfiguration('awaitLens');
    await settings.update('lenses', false, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await lenses(document), []);
    } finally {
      await settings.update('lenses', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
