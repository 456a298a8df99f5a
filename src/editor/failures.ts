/** Marks the line where a run failed, as a problem of the file, until the function runs again or its line changes. */
import * as vscode from 'vscode';
import { failureOf } from '../analysis/failure.js';
import type { RunEnd } from '../shared/protocol.js';
import { documentPath } from './paths.js';
import type { RunListener, RunSink, StartedRun } from './runs.js';
import { functionKey } from './scans.js';

export class Failures implements RunListener, vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('await-lens');
  /** By the function that ran: where its failure is marked. */
  private readonly marks = new Map<string, { uri: vscode.Uri; diagnostic: vscode.Diagnostic }>();
  private readonly edits = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    for (const [key, { uri, diagnostic }] of this.marks) {
      if (uri.toString() !== document.uri.toString() || contentChanges.length === 0) continue;
      // A mark that an edit may have moved or mended would point at the wrong line.
      if (contentChanges.some(({ range }) => range.start.line <= diagnostic.range.end.line)) this.marks.delete(key);
    }
    this.show();
  });

  started({ document, fn }: StartedRun): RunSink {
    const key = functionKey(document.uri, fn);
    this.marks.delete(key);
    this.show();
    return { output: () => {}, ended: (end) => this.mark(key, document, end) };
  }

  clear(): void {
    this.marks.clear();
    this.show();
  }

  private mark(key: string, document: vscode.TextDocument, end: RunEnd): void {
    const failure = failureOf(end);
    if (!failure?.place) return;
    const { file, line, column } = failure.place;
    const uri = file === documentPath(document) ? document.uri : vscode.Uri.file(file);
    const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const text = open && line <= open.lineCount ? open.lineAt(line - 1) : undefined;
    const from = column ?? text?.firstNonWhitespaceCharacterIndex ?? 0;
    const diagnostic = new vscode.Diagnostic(new vscode.Range(line - 1, from, line - 1, text?.range.end.character ?? Number.MAX_SAFE_INTEGER), failure.message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Await Lens';
    this.marks.set(key, { uri, diagnostic });
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
    this.edits.dispose();
    this.collection.dispose();
  }
}
