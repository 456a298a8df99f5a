/** Opens a report that was saved to a file: by an export, or by the command line's `--json`. */
import * as vscode from 'vscode';
import { parseReport, UnreadableReport } from '../../analysis/savedReport.js';
import type { Report } from '../../shared/report.js';

/** The command `awaitLens.openReport`; `show` gets what was read. */
export function registerOpenReport(show: (report: Report, uri: vscode.Uri) => void): vscode.Disposable {
  return vscode.commands.registerCommand('awaitLens.openReport', (uri?: unknown) => openReport(show, uri));
}

/**
 * Asks for a file where none is given. Of one that cannot be read the user is told why.
 * @param uri of the file, from a menu or another extension
 */
export async function openReport(show: (report: Report, uri: vscode.Uri) => void, uri?: unknown): Promise<void> {
  const chosen = uri instanceof vscode.Uri ? uri : await ask();
  if (!chosen) return;
  try {
    show(await load(chosen), chosen);
  } catch (error) {
    if (!(error instanceof UnreadableReport)) throw error;
    void vscode.window.showErrorMessage(error.message);
  }
}

/** A saved report; null where it cannot be read. */
export async function readReport(uri: vscode.Uri): Promise<Report | null> {
  return load(uri).catch(() => null);
}

async function ask(): Promise<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [chosen] = await vscode.window.showOpenDialog({
    title: 'Open Saved Report', openLabel: 'Open', canSelectMany: false, filters: { Reports: ['json'], 'All files': ['*'] }, ...(folder ? { defaultUri: folder } : {}),
  }) ?? [];
  return chosen;
}

/** @throws {UnreadableReport} */
async function load(uri: vscode.Uri): Promise<Report> {
  const name = uri.path.split('/').at(-1) ?? '';
  let text: string;
  try {
    text = decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    throw new UnreadableReport(`${name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseReport(text, name);
}

/** UTF-8, or what PowerShell makes of a redirected output: UTF-16 with a mark at its beginning. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
}
