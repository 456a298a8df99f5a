/**
 * The code of a pattern in an editor below the user's, for as long as the picker is open; afterwards nothing of it is left.
 * Not to the right, where half of it would lie under the picker.
 */
import * as vscode from 'vscode';

/** A language of its own and not Python, so that nobody offers lenses, hints or problems on text that is only looked at. */
const PATTERN_LANGUAGE = 'await-lens-pattern';
const SCHEME = 'await-lens-pattern';
const URI = vscode.Uri.from({ scheme: SCHEME, path: '/Pattern' });

export class PatternPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.emitter.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private text = '';

  constructor() {
    // One that was open while the window was reloaded.
    void closeTabs();
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  /** Opens it, and leaves the focus where it was: in `editor`. To be closed by `close`, whether this fails or not. */
  async open({ document, viewColumn }: vscode.TextEditor): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.newGroupBelow');
    const preview = await vscode.workspace.openTextDocument(URI);
    await vscode.languages.setTextDocumentLanguage(preview, PATTERN_LANGUAGE);
    await vscode.window.showTextDocument(preview, { viewColumn: vscode.ViewColumn.Active, preserveFocus: true, preview: true });
    await vscode.window.showTextDocument(document, viewColumn === undefined ? {} : { viewColumn });
  }

  show(text: string): void {
    this.text = text;
    this.emitter.fire(URI);
  }

  async close(): Promise<void> {
    const groups = vscode.window.tabGroups.all.length;
    await closeTabs();
    // Where empty groups are to stay, this one is to go all the same.
    const { all } = vscode.window.tabGroups;
    const empty = all.find(({ tabs, isActive }) => tabs.length === 0 && !isActive);
    if (empty && all.length === groups) await vscode.window.tabGroups.close(empty, true);
  }

  dispose(): void {
    void closeTabs();
    this.registration.dispose();
    this.emitter.dispose();
  }
}

async function closeTabs(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === SCHEME);
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
}
