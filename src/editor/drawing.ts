/** When what is drawn in the editors has to be drawn anew. */
import * as vscode from 'vscode';

/** Draws in every visible Python editor when one of the events fires, when an editor comes into view, and when its text changes. */
export function drawOn(events: readonly vscode.Event<unknown>[], draw: (editor: vscode.TextEditor) => void): vscode.Disposable {
  const drawWhere = (shown: (editor: vscode.TextEditor) => boolean): void => {
    for (const editor of vscode.window.visibleTextEditors) if (editor.document.languageId === 'python' && shown(editor)) draw(editor);
  };
  const all = (): void => drawWhere(() => true);
  return vscode.Disposable.from(
    ...events.map((event) => event(all)),
    vscode.window.onDidChangeVisibleTextEditors(all),
    vscode.workspace.onDidChangeTextDocument(({ document }) => drawWhere((editor) => editor.document === document)),
  );
}

/** A place after the last character of a line, for words that are drawn there. */
export function lineEnd(document: vscode.TextDocument, line: number): vscode.Range {
  const { end } = document.lineAt(line).range;
  return new vscode.Range(end, end);
}
