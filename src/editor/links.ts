/** Makes the `File "…", line N` of tracebacks clickable in the output channel, for files in any folder. */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { OUTPUT_LANGUAGE } from './output.js';

const LOCATION = /File "([^"]+)", line (\d+)/g;

class TracebackLinks implements vscode.DocumentLinkProvider {
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const links: vscode.DocumentLink[] = [];
    for (const match of document.getText().matchAll(LOCATION)) {
      const [text, path = '', line = '1'] = match;
      if (!existsSync(path)) continue;
      const range = new vscode.Range(document.positionAt(match.index), document.positionAt(match.index + text.length));
      const link = new vscode.DocumentLink(range, vscode.Uri.file(path).with({ fragment: `L${line}` }));
      link.tooltip = 'Open the line';
      links.push(link);
    }
    return links;
  }
}

export function registerLinks(): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider({ language: OUTPUT_LANGUAGE }, new TracebackLinks());
}
