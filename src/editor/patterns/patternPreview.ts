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

  /** Opens it, and leaves the focus where it was: in the user's editor, which stands in that column. */
  async open(document: vscode.TextDocument, viewColumn: vscode.ViewColumn): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.newGroupBelow');
    const preview = await vscode.workspace.openTextDocument(URI);
    await vscode.languages.setTextDocumentLanguage(preview, PATTERN_LANGUAGE);
    await vscode.window.showTextDocument(preview, { viewColumn: vscode.ViewColumn.Active, preserveFocus: true, preview: true });
    await vscode.window.showTextDocument(document, { viewColumn });
  }

  show(text: string): void {
    this.text = text;
    this.emitter.fire(URI);
  }

  async close(): Promise<void> {
    const column = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(isPreview))?.viewColumn;
    await closeTabs();
    // Where empty groups are to stay, this one is to go all the same.
    const empty = vscode.window.tabGroups.all.find(({ viewColumn, tabs }) => viewColumn === column && tabs.length === 0);
    if (empty) await vscode.window.tabGroups.close(empty, true);
  }

  dispose(): void {
    void closeTabs();
    this.registration.dispose();
    this.emitter.dispose();
  }
}

const isPreview = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputText && input.uri.scheme === SCHEME;

async function closeTabs(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(isPreview);
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
}
