/** The page of a panel. Nothing but its own script and styles may load; all data comes by message. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

const STYLES = ['panel.css', 'timeline.css', 'replay.css'];

export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  const localResourceRoots = ['dist', 'media'].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
  return { enableScripts: true, enableForms: false, enableCommandUris: false, localResourceRoots };
}

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const at = (...path: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
${STYLES.map((name) => `<link rel="stylesheet" href="${at('media', name)}">`).join('\n')}
<title>Await points</title>
</head>
<body><div id="root"></div><script nonce="${nonce}" src="${at('dist', 'panel.js')}"></script></body>
</html>`;
}
