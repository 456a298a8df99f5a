/** Why the functions of a document cannot be run here, if so, in words for the lens and the panel. */
import * as vscode from 'vscode';

export interface Blocked {
  title: string;
  command: vscode.Command;
}

/** @param what is to be done: `Run & time` */
export function blockedBy(document: vscode.TextDocument, what = 'Run & time'): Blocked | null {
  if (!vscode.workspace.isTrusted) {
    const title = `${what} needs a trusted workspace`;
    return { title, command: { title, command: 'workbench.trust.manage', tooltip: 'Running a function runs the code of this folder. Manage workspace trust.' } };
  }
  if (document.uri.scheme !== 'file' && document.uri.scheme !== 'untitled') {
    const title = `${what} needs a file on disk`;
    return { title, command: { title, command: 'workbench.action.files.saveAs', tooltip: 'Python cannot read this file where it is. Save it to a folder.' } };
  }
  return null;
}

/** Says why, and offers what can be done about it. */
export async function tellBlocked({ title, command }: Blocked): Promise<void> {
  const manage = 'Show';
  if (await vscode.window.showWarningMessage(`${title}.`, manage) === manage) await vscode.commands.executeCommand(command.command);
}
