/** Makes the `File "…", line N` of tracebacks clickable in the output channel, for files in any folder. */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { OUTPUT_LANGUAGE } from './output.js';

/** Python does not escape a quote in a path, so the path ends where the line number begins. */
const LOCATION = /File "(.+?)", line (\d+)/g;

class TracebackLinks implements vscode.DocumentLinkProvider {
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const links: vscode.DocumentLink[] = [];
    // A program that fails often names the same few files again and again.
    const known = new Map<string, boolean>();
    for (const match of document.getText().matchAll(LOCATION)) {
      const [text, path = '', line = '1'] = match;
      if (!known.has(path)) known.set(path, isAbsolute(path) && existsSync(path));
      if (!known.get(path)) continue;
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
