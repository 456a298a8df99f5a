/** Draws the marks of whole lines in every visible editor, with the hover that tells more. */
import * as vscode from 'vscode';
import { drawOn, lineEnd } from './drawing.js';
import type { Marks, PlacedMark } from './marks.js';
import type { Settings } from './settings.js';
import type { Times } from './times.js';

export class LineMarks implements vscode.HoverProvider, vscode.Disposable {
  /** A line that held the event loop: itself too, so that the eye finds it from afar. */
  private readonly blocking = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('awaitLens.blockingBackground'),
    overviewRulerColor: new vscode.ThemeColor('awaitLens.blockingForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** What is said after the code of a line; each brings its own text and colour. */
  private readonly words = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2.2em', fontStyle: 'normal' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly marks: Marks, private readonly times: Times, private readonly settings: Settings) {
    this.subscriptions = [
      drawOn([marks.onDidChange, times.onDidChange, settings.inlineTimes.onChange], (editor) => this.draw(editor)),
      vscode.languages.registerHoverProvider({ language: 'python' }, this),
      this.blocking,
      this.words,
    ];
  }

  provideHover(document: vscode.TextDocument, { line }: vscode.Position): vscode.Hover | null {
    const here = this.marks.of(document).filter((each) => each.line === line);
    if (here.length === 0) return null;
    return new vscode.Hover(here.map(({ mark, stale }) => new vscode.MarkdownString(mark.hover + (stale ? '\n\n_Measured before the function was edited_' : ''))));
  }

  private draw(editor: vscode.TextEditor): void {
    const { document } = editor;
    const shown = this.settings.inlineTimes.value(document.uri) ? this.marks.of(document) : [];
    const blocking = shown.filter(({ mark }) => mark.kind === 'blocking');
    editor.setDecorations(this.blocking, blocking.filter(({ stale }) => !stale).map(({ line }) => document.lineAt(line).range));
    // What looks wrong is said at the end of lines that say nothing else; their hover says it in any case.
    const taken = new Set([...blocking.map(({ line }) => line), ...this.times.of(document).map(({ point }) => point.range.start.line)]);
    const warnings = shown.filter(({ mark, line }) => mark.kind === 'warning' && !taken.has(line));
    editor.setDecorations(this.words, [...blocking, ...firstOfLine(warnings)].map((placed) => words(document, placed)));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

const FOREGROUND = { blocking: 'awaitLens.blockingForeground', warning: 'awaitLens.warningForeground' } as const;

function words(document: vscode.TextDocument, { mark, line, stale }: PlacedMark): vscode.DecorationOptions {
  const color = new vscode.ThemeColor(stale ? 'disabledForeground' : FOREGROUND[mark.kind]);
  return { range: lineEnd(document, line), renderOptions: { after: { contentText: mark.text + (stale ? ' · before the edit' : ''), color } } };
}

function firstOfLine(marks: readonly PlacedMark[]): PlacedMark[] {
  return marks.filter(({ line }, index) => marks.findIndex((each) => each.line === line) === index);
}
