/** The command Insert Async Pattern…: a picker that shows each pattern's code, and inserts the chosen one at the cursor. */
import * as vscode from 'vscode';
import { patternInsertion, type PatternInsertion } from '../../analysis/patterns/insertion.js';
import { PATTERNS, patternWords, type Pattern } from '../../analysis/patterns/patterns.js';
import type { Interpreters } from '../interpreters.js';
import { PatternPreview } from './patternPreview.js';

interface Item extends vscode.QuickPickItem {
  pattern: Pattern;
}

export function registerPatterns(interpreters: Interpreters): vscode.Disposable {
  const preview = new PatternPreview();
  let picking = false;

  async function insertPattern(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== 'python') {
      void vscode.window.showInformationMessage('Open a Python file and put the cursor where the pattern is to go.');
      return;
    }
    try {
      // A cell of a notebook stands in no column, and below it is no room.
      if (editor.viewColumn !== undefined) await preview.open(editor.document, editor.viewColumn);
      const pattern = await pick(editor, preview, interpreters);
      if (pattern) await insert(editor, pattern);
    } finally {
      await preview.close();
    }
  }

  return vscode.Disposable.from(preview, vscode.commands.registerCommand('awaitLens.insertPattern', async () => {
    if (picking) return;
    picking = true;
    await insertPattern().finally(() => { picking = false; });
  }));
}

/** null when the user turned away. */
async function pick(editor: vscode.TextEditor, preview: PatternPreview, interpreters: Interpreters): Promise<Pattern | null> {
  const { uri } = editor.document;
  const picker = vscode.window.createQuickPick<Item>();
  const show = ({ pattern }: Pick<Item, 'pattern'>): void => preview.show(insertionOf(editor, pattern).preview);
  const list = (): void => {
    const python = interpreters.minorOf(uri);
    const items = PATTERNS.map((pattern) => ({ pattern, label: pattern.name, ...patternWords(pattern, python) }));
    // A new list loses the key that is pressed just then, so there is one only where it says something else.
    if (items.every(({ detail }, index) => detail === picker.items[index]?.detail)) return;
    const [active] = picker.activeItems;
    picker.items = items;
    const still = items.find(({ pattern }) => pattern === active?.pattern);
    if (still) picker.activeItems = [still];
  };
  picker.title = 'Await Lens: insert an async pattern';
  picker.placeholder = 'Name, prefix or purpose. The code is shown below, as it will be inserted.';
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  interpreters.lookUp(uri);
  list();
  // VS Code makes the first one active by itself, and does not always tell.
  show({ pattern: PATTERNS[0]! });
  const subscriptions = vscode.Disposable.from(
    interpreters.onDidLearn(list),
    picker.onDidChangeActive(([item]) => {
      if (item) show(item);
    }),
    picker,
  );
  try {
    return await new Promise<Pattern | null>((resolve) => {
      picker.onDidAccept(() => resolve(picker.activeItems[0]?.pattern ?? null));
      picker.onDidHide(() => resolve(null));
      picker.show();
    });
  } finally {
    subscriptions.dispose();
  }
}

function insertionOf({ document, selection, options }: vscode.TextEditor, pattern: Pattern): PatternInsertion {
  const columns = typeof options.indentSize === 'number' ? options.indentSize : typeof options.tabSize === 'number' ? options.tabSize : 4;
  return patternInsertion(document.getText(), document.offsetAt(selection.active), pattern, options.insertSpaces === false ? '\t' : ' '.repeat(columns));
}

/** In one step, so that one undo takes it back, and at once: what is typed next is meant for the first place. */
async function insert(editor: vscode.TextEditor, pattern: Pattern): Promise<void> {
  const { document, viewColumn } = editor;
  const { edits, start, end, snippet } = insertionOf(editor, pattern);
  const range = (from: number, to: number): vscode.Range => new vscode.Range(document.positionAt(from), document.positionAt(to));
  const atCursor = vscode.SnippetTextEdit.replace(range(start, end), new vscode.SnippetString(snippet));
  atCursor.keepWhitespace = true;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [...edits.map(({ start: from, end: to, text }) => vscode.TextEdit.replace(range(from, to), text)), atCursor]);
  // Its places can be typed into only where the editor is the active one.
  if (viewColumn !== undefined) await vscode.window.showTextDocument(document, { viewColumn });
  if (!await vscode.workspace.applyEdit(edit)) void vscode.window.showErrorMessage(`${pattern.name} could not be inserted: ${vscode.workspace.asRelativePath(document.uri)} cannot be edited.`);
}
