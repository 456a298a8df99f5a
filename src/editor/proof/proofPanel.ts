/** The host's half of the view of a proof: shows what there is, and hands on what is asked for. */
import * as vscode from 'vscode';
import { isFromProof, PROOF_VERSION, type FromProof, type ProofView, type ToProof } from '../../shared/proof.js';
import { panelHtml, panelOptions, PROOF_PAGE } from '../panel/panelHtml.js';

const VIEW_TYPE = 'awaitLens.proof';

export class ProofPanel implements vscode.Disposable {
  private readonly panel: vscode.WebviewPanel;
  private readonly subscriptions: vscode.Disposable[];
  private ready = false;

  /**
   * Beside the code, which keeps the focus.
   * @param asked is also told of the view's end, as `closed`
   */
  constructor(extensionUri: vscode.Uri, private view: ProofView, asked: (message: FromProof | { type: 'closed' }) => void) {
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.panel = vscode.window.createWebviewPanel(VIEW_TYPE, `${view.subject.title}: proof`, beside, { ...panelOptions(extensionUri), retainContextWhenHidden: false });
    const { webview } = this.panel;
    this.subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => {
        if (!isFromProof(message)) return;
        if (message.type === 'ready') {
          this.ready = true;
          this.post();
        } else asked(message);
      }),
      this.panel.onDidChangeViewState(() => {
        // Its page is gone until it is shown again, and says so then.
        if (!this.panel.visible) this.ready = false;
      }),
      this.panel.onDidDispose(() => {
        for (const subscription of this.subscriptions) subscription.dispose();
        asked({ type: 'closed' });
      }),
    ];
    webview.html = panelHtml(webview, extensionUri, PROOF_PAGE);
  }

  show(view: ProofView): void {
    this.view = view;
    this.post();
  }

  get visible(): boolean {
    return this.panel.visible;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  private post(): void {
    if (!this.ready) return;
    const message: ToProof = { v: PROOF_VERSION, type: 'show', view: this.view };
    void this.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.panel.dispose();
  }
}
