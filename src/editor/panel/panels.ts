/** The panels: one that follows the function at the cursor, and those that are pinned to theirs. */
import * as vscode from 'vscode';
import type { FunctionId } from '../../analysis/model.js';
import { isRecord } from '../../shared/guards.js';
import type { Report } from '../../shared/report.js';
import { Panel, type PanelParts, type Subject } from './panel.js';
import { panelOptions } from './panelHtml.js';
import { documentPath, fileKey } from '../paths.js';

const VIEW_TYPE = 'awaitLens.panel';

export class Panels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Set<Panel>();
  private readonly subscriptions: vscode.Disposable[];

  /** @param readReport reads a saved report, for panels that showed one before a reload; null where it cannot be read */
  constructor(private readonly parts: PanelParts, private readonly readReport: (uri: vscode.Uri) => Promise<Report | null>) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // Where the panel itself has sent the cursor is no reason to show something else.
        if (kind === vscode.TextEditorSelectionChangeKind.Mouse || kind === vscode.TextEditorSelectionChangeKind.Keyboard) this.followTo(textEditor);
      }),
    ];
  }

  /** Explains a function in the panel that has it, else in the one that follows, else in a new one beside the code; the focus stays in the editor. */
  show(document: vscode.TextDocument, { qualname, ordinal }: FunctionId): void {
    const subject: Subject = { document, qualname, ordinal, saved: null };
    const shown = [...this.panels].find((panel) => panel.shows(document, subject));
    if (shown) shown.webviewPanel.reveal(undefined, true);
    else this.open(subject);
  }

  /** Explains a report that was saved by an export or by the command line. */
  async showReport(report: Report, uri: vscode.Uri): Promise<void> {
    this.open(await subjectOf(report, uri));
  }

  /** Exports the run that is shown in the panel in front, else in any. */
  async export(): Promise<void> {
    const panel = [...this.panels].find(({ webviewPanel }) => webviewPanel.active) ?? [...this.panels].find(({ webviewPanel }) => webviewPanel.visible);
    if (panel) await panel.export(null);
    else void vscode.window.showInformationMessage('There is no panel to export from. Choose Explain above a function that has run, then export.');
  }

  private open(subject: Subject): void {
    const follower = subject.saved ? undefined : this.follower;
    if (follower) {
      follower.show(subject);
      follower.webviewPanel.reveal(undefined, true);
      return;
    }
    // Where panels are already, so that they do not take one column each.
    const column = [...this.panels].find(({ webviewPanel }) => webviewPanel.visible)?.webviewPanel.viewColumn;
    const beside = { viewColumn: column ?? vscode.ViewColumn.Beside, preserveFocus: true };
    this.add(vscode.window.createWebviewPanel(VIEW_TYPE, 'Await points', beside, { ...panelOptions(this.parts.extensionUri), retainContextWhenHidden: false }), subject);
  }

  private add(webviewPanel: vscode.WebviewPanel, subject: Subject): Panel {
    const panel = new Panel(webviewPanel, subject, this.parts);
    webviewPanel.onDidDispose(() => {
      this.panels.delete(panel);
      panel.dispose();
    });
    this.panels.add(panel);
    return panel;
  }

  private get follower(): Panel | undefined {
    return [...this.panels].find(({ pinned, saved }) => !pinned && !saved);
  }

  private followTo({ document, selection }: vscode.TextEditor): void {
    const { follower } = this;
    if (!follower?.webviewPanel.visible || document.languageId !== 'python') return;
    const fn = this.parts.scans.functionAt(document, selection.active.line);
    if (fn && !follower.shows(document, fn)) follower.show({ document, qualname: fn.qualname, ordinal: fn.ordinal, saved: null });
  }

  /** Brings back a panel after a reload of the window. */
  async deserializeWebviewPanel(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = await this.remembered(state).catch(() => null);
    if (!subject) {
      webviewPanel.dispose();
      return;
    }
    this.add(webviewPanel, subject).pinned = isRecord(state) && state.pinned === true;
  }

  private async remembered(state: unknown): Promise<Subject | null> {
    if (!isRecord(state) || !isRecord(state.subject)) return null;
    const { uri, qualname, ordinal, report } = state.subject;
    if (typeof report === 'string') {
      const from = vscode.Uri.parse(report);
      const read = await this.readReport(from);
      return read && subjectOf(read, from);
    }
    if (typeof uri !== 'string' || typeof qualname !== 'string' || typeof ordinal !== 'number') return null;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    const run = await this.parts.kept.load(document.uri, { qualname, ordinal });
    if (run) await this.parts.runs.restore(document.uri, { qualname, ordinal }, run);
    return { document, qualname, ordinal, saved: null };
  }

  /** The panels themselves stay, so that they can be brought back after a reload. */
  dispose(): void {
    for (const disposable of [...this.subscriptions, ...this.panels]) disposable.dispose();
  }
}

/** A saved report, with its file where that is here. */
async function subjectOf(report: Report, uri: vscode.Uri): Promise<Subject> {
  const { file, name } = report.target;
  const open = file === null ? undefined : vscode.workspace.textDocuments.find((each) => fileKey(documentPath(each)) === fileKey(file));
  const document = open ?? (file === null ? null : await Promise.resolve(vscode.workspace.openTextDocument(vscode.Uri.file(file))).catch(() => null));
  const writtenAt = await Promise.resolve(vscode.workspace.fs.stat(uri)).then(({ mtime }) => mtime).catch(() => Date.now());
  return { document, qualname: name, ordinal: 0, saved: { uri, report, startedAt: writtenAt - report.elapsed_ns / 1e6 } };
}
