/** Marks the line where the replay's task is, as the debugger marks the line where it stands. */
import * as vscode from 'vscode';

export class MomentMark implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editor.stackFrameHighlightBackground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private marked: { uri: string; line: number } | null = null;
  private readonly subscription = vscode.window.onDidChangeVisibleTextEditors(() => this.draw());

  /**
   * Marks a line in every editor that shows the document, and scrolls to it where it is out of view. The focus stays
   * where it is.
   * @param line 0-based; null while no line is known
   */
  show(uri: vscode.Uri, line: number | null): void {
    this.marked = line === null ? null : { uri: uri.toString(), line };
    this.draw();
    for (const { editor, range } of this.places()) editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  clear(): void {
    this.marked = null;
    this.draw();
  }

  private draw(): void {
    const places = this.places();
    for (const editor of vscode.window.visibleTextEditors) {
      editor.setDecorations(this.decoration, places.filter((place) => place.editor === editor).map(({ range }) => range));
    }
  }

  private places(): { editor: vscode.TextEditor; range: vscode.Range }[] {
    const { marked } = this;
    if (!marked) return [];
    return vscode.window.visibleTextEditors
      .filter(({ document }) => document.uri.toString() === marked.uri && marked.line < document.lineCount)
      .map((editor) => ({ editor, range: editor.document.lineAt(marked.line).range }));
  }

  dispose(): void {
    this.subscription.dispose();
    this.decoration.dispose();
  }
}
