/** Where documents are, for Python. */
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';

/** The path that the worker knows a document by. A text that was never saved has none of its own yet. */
export function documentPath(document: vscode.TextDocument): string {
  if (document.uri.scheme !== 'untitled') return document.uri.fsPath;
  return vscode.Uri.joinPath(workingFolder(document.uri), `${document.uri.path.split('/').pop()}.py`).fsPath;
}

/**
 * The same for two paths of one file. Python may name a file by another path than the editor does: with the links on
 * the way resolved, or on Windows with other letters in upper case.
 */
export function fileKey(path: string): string {
  let real = path;
  try {
    real = realpathSync.native(path);
  } catch {
    // Never saved, or gone: then nothing but its path is known.
  }
  return process.platform === 'win32' ? real.toLowerCase() : real;
}

/** A text that was never saved is closed: its name is free for another one, which has nothing to do with it. */
export function onDidDiscard(listener: (document: vscode.TextDocument) => void): vscode.Disposable {
  return vscode.workspace.onDidCloseTextDocument((document) => {
    if (document.isUntitled) listener(document);
  });
}

/** Where a document's functions run: its workspace folder, else its own folder. */
export function workingFolder(uri: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(uri) ?? (uri.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0] : undefined);
  if (folder) return folder.uri;
  return uri.scheme === 'untitled' ? vscode.Uri.file(homedir()) : vscode.Uri.joinPath(uri, '..');
}
