/** A change that was applied to a document, and can be taken back as long as what it wrote is not edited. */
import * as vscode from 'vscode';
import type { TextEdit } from '../../analysis/edits.js';
import { moved, regionsOf, undoing, withLineEnds, type Region } from '../../analysis/proof/undoing.js';

/**
 * `undone`: the text is as it was before; `among edits`: but for what the user has edited since; `edited`: what the change
 * wrote was edited since, or the file is not there, and nothing was done; `declined`: by the user, and nothing was done.
 */
export type Undone = 'undone' | 'among edits' | 'declined' | 'edited';

export class AppliedChange implements vscode.Disposable {
  /** Of the document, after the change. */
  private readonly version: number;
  /** null once one of them was edited. */
  private regions: Region[] | null;
  /** Where the cursors stood before the change, and after it. */
  private readonly cursors: { editor: vscode.TextEditor; before: readonly vscode.Selection[]; after: readonly vscode.Selection[] }[];
  private readonly listener: vscode.Disposable;

  private constructor(private document: vscode.TextDocument, edits: readonly TextEdit[], readonly before: string, cursors: ReadonlyMap<vscode.TextEditor, readonly vscode.Selection[]>) {
    this.version = document.version;
    this.after = document.getText();
    this.regions = regionsOf(before, edits, this.after);
    this.cursors = [...cursors].map(([editor, selections]) => ({ editor, before: selections, after: editor.selections }));
    this.listener = vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
      if (changed.uri.toString() !== document.uri.toString() || contentChanges.length === 0) return;
      this.document = changed;
      this.regions &&= moved(this.regions, contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ offset: rangeOffset, length: rangeLength, inserted: text.length })));
    });
  }

  /** The document's text after the change. */
  readonly after: string;

  /** Applies edits as one step to undo; null where the editor refuses. */
  static async apply(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<AppliedChange | null> {
    const before = document.getText();
    const own = withLineEnds(edits, document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n');
    const cursors = new Map(editorsOf(document).map((editor) => [editor, editor.selections]));
    return await applyTo(document, own) ? new AppliedChange(document, own, before, cursors) : null;
  }

  /** Takes it back. Where the file was edited elsewhere since, only after asking, and without touching those edits. */
  async undo(): Promise<Undone> {
    const document = await Promise.resolve(vscode.workspace.openTextDocument(this.document.uri)).catch(() => null);
    if (!document) return 'edited';
    const text = document.getText();
    if (text === this.before) return 'undone'; // by the user's own undo
    if (text !== this.after) return this.undoAmongEdits(document);
    // As the editor's own undo: then a file that was saved before counts as saved again.
    if (document.version === this.version) {
      await vscode.window.showTextDocument(document, { viewColumn: editorsOf(document)[0]?.viewColumn ?? vscode.ViewColumn.One });
      await vscode.commands.executeCommand('undo');
    }
    if (document.getText() !== this.before) await applyTo(document, undoing(regionsOf(this.before, [], document.getText())));
    if (document.getText() !== this.before) return 'edited';
    for (const { editor, before, after } of this.cursors) {
      if (editorsOf(document).includes(editor) && sameSelections(editor.selections, after)) editor.selections = before;
    }
    return 'undone';
  }

  private async undoAmongEdits(document: vscode.TextDocument): Promise<Undone> {
    if (!this.regions) return 'edited';
    const only = 'Undo Only the Change';
    const chosen = await vscode.window.showWarningMessage('You have edited this file since. Undo only the change that was proven, and keep your edits?', { modal: true }, only);
    if (chosen !== only) return 'declined';
    // It may have been edited once more meanwhile.
    return this.regions && await applyTo(document, undoing(this.regions)) ? 'among edits' : 'edited';
  }

  dispose(): void {
    this.listener.dispose();
  }
}

function editorsOf(document: vscode.TextDocument): vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document.uri.toString() === document.uri.toString());
}

function sameSelections(a: readonly vscode.Selection[], b: readonly vscode.Selection[]): boolean {
  return a.length === b.length && a.every((selection, index) => selection.isEqual(b[index]!));
}

async function applyTo(document: vscode.TextDocument, edits: readonly TextEdit[]): Promise<boolean> {
  const change = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits) change.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  return vscode.workspace.applyEdit(change);
}
