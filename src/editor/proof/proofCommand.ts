/** The command that applies a change and proves it, for whoever offers changes: code actions, the panel. */
import type * as vscode from 'vscode';
import type { Proposal } from '../../shared/proof.js';

export const APPLY_AND_PROVE = 'awaitLens.applyAndProve';

/** The command for a change of a document as it is now: after another edit it is refused. */
export function applyAndProveCommand(document: vscode.TextDocument, title: string, { edits, title: change }: Proposal): vscode.Command {
  const proposal: Proposal = { title: change, edits: edits.map(({ start, end, text }) => ({ start, end, text })) };
  return { title, command: APPLY_AND_PROVE, arguments: [document.uri, document.version, proposal] };
}
