/** The times at the end of await lines, in every visible editor, and the hover that tells more. */
import * as vscode from 'vscode';
import { hoverText } from '../analysis/hover.js';
import { inlineText } from '../analysis/inline.js';
import type { PlacedTimes } from '../analysis/placement.js';
import { drawOn, lineEnd } from './drawing.js';
import { toVsRange } from './scans.js';
import type { Settings } from './settings.js';
import type { Times } from './times.js';

export class InlineTimes implements vscode.HoverProvider, vscode.Disposable {
  /** The one decoration type; each line brings its own text and colour. */
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2.2em', fontStyle: 'normal' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly times: Times, private readonly settings: Settings) {
    this.subscriptions = [
      drawOn([times.onDidChange, settings.inlineTimes.onChange], (editor) => this.draw(editor)),
      vscode.languages.registerHoverProvider({ language: 'python' }, this),
      this.decoration,
    ];
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const here = this.times.of(document).filter(({ point }) => toVsRange(point.range).contains(position) || (point.range.start.line === position.line && atLineEnd(document, position)));
    if (here.length === 0) return null;
    return new vscode.Hover(here.map(({ times, stale }) => {
      const text = new vscode.MarkdownString(hoverText(times, stale));
      text.supportHtml = true; // for the bars
      return text;
    }));
  }

  private draw(editor: vscode.TextEditor): void {
    const shown = this.settings.inlineTimes.value(editor.document.uri) ? this.byLine(editor.document) : new Map<number, PlacedTimes[]>();
    editor.setDecorations(this.decoration, [...shown].map(([line, placed]) => {
      const stale = placed.some((each) => each.stale);
      const contentText = inlineText(placed.map(({ times }) => times)) + (stale ? ' · before the edit' : '');
      const late = placed.some(({ times }) => times.late !== null);
      const color = stale ? 'disabledForeground' : late ? 'awaitLens.warningForeground' : 'editorCodeLens.foreground';
      return { range: lineEnd(editor.document, line), renderOptions: { after: { contentText, color: new vscode.ThemeColor(color) } } };
    }));
  }

  private byLine(document: vscode.TextDocument): Map<number, PlacedTimes[]> {
    const lines = new Map<number, PlacedTimes[]>();
    for (const placed of this.times.of(document)) {
      const { line } = placed.point.range.start;
      lines.set(line, [...(lines.get(line) ?? []), placed]);
    }
    return lines;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** The mouse is over the text after the code. */
function atLineEnd(document: vscode.TextDocument, position: vscode.Position): boolean {
  return position.character >= document.lineAt(position.line).range.end.character;
}
