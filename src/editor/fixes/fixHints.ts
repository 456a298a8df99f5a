/** Light marks on what a fix is offered for, where nothing speaks against it. Information, never a warning. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { docsOf } from '../../analysis/fixes/docs.js';
import type { FixPlace } from '../../analysis/fixes/fix.js';
import { hintText, safePlaces } from '../../analysis/fixes/offers.js';
import type { FixPlaces } from './fixPlaces.js';
import { toVsRange } from '../scans.js';
import type { Settings } from '../settings.js';

/** After an edit; until then VS Code moves the marks with the text. */
const PAUSE_MS = 300;
/** Folders with code that is not the user's own. */
const INSTALLED = new Set(['site-packages', 'dist-packages', '__pypackages__', 'node_modules', '.venv', 'venv', '.tox', '.nox']);

export class FixHints implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('await-lens-fixes');
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly shown = new WeakMap<vscode.TextDocument, Map<string, vscode.Diagnostic[]>>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly places: FixPlaces, private readonly settings: Settings) {
    const all = (): void => vscode.workspace.textDocuments.forEach((document) => this.soon(document, 0));
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.soon(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.soon(document, PAUSE_MS);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.clear(document)),
      vscode.workspace.onDidChangeWorkspaceFolders(all),
      places.onDidChange(all),
      settings.fixHints.onChange(all),
    ];
    all();
  }

  /** The marks of a place as they are shown. */
  of(document: vscode.TextDocument, place: FixPlace): vscode.Diagnostic[] {
    return this.shown.get(document)?.get(keyOf(place)) ?? [];
  }

  /** What is waited for longest is shown once: several things may have happened. */
  private soon(document: vscode.TextDocument, ms: number): void {
    if (document.languageId !== 'python') return;
    const key = document.uri.toString();
    // While somebody types, a run that ends does not make the marks come sooner.
    if (ms === 0 && this.waiting.has(key)) return;
    clearTimeout(this.waiting.get(key));
    this.waiting.set(key, setTimeout(() => {
      this.waiting.delete(key);
      if (!document.isClosed) this.show(document);
    }, ms));
  }

  private show(document: vscode.TextDocument): void {
    const marked = this.settings.fixHints.value(document.uri) && isOwn(document.uri);
    const places = marked ? safePlaces(this.places.of(document)) : [];
    const shown = new Map(places.map(({ place, offers }) => [keyOf(place), place.marks.map((mark) => {
      const diagnostic = new vscode.Diagnostic(toVsRange(mark), hintText(offers), vscode.DiagnosticSeverity.Information);
      const docs = docsOf(place.rule);
      diagnostic.source = 'Await Lens';
      diagnostic.code = docs === null ? place.rule : { value: place.rule, target: vscode.Uri.parse(docs) };
      return diagnostic;
    })]));
    const before = this.shown.get(document);
    this.shown.set(document, shown);
    // What is set anew is drawn anew, and told to everybody who listens.
    if (JSON.stringify([...shown]) !== JSON.stringify([...(before ?? [])])) this.collection.set(document.uri, [...shown.values()].flat());
  }

  private clear(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.shown.delete(document);
    this.collection.delete(document.uri);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }
}

const keyOf = ({ rule, marks: [mark] }: FixPlace): string => `${rule} ${mark?.start.line}:${mark?.start.column}`;

/** Whether it is a text of the user's: in the workspace, or on its own, and not among what is installed there. */
function isOwn(uri: vscode.Uri): boolean {
  if (uri.scheme === 'untitled') return true;
  if (uri.scheme !== 'file') return false;
  const folders = vscode.workspace.workspaceFolders;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folders && !folder) return false;
  return !isInstalled(uri.fsPath, folder?.uri.fsPath ?? null);
}

/** @param root folder of the workspace, which is the user's whatever it is called; null for none */
function isInstalled(path: string, root: string | null): boolean {
  for (let folder = dirname(path); folder !== root && folder !== dirname(folder); folder = dirname(folder)) {
    const name = folder.split(/[\\/]/).at(-1)!;
    // The last two: an environment of whatever name, and a standard library.
    if (INSTALLED.has(name) || existsSync(join(folder, 'pyvenv.cfg')) || existsSync(join(folder, 'asyncio', 'base_events.py'))) return true;
  }
  return false;
}
