/** Takes a run out of the editor: to a file, the clipboard, or a collector. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { chromeTrace } from '../../analysis/export/chromeTrace.js';
import { markdown } from '../../analysis/export/markdownReport.js';
import { otlp } from '../../analysis/export/otlp.js';
import { formatCount } from '../../analysis/format.js';
import { EXPORTS, type ExportFormat, type Headline } from '../../shared/panel.js';
import type { Report } from '../../shared/report.js';
import { CollectorError, collectorUrl, send } from './collector.js';
import { workingFolder } from '../paths.js';
import type { Settings } from '../settings.js';

export interface ExportedRun {
  report: Report;
  headline: Headline;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** What the file is called after: the function's name. */
  name: string;
}

interface Choice {
  label: string;
  /** What it is for. */
  detail: string;
}

const CHOICES: Record<ExportFormat, Choice> = {
  chrome: { label: 'Chrome Trace', detail: 'A file that Perfetto and chrome://tracing open: a lane for each task, with arrows.' },
  otlp: { label: 'OpenTelemetry Spans', detail: 'A file of OTLP/JSON, for a tracing back end to load.' },
  collector: { label: 'Send to OpenTelemetry Collector', detail: 'The same spans, sent to the collector of the setting awaitLens.otlpEndpoint.' },
  markdown: { label: 'Copy as Markdown', detail: 'A summary on the clipboard, for an issue or a chat.' },
  json: { label: 'Report', detail: 'A file with everything that was measured; Open Saved Report… shows it again.' },
};

const PERFETTO = 'https://ui.perfetto.dev';

export class Exporting {
  constructor(private readonly settings: Settings) {}

  /** Resolves when it is done, or given up; what went wrong has been told. @param format null to ask for it */
  async export(run: ExportedRun, format: ExportFormat | null): Promise<void> {
    const chosen = format ?? await ask();
    switch (chosen) {
      case null: return;
      case 'chrome': return this.save(run, 'trace', () => chromeTrace(run.report), PERFETTO);
      case 'otlp': return this.save(run, 'otlp', () => spansOf(run));
      case 'json': return this.save(run, 'report', () => run.report);
      case 'markdown': return this.copy(markdown(run.report, run.headline));
      case 'collector': return this.send(run);
    }
  }

  /** @param opener a page that opens such files */
  private async save(run: ExportedRun, kind: string, content: () => unknown, opener?: string): Promise<void> {
    const defaultUri = vscode.Uri.joinPath(folderOf(run.report), fileName(run, kind));
    const uri = await vscode.window.showSaveDialog({ title: 'Export the Run', defaultUri, filters: { JSON: ['json'] } });
    if (!uri) return;
    const name = uri.path.split('/').at(-1)!;
    try {
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(content())));
    } catch (error) {
      void vscode.window.showErrorMessage(`${name} could not be saved: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (!opener) {
      void vscode.window.showInformationMessage(`Saved ${name}.`);
      return;
    }
    void offer(vscode.window.showInformationMessage(`Saved ${name}. Open it in Perfetto or chrome://tracing.`, 'Open Perfetto'),
      () => vscode.env.openExternal(vscode.Uri.parse(opener)));
  }

  private async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    void offer(vscode.window.showInformationMessage('Copied the run as Markdown.', 'Open'), async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content: text }));
    });
  }

  private async send(run: ExportedRun): Promise<void> {
    // The spans hold code and paths of the workspace.
    if (!vscode.workspace.isTrusted) {
      void offer(vscode.window.showWarningMessage('Sending a run to a collector needs a trusted workspace.', 'Manage Trust'), () => vscode.commands.executeCommand('workbench.trust.manage'));
      return;
    }
    const setting = this.settings.otlpEndpoint.value().trim();
    if (setting === '') {
      this.offerSetting(vscode.window.showWarningMessage('No collector is set. Set its URL, for example http://localhost:4318.', 'Set URL'));
      return;
    }
    try {
      const url = collectorUrl(setting);
      const request = spansOf(run);
      const body = JSON.stringify(request);
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Sending spans to ${url.host}`, cancellable: true }, async (_progress, cancellation) => {
        const cancelled = new AbortController();
        const listener = cancellation.onCancellationRequested(() => cancelled.abort());
        try {
          await send(body, url, cancelled.signal);
        } finally {
          listener.dispose();
        }
      });
      const count = request.resourceSpans.reduce((sum, { scopeSpans }) => sum + scopeSpans.reduce((inner, { spans }) => inner + spans.length, 0), 0);
      void vscode.window.showInformationMessage(`Sent ${formatCount(count)} spans to ${url.host}.`);
    } catch (error) {
      if (!(error instanceof CollectorError)) throw error;
      this.offerSetting(vscode.window.showErrorMessage(error.message, 'Set URL'));
    }
  }

  private offerSetting(shown: Thenable<string | undefined>): void {
    void offer(shown, () => vscode.commands.executeCommand('workbench.action.openSettings', '@id:awaitLens.otlpEndpoint'));
  }
}

async function ask(): Promise<ExportFormat | null> {
  const items = EXPORTS.map((format) => ({ ...CHOICES[format], format }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Export the Run', placeHolder: 'What for?', matchOnDetail: true });
  return chosen?.format ?? null;
}

/** Does what the message's one button offers. */
async function offer(shown: Thenable<string | undefined>, action: () => Thenable<unknown>): Promise<void> {
  if (await shown) await action();
}

/** Of one run the trace has one id, however often and wherever it is exported to. */
function spansOf({ report, startedAt }: ExportedRun): ReturnType<typeof otlp> {
  const traceId = createHash('sha256').update(JSON.stringify(report)).digest('hex').slice(0, 32);
  return otlp(report, { startUnixNs: BigInt(Math.round(startedAt)) * 1_000_000n, traceId });
}

/** Where the run's file belongs to. */
function folderOf({ target }: Report): vscode.Uri {
  if (target.file !== null) return workingFolder(vscode.Uri.file(target.file));
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
}

/** `main-2026-11-23.trace.json`, by the day of the run. */
function fileName({ name, startedAt }: ExportedRun, kind: string): string {
  const day = new Date(startedAt);
  const pad = (number: number): string => String(number).padStart(2, '0');
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[._]+|[._]+$/g, '') || 'run';
  return `${safe}-${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}.${kind}.json`;
}
