/** The page of a panel. Nothing but its own script and styles may load; all data comes by message. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What a page is made of: a script of `dist`, styles of `media`. */
export interface Page {
  title: string;
  script: string;
  styles: readonly string[];
}

export const PANEL_PAGE: Page = { title: 'Await points', script: 'panel.js', styles: ['panel.css', 'timeline.css', 'replay.css'] };
export const PROOF_PAGE: Page = { title: 'Proof', script: 'proof.js', styles: ['panel.css', 'proof.css'] };

export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  const localResourceRoots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  return { enableScripts: true, enableForms: false, enableCommandUris: false, localResourceRoots };
}

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, { title, script, styles }: Page): string {
  const nonce = randomBytes(16).toString('base64');
  const at = (...path: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.map((name) => `<link rel="stylesheet" href="${at('media', name)}">`).join('\n')}
<title>${title}</title>
</head>
<body><div id="root"></div><script nonce="${nonce}" src="${at('dist', script)}"></script></body>
</html>`;
}
