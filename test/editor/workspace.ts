/** What the suite's tests do in the workspace, in a person's words. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until.js';

/** Opens a file of the workspace in the editor. */
export async function open(path: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, ...path.split('/')));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The titles of the lenses above a function, by VS Code's own way of asking. */
export async function lensesAbove(document: vscode.TextDocument, header: string): Promise<string[]> {
  const line = lineOf(document, header);
  return (await lenses(document)).filter(({ range }) => range.start.line === line).map(({ command }) => command?.title ?? '');
}

export async function lenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 1000);
}

/** Runs the command of a lens, as a click on it does. Resolves when the command has ended. */
export async function click(document: vscode.TextDocument, header: string, title: string): Promise<void> {
  const line = lineOf(document, header);
  const lens = (await lenses(document)).find(({ range, command }) => range.start.line === line && command?.title.includes(title));
  assert.ok(lens?.command, `there is no lens "${title}" above "${header}"`);
  await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []) as unknown[]);
}

export function lineOf(document: vscode.TextDocument, text: string): number {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `"${text}" does not stand in ${document.fileName}`);
  return document.positionAt(offset).line;
}

/** The text of the hovers of Await Lens at a place in the code. */
export async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(text) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  return hovers.flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value))).join('\n');
}

/** Problems that Await Lens marks in a document. */
export function problems(document: vscode.TextDocument): vscode.Diagnostic[] {
  return marked(document).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
}

/** What Await Lens has a fix for. */
export function hints(document: vscode.TextDocument): vscode.Diagnostic[] {
  return marked(document).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Information);
}

function marked(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Await Lens');
}

export async function edit(change: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const workspaceEdit = new vscode.WorkspaceEdit();
  change(workspaceEdit);
  assert.ok(await vscode.workspace.applyEdit(workspaceEdit));
}

/** Waits until the lenses above a function say something that matches. */
export async function untilLensesSay(document: vscode.TextDocument, header: string, pattern: RegExp, limit?: number): Promise<void> {
  let said = '';
  await until(`the lenses above "${header}" say ${pattern}`, async () => {
    said = (await lensesAbove(document, header)).join(' | ');
    return pattern.test(said);
  }, limit).catch((error: Error) => { throw new Error(`${error.message}; they say: ${said}`); });
}

/** Leaves nothing of a test behind: unsaved text, open editors, times, settings. */
export async function reset(): Promise<void> {
  await vscode.commands.executeCommand('awaitLens.stop');
  await vscode.commands.executeCommand('awaitLens.clearTimes');
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.isUntitled) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.workspace.getConfiguration('awaitLens').update('pythonPath', undefined, vscode.ConfigurationTarget.Workspace);
}
