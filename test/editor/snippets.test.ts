/** Snippets and patterns, inserted by VS Code itself. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyEdits } from '../../src/analysis/edits.js';
import { patternInsertion } from '../../src/analysis/patterns/insertion.js';
import { insertedText, PATTERNS, type Pattern } from '../../src/analysis/patterns/patterns.js';
import { parseSnippet, plainText } from '../../src/analysis/patterns/snippetText.js';
import { until } from '../until.js';
import { reset } from './workspace.js';

const PREVIEW = 'await-lens-pattern';

/** A Python document without a file; `|` marks the cursor. */
async function write(marked: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'python', content: marked.replace('|', '') });
  const editor = await vscode.window.showTextDocument(document);
  const cursor = document.positionAt(marked.indexOf('|'));
  editor.selection = new vscode.Selection(cursor, cursor);
  return editor;
}

const previewText = (): string => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === PREVIEW)?.getText() ?? '';
const previewTabs = (): vscode.Tab[] =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === PREVIEW);

/** Opens the picker, goes down to a pattern by the keyboard's commands, and does something there. Resolves when the command has ended. */
async function atPattern(editor: vscode.TextEditor, { prefix }: Pattern, command: string): Promise<void> {
  const index = PATTERNS.findIndex((pattern) => pattern.prefix === prefix);
  const shown = (pattern: Pattern): string => {
    const unit = editor.options.insertSpaces === false ? '\t' : '    ';
    return patternInsertion(editor.document.getText(), editor.document.offsetAt(editor.selection.active), pattern, unit).preview;
  };
  const ended = vscode.commands.executeCommand('awaitLens.insertPattern');
  await until(() => `the first pattern is shown; it is:\n${previewText()}\nand not:\n${shown(PATTERNS[0]!)}`, () => previewText() === shown(PATTERNS[0]!));
  for (let at = 0; at < index; at += 1) await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  await until(() => `${prefix} is shown; it is:\n${previewText()}`, () => previewText() === shown(PATTERNS[index]!));
  await vscode.commands.executeCommand(command);
  await ended;
}

const accept = (editor: vscode.TextEditor, pattern: Pattern): Promise<void> => atPattern(editor, pattern, 'workbench.action.acceptSelectedQuickOpenItem');

function pattern(prefix: string): Pattern {
  const found = PATTERNS.find((each) => each.prefix === prefix);
  assert.ok(found, prefix);
  return found;
}

/** What the text becomes where the analysis says what is to come in. */
function expected(editor: vscode.TextEditor, wanted: Pattern, unit: string): string {
  const text = editor.document.getText();
  const { edits, start, end, snippet } = patternInsertion(text, editor.document.offsetAt(editor.selection.active), wanted, unit);
  return applyEdits(text, [...edits, { start, end, text: plainText(parseSnippet(snippet)) }]);
}

describe('Snippets', () => {
  const keepEmptyGroups = (keep: boolean): Thenable<void> =>
    vscode.workspace.getConfiguration('workbench.editor').update('closeEmptyGroups', keep ? false : undefined, vscode.ConfigurationTarget.Workspace);

  afterEach(async () => {
    await keepEmptyGroups(false);
    await reset();
  });

  it('are each inserted into an empty file byte for byte as they are compiled and run elsewhere', async function () {
    this.timeout(60_000);
    const editor = await write('|');
    for (const each of PATTERNS) {
      await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'python', name: each.name });
      assert.equal(editor.document.getText(), insertedText(each), each.prefix);
      // The next one takes its place.
      await vscode.commands.executeCommand('leaveSnippet');
      await vscode.commands.executeCommand('editor.action.selectAll');
    }
  });

  it('come from the picker into an indented block, with tabs, what they need above it and their imports, and one undo takes all of it back', async () => {
    const text = 'import os\n\n\nclass Shop:\n\tasync def open(self):\n\t\tif self:\n\t\t\tpass|\n';
    const editor = await write(text);
    editor.options = { insertSpaces: false, tabSize: 4 };
    const retry = pattern('aio-retry');
    const after = expected(editor, retry, '\t');
    await accept(editor, retry);
    assert.equal(editor.document.getText(), after);
    assert.ok(after.startsWith('import asyncio\nimport os\nimport random\n\n\nasync def retry(') && after.endsWith('\t\t\tpass\n\t\t\tprint(await retry(fetch, attempts=5))\n'), after);
    assert.equal(editor.document.getText(editor.selection), 'fetch', 'the first place is selected');
    await vscode.commands.executeCommand('jumpToNextSnippetPlaceholder');
    assert.equal(editor.document.getText(editor.selection), '5');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), text.replace('|', ''));
  });

  it('come from the picker below a docstring and from __future__, with CRLF, their imports once', async () => {
    const editor = await write('"""Shop."""\r\nfrom __future__ import annotations\r\n\r\nimport os\r\n\r\n|\r\n');
    assert.equal(editor.document.eol, vscode.EndOfLine.CRLF);
    const gather = pattern('aio-gather');
    const after = expected(editor, gather, '    ');
    await accept(editor, gather);
    assert.equal(editor.document.getText(), after);
    assert.ok(after.startsWith('"""Shop."""\r\nfrom __future__ import annotations\r\n\r\nimport asyncio\r\nimport os\r\n\r\n\r\nasync def say_hello():\r\n') && !/[^\r]\n/.test(after), after);
    const end = editor.document.positionAt(after.length);
    editor.selection = new vscode.Selection(end, end);
    await accept(editor, gather);
    const twice = editor.document.getText();
    assert.equal(twice.match(/import asyncio/g)?.length, 1);
    assert.equal(twice.match(/__main__/g)?.length, 1, 'a second guard');
    assert.equal(twice.match(/asyncio\.gather/g)?.length, 2);
  });

  it('leave nothing behind when one turns away from the picker', async () => {
    // Not even where groups without an editor are to stay.
    await keepEmptyGroups(true);
    const editor = await write('x = 1\n|');
    const groups = vscode.window.tabGroups.all.length;
    await atPattern(editor, PATTERNS[3]!, 'workbench.action.closeQuickOpen');
    assert.deepEqual(previewTabs(), []);
    assert.equal(vscode.window.tabGroups.all.length, groups);
    assert.equal(vscode.window.activeTextEditor?.document, editor.document);
    assert.equal(editor.document.getText(), 'x = 1\n');
  });
});
