/** Marks the line where a run failed, as a problem of the file, until the function runs again or its line changes. */
import * as vscode from 'vscode';
import { failureOf, type Failure } from '../analysis/failure.js';
import { splitLines } from '../analysis/placement.js';
import { toEditorPosition } from '../analysis/positions.js';
import { documentPath, fileKey, onDidDiscard } from './paths.js';
import type { RanTexts, RunListener, RunSink, StartedRun } from './runs.js';
import { functionKey } from './scans.js';

interface Mark {
  uri: vscode.Uri;
  diagnostic: vscode.Diagnostic;
}

export class Failures implements RunListener, vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('await-lens');
  /** By the function that ran: where its failure is marked. */
  private readonly marks = new Map<string, Mark>();
  private readonly changes = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // A mark that an edit may have moved or mended would point at the wrong line.
      this.remove(({ uri, diagnostic }) => uri.toString() === document.uri.toString() && contentChanges.some(({ range }) => range.start.line <= diagnostic.range.end.line));
    }),
    onDidDiscard((document) => this.remove(({ uri }) => uri.toString() === document.uri.toString())),
    vscode.workspace.onDidDeleteFiles(({ files }) => this.remove(({ uri }) => files.some((gone) => isWithin(uri, gone)))),
    vscode.workspace.onDidRenameFiles(({ files }) => this.remove(({ uri }) => files.some(({ oldUri }) => isWithin(uri, oldUri)))),
  );

  started({ document, fn, ranTexts }: StartedRun): RunSink {
    const key = functionKey(document.uri, fn);
    this.marks.delete(key);
    this.show();
    return { ended: (end) => this.mark(key, document, failureOf(end), ranTexts) };
  }

  clear(): void {
    this.marks.clear();
    this.show();
  }

  private remove(which: (mark: Mark) => boolean): void {
    const before = this.marks.size;
    for (const [key, mark] of this.marks) if (which(mark)) this.marks.delete(key);
    if (this.marks.size < before) this.show();
  }

  private mark(key: string, ran: vscode.TextDocument, failure: Failure | null, ranTexts: RanTexts): void {
    if (!failure?.place) return;
    const { file, line, column } = failure.place;
    const where = fileKey(file);
    const document = [ran, ...vscode.workspace.textDocuments].find((each) => fileKey(documentPath(each)) === where);
    const ranLines = splitLines(ranTexts.get(where) ?? document?.getText() ?? '');
    const text = ranLines[line - 1] ?? '';
    // An edit while it ran may have moved or mended it.
    if (document && (line > document.lineCount || document.lineAt(line - 1).text !== text)) return;
    const from = column === null ? text.search(/\S|$/) : toEditorPosition(text, line, column).column;
    const range = new vscode.Range(line - 1, from, line - 1, document ? text.length : Number.MAX_SAFE_INTEGER);
    const diagnostic = new vscode.Diagnostic(range, failure.message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Await Lens';
    this.marks.set(key, { uri: document?.uri ?? vscode.Uri.file(file), diagnostic });
    this.show();
  }

  private show(): void {
    this.collection.clear();
    const byFile = new Map<string, [vscode.Uri, vscode.Diagnostic[]]>();
    for (const { uri, diagnostic } of this.marks.values()) {
      const entry = byFile.get(uri.toString()) ?? [uri, []];
      entry[1].push(diagnostic);
      byFile.set(uri.toString(), entry);
    }
    this.collection.set([...byFile.values()]);
  }

  dispose(): void {
    this.changes.dispose();
    this.collection.dispose();
  }
}

/** Whether it is that file, or stands somewhere in that folder. */
function isWithin(uri: vscode.Uri, other: vscode.Uri): boolean {
  return `${uri}/`.startsWith(`${other}/`);
}
