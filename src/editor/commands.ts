/** The commands, for lenses (with a function given) and for the palette (the function at the cursor). */
import * as vscode from 'vscode';
import type { AsyncFunction, FunctionId } from '../analysis/model.js';
import type { Failures } from './failures.js';
import type { Interpreters } from './interpreters.js';
import type { Marks } from './marks.js';
import type { Output } from './output.js';
import type { Panels } from './panel/panels.js';
import type { Provings } from './proof/proving.js';
import type { Runs } from './runs.js';
import type { Scans } from './scans.js';
import type { Times } from './times.js';

export interface Parts {
  scans: Scans;
  runs: Runs;
  times: Times;
  failures: Failures;
  marks: Marks;
  panels: Panels;
  output: Output;
  interpreters: Interpreters;
  provings: Provings;
}

interface Chosen {
  document: vscode.TextDocument;
  fn: AsyncFunction;
}

export function registerCommands(parts: Parts): vscode.Disposable {
  const { scans, runs, times, failures, marks, panels, output, interpreters, provings } = parts;

  /** The function that a lens names, or the one at the cursor; tells the user when there is none. */
  async function chosen(uri: unknown, id: FunctionId | null): Promise<Chosen | null> {
    if (uri instanceof vscode.Uri && id) {
      const document = await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
      const fn = document && scans.find(document, id);
      if (document && fn) return { document, fn };
      // Never another one in its place: a click is for what it stands on.
      void vscode.window.showInformationMessage(`${id.qualname}() is not there any more.`);
      return null;
    }
    const editor = vscode.window.activeTextEditor;
    const fn = editor?.document.languageId === 'python' ? scans.functionAt(editor.document, editor.selection.active.line) : undefined;
    if (editor && fn) return { document: editor.document, fn };
    void vscode.window.showInformationMessage('There is no async function at the cursor. Put the cursor into an `async def` and try again.');
    return null;
  }

  const commands: Record<string, (uri?: unknown, qualname?: unknown, ordinal?: unknown, version?: unknown) => unknown> = {
    runAndTime: async (uri, qualname, ordinal) => {
      const target = await chosen(uri, functionId(qualname, ordinal));
      if (target) await runs.run(target.document, target.fn);
    },
    explain: async (uri, qualname, ordinal) => {
      const target = await chosen(uri, functionId(qualname, ordinal));
      if (target) panels.show(target.document, target.fn);
    },
    stop: (uri, qualname, ordinal) => {
      const id = functionId(qualname, ordinal);
      if (uri instanceof vscode.Uri && id) return runs.stop(uri, id);
      runs.stopAll();
      provings.stop();
    },
    prove: async (uri, qualname, ordinal, version) => {
      const target = await chosen(uri, functionId(qualname, ordinal));
      if (target) await provings.prove(target.document, target.fn, version);
    },
    applyAndProve: (uri, version, proposal) => provings.applyAndProve(uri, version, proposal),
    clearTimes: () => {
      times.clear();
      runs.clear();
      failures.clear();
      marks.clear();
    },
    export: () => panels.export(),
    selectInterpreter: () => interpreters.select(vscode.window.activeTextEditor?.document.uri),
    showOutput: () => output.reveal(),
    // The interpreter belongs to the machine or the workspace, so the user's tab does not show it in a remote window.
    openSettings: () => vscode.commands.executeCommand(vscode.workspace.workspaceFolders ? 'workbench.action.openWorkspaceSettings' : 'workbench.action.openSettings', { query: 'awaitLens.' }),
  };
  return vscode.Disposable.from(...Object.entries(commands).map(([name, action]) => vscode.commands.registerCommand(`awaitLens.${name}`, action)));
}

/** What a command was given to name a function; null for nothing of the kind. */
function functionId(qualname: unknown, ordinal: unknown = 0): FunctionId | null {
  return typeof qualname === 'string' && typeof ordinal === 'number' ? { qualname, ordinal } : null;
}

/** Keeps `awaitLens.atAsyncFunction` true while the cursor stands in an async function, for the editor's menu. */
export function trackCursor(scans: Scans): vscode.Disposable {
  const update = (editor: vscode.TextEditor | undefined): void => {
    const inside = editor?.document.languageId === 'python' && scans.functionAt(editor.document, editor.selection.active.line) !== undefined;
    void vscode.commands.executeCommand('setContext', 'awaitLens.atAsyncFunction', inside);
  };
  update(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => update(textEditor)),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
}
