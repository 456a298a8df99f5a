/** What the scanner finds in a document, kept until the document changes. */
import * as vscode from 'vscode';
import type { AsyncFunction, FunctionId, Range, Scan } from '../analysis/model.js';
import { scan } from '../analysis/scan.js';

export class Scans {
  private readonly kept = new WeakMap<vscode.TextDocument, { version: number; scan: Scan }>();

  of(document: vscode.TextDocument): Scan {
    const kept = this.kept.get(document);
    if (kept?.version === document.version) return kept.scan;
    const fresh = { version: document.version, scan: scan(document.getText()) };
    this.kept.set(document, fresh);
    return fresh.scan;
  }

  find(document: vscode.TextDocument, { qualname, ordinal }: FunctionId): AsyncFunction | undefined {
    return this.of(document).functions.find((each) => each.qualname === qualname && each.ordinal === ordinal);
  }

  /** The innermost async function around a line that can be run, that is: one that is not nested in another. */
  functionAt(document: vscode.TextDocument, line: number): AsyncFunction | undefined {
    return this.of(document).functions.findLast(({ nested, range }) => !nested && range.start.line <= line && line <= range.end.line);
  }
}

export const toVsRange = ({ start, end }: Range): vscode.Range => new vscode.Range(start.line, start.column, end.line, end.column);

/** Identity of a function over edits and runs: its document, its qualified name, which one of that name it is. */
export const functionKey = (uri: vscode.Uri, { qualname, ordinal }: FunctionId): string => `${uri.toString()}#${qualname}${ordinal > 0 ? `#${ordinal}` : ''}`;
