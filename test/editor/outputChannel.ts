/** Reads the output channel as a person would: it is brought to the front, and its text is a document. */
import * as vscode from 'vscode';
import { until } from '../until.js';

const LANGUAGE = 'await-lens-output';

/** The channel's text as a document; the channel is opened for it. */
export async function outputDocument(): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('awaitLens.showOutput');
  const find = (): vscode.TextDocument | undefined => vscode.workspace.textDocuments.find(({ languageId }) => languageId === LANGUAGE);
  await until(() => `the output is a document; there are ${vscode.workspace.textDocuments.map(({ uri, languageId }) => `${uri} (${languageId})`).join(', ')}`, () => find() !== undefined);
  return find()!;
}

/** What the channel says of the last run, once that matches. */
export async function outputOfLastRun(expected: RegExp): Promise<string> {
  const document = await outputDocument();
  let said = '';
  await until(() => `the output matches ${expected}; it says: ${said.slice(-2_000)}`, () => {
    const text = document.getText().replaceAll('\r\n', '\n');
    // A run's header begins its line and names an interpreter; its footer does not.
    said = text.slice(Math.max(0, ...[...text.matchAll(/^── .* · Python \d.* ──$/gm)].map(({ index }) => index)));
    return expected.test(said);
  });
  return said;
}
