/** The places that a panel's run knows: goes to them, and marks the moment of the replay. */
import * as vscode from 'vscode';
import type { Live } from '../../shared/protocol.js';
import type { Explained } from './explained.js';
import type { MomentMark } from './momentMark.js';

/** A run, ended or going on. */
export interface PlacedRun {
  explained: Explained | null;
  live: Live | null;
}

interface Place {
  file: string | null;
  /** 1-based, as it was when it ran. */
  line: number | null;
}

export class PanelPlaces {
  /** Counts the moments that were to be marked. */
  private moment = 0;

  constructor(private readonly run: () => PlacedRun, private readonly moments: MomentMark) {}

  /** Shows a site, the line that created a task, or one that held the loop, by its index in the report. */
  async reveal(what: 'site' | 'task' | 'blocked', index: number): Promise<void> {
    const place = this.placeOf(what, index);
    const at = place && await this.located(place);
    if (at) await reveal(at.uri, at.range.start);
    else if (place && place.line !== null) void vscode.window.showInformationMessage(`Line ${place.line} of ${place.file} is not there any more.`);
    else void vscode.window.setStatusBarMessage('No line of your code is known for this.', 5_000);
  }

  /** Marks the line of a site; null for none. */
  async mark(site: number | null): Promise<void> {
    const call = ++this.moment;
    const place = site === null ? null : this.placeOf('site', site);
    const at = place && await this.located(place);
    if (call !== this.moment) return; // the replay has moved on meanwhile
    if (at) this.moments.show(at.uri, at.range.start.line);
    else this.moments.clear();
  }

  private placeOf(what: 'site' | 'task' | 'blocked', index: number): Place | null {
    const { explained, live } = this.run();
    const report = explained?.report;
    switch (what) {
      case 'site': return (report ?? live)?.awaits[index] ?? null;
      case 'task': return (report ?? live)?.tasks.find(({ id }) => id === index)?.created_at ?? null;
      case 'blocked': return report?.blocking[index] ?? null;
    }
  }

  private async located({ file, line }: Place): Promise<vscode.Location | null> {
    if (file === null || line === null) return null;
    const { explained } = this.run();
    return explained ? explained.placeOf(file, line).catch(() => null) : new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
  }
}

/** Shows a place in the editor that has its file already, else in the first group. */
export async function reveal(uri: vscode.Uri, position: vscode.Position): Promise<void> {
  const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position), viewColumn: visible?.viewColumn ?? vscode.ViewColumn.One });
}
