/** The panel beside the code: it explains the await points of one function, before, during and after a run. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { viewOf } from '../analysis/panelView.js';
import type { FunctionId } from '../analysis/model.js';
import { isFromPanel, type FromPanel, type ToPanel } from '../shared/panel.js';
import type { Runs } from './runs.js';
import type { Scans } from './scans.js';
import type { Times } from './times.js';
import { blockedBy } from './trust.js';

const VIEW_TYPE = 'awaitLens.panel';

export class Panel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  /** The document is kept, for it may be closed while its function is shown. */
  private shown: { document: vscode.TextDocument; id: FunctionId } | undefined;
  private ready = false;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly extensionUri: vscode.Uri, private readonly scans: Scans, private readonly runs: Runs, private readonly times: Times) {
    const refresh = (): void => this.refresh();
    this.subscriptions = [
      runs.onDidChange(refresh),
      runs.onDidTick(refresh),
      times.onDidChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.follow(document)),
      vscode.workspace.onDidOpenTextDocument((document) => this.follow(document)),
    ];
  }

  /** Shows a function, opening the panel beside the code if need be; the focus stays in the editor. */
  show(document: vscode.TextDocument, { qualname, ordinal }: FunctionId): void {
    this.shown = { document, id: { qualname, ordinal } };
    this.panel ??= this.open();
    this.panel.reveal(undefined, true);
    this.refresh();
  }

  private open(): vscode.WebviewPanel {
    const roots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(this.extensionUri, folder));
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, 'Await points', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, {
      enableScripts: true, enableForms: false, enableCommandUris: false, localResourceRoots: roots, retainContextWhenHidden: false,
    });
    this.ready = false;
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromPanel(message)) void this.receive(message);
    });
    panel.onDidChangeViewState(() => { if (!panel.visible) this.ready = false; });
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.shown = undefined;
    });
    panel.webview.html = this.html(panel.webview);
    return panel;
  }

  private async receive(message: FromPanel): Promise<void> {
    if (message.type === 'ready') {
      this.ready = true;
      this.refresh();
      return;
    }
    if (!this.shown) return;
    const { document: { uri }, id } = this.shown;
    switch (message.type) {
      case 'run':
        await vscode.commands.executeCommand('awaitLens.runAndTime', uri, id.qualname, id.ordinal);
        break;
      case 'stop':
        this.runs.stop(uri, id);
        break;
      case 'reveal': {
        const position = new vscode.Position(message.line, message.column);
        const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
        await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position), viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One });
        break;
      }
    }
  }

  /** Whatever was opened or changed: shows it anew if it is what the panel shows. */
  private follow(document: vscode.TextDocument): void {
    if (document.uri.toString() !== this.shown?.document.uri.toString()) return;
    this.shown.document = document;
    this.refresh();
  }

  private refresh(): void {
    if (!this.panel || !this.shown || !this.ready) return;
    const { document, id } = this.shown;
    const { uri } = document;
    const fn = this.scans.find(document, id);
    if (!fn) {
      this.post({ type: 'gone', message: `${id.qualname}() is not there any more. Choose Explain above another function.` });
      return;
    }
    const run = this.runs.get(uri, fn);
    this.panel.title = `${fn.name}: await points`;
    this.post({
      type: 'show',
      view: viewOf({
        fn,
        scan: this.scans.of(document),
        file: vscode.workspace.asRelativePath(uri),
        times: this.times.of(document),
        run: run?.phase === 'ended' ? { ...run, stale: this.runs.isStale(document, fn, run) } : run,
        now: Date.now(),
        blocked: blockedBy(document)?.title ?? null,
      }),
    });
  }

  private post(message: ToPanel): void {
    void this.panel?.webview.postMessage(message);
  }

  /** Nothing but the panel's own script and style may load; all data comes by message. */
  private html(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString('base64');
    const at = (...path: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, ...path)).toString();
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${at('media', 'panel.css')}">
<title>Await points</title>
</head>
<body><div id="root"></div><script nonce="${nonce}" src="${at('dist', 'panel.js')}"></script></body>
</html>`;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
  }
}
