/** One panel: it explains the await points of one function, before, during and after a run, or a saved report. */
import * as vscode from 'vscode';
import { linkOf } from '../../analysis/concepts.js';
import { viewOf, type Measured, type ShownRun } from '../../analysis/panelView.js';
import { liveTimeline } from '../../analysis/timeline/timelineOf.js';
import { isFromPanel, type ExportFormat, type FromPanel, type PanelSubject, type ToPanel } from '../../shared/panel.js';
import type { Live } from '../../shared/protocol.js';
import type { Report } from '../../shared/report.js';
import type { Explained, ExplainedReports } from './explained.js';
import type { Exporting } from './exporting.js';
import { applyFix, canProve, type FixPlaces } from '../fixes/fixPlaces.js';
import type { KeptRuns } from './keptRuns.js';
import type { MomentMark } from './momentMark.js';
import { PANEL_PAGE, panelHtml, panelOptions } from './panelHtml.js';
import { PanelPlaces, reveal } from './panelPlaces.js';
import type { RanTexts, Runs } from '../runs.js';
import type { Scans } from '../scans.js';
import { blockedBy } from '../trust.js';

/** What a panel shows: a function of a document, which may be closed meanwhile, or a report that was made elsewhere. */
export interface Subject {
  document: vscode.TextDocument | null;
  qualname: string;
  ordinal: number;
  /** `startedAt`: about when it began, ms since 1970, by when its file was written. */
  saved: { uri: vscode.Uri; report: Report; startedAt: number } | null;
}

export interface PanelParts {
  extensionUri: vscode.Uri;
  scans: Scans;
  runs: Runs;
  explained: ExplainedReports;
  exporting: Exporting;
  moments: MomentMark;
  kept: KeptRuns;
  fixPlaces: FixPlaces;
}

/** An ended run as the panel shows it, from wherever it came. */
interface ShownReport {
  explained: Explained;
  startedAt: number;
}

const NO_TEXTS: RanTexts = new Map();

export class Panel implements vscode.Disposable {
  pinned = false;
  private ready = false;
  private watching: vscode.Disposable | undefined;
  /** What the webview was told last of its timeline: a run, or a moment of a live one. */
  private drawn: Explained | Live | null | undefined;
  private readonly places: PanelPlaces;
  private readonly subscriptions: vscode.Disposable[];

  constructor(readonly webviewPanel: vscode.WebviewPanel, private subject: Subject, private readonly parts: PanelParts) {
    const { webview } = webviewPanel;
    this.places = new PanelPlaces(() => ({ explained: this.shownReport?.explained ?? null, live: this.live }), parts.moments);
    const refresh = (): void => this.refresh();
    this.subscriptions = [
      parts.runs.onDidChange(refresh),
      parts.fixPlaces.onDidChange(refresh),
      parts.runs.onDidTick(() => { if (this.run?.phase === 'running') refresh(); }),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.follow(document)),
      vscode.workspace.onDidOpenTextDocument((document) => this.follow(document)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.tellCursor(textEditor)),
      webview.onDidReceiveMessage((message: unknown) => {
        if (isFromPanel(message)) void this.receive(message);
      }),
      webviewPanel.onDidChangeViewState(() => {
        if (webviewPanel.visible) return;
        // Its page is gone until it is shown again, and says so then.
        this.ready = false;
        this.drawn = undefined;
        this.watch(false);
        parts.moments.clear();
      }),
    ];
    webview.options = panelOptions(parts.extensionUri);
    webview.html = panelHtml(webview, parts.extensionUri, PANEL_PAGE);
  }

  /** Whether it shows a saved report. */
  get saved(): boolean {
    return this.subject.saved !== null;
  }

  /** Whether it shows this function now. */
  shows(document: vscode.TextDocument, { qualname, ordinal }: { qualname: string; ordinal: number }): boolean {
    const { subject } = this;
    return subject.saved === null && subject.document?.uri.toString() === document.uri.toString() && subject.qualname === qualname && subject.ordinal === ordinal;
  }

  show(subject: Subject): void {
    this.subject = subject;
    this.watch(false);
    this.parts.moments.clear();
    this.refresh();
  }

  private async receive(message: FromPanel): Promise<void> {
    const { document, qualname, ordinal } = this.subject;
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.drawn = undefined;
        this.refresh();
        break;
      case 'run':
        if (document) await vscode.commands.executeCommand('awaitLens.runAndTime', document.uri, qualname, ordinal);
        break;
      case 'stop':
        if (document) this.parts.runs.stop(document.uri, this.subject);
        break;
      case 'reveal':
        if (document) await reveal(document.uri, new vscode.Position(message.line, message.column));
        break;
      case 'revealOf':
        await this.places.reveal(message.what, message.index);
        break;
      case 'moment':
        await this.places.mark(message.site);
        break;
      case 'pin':
        this.pinned = message.on;
        this.refresh();
        break;
      case 'export':
        await this.export(message.format);
        break;
      case 'fix': {
        // It may be closed by now, and its file be another.
        const now = document && await vscode.workspace.openTextDocument(document.uri);
        const offer = now && this.parts.fixPlaces.find(now, message.id, message.start);
        if (offer) await applyFix(now, offer);
        else void vscode.window.showInformationMessage('The text has changed since. There is nothing to mend at that place any more.');
        break;
      }
      case 'link': {
        const link = linkOf(message.concept);
        if (link) await vscode.env.openExternal(vscode.Uri.parse(link));
        break;
      }
    }
  }

  /** Hands the shown run on in a format, or asks for one. */
  async export(format: ExportFormat | null): Promise<void> {
    const shown = this.shownReport;
    if (!shown) {
      void vscode.window.showInformationMessage(`${this.subject.qualname}() has not run yet. Run it first, then export its run.`);
      return;
    }
    const { report, headline } = shown.explained;
    await this.parts.exporting.export({ report, headline, startedAt: shown.startedAt, name: report.target.name }, format);
  }

  /** Whatever was opened or changed: shows it anew if it is what the panel shows. */
  private follow(document: vscode.TextDocument): void {
    if (document.uri.toString() !== this.subject.document?.uri.toString()) return;
    this.subject.document = document;
    this.refresh();
  }

  private get run(): ReturnType<Runs['get']> {
    const { document, saved } = this.subject;
    return document && !saved ? this.parts.runs.get(document.uri, this.subject) : undefined;
  }

  private get live(): Live | null {
    const { run } = this;
    return run?.phase === 'running' ? run.live : null;
  }

  /** The run that is shown: of the function, else of another one that it ran in. */
  private get shownReport(): ShownReport | null {
    const { document, saved } = this.subject;
    const { explained, runs } = this.parts;
    if (saved) return { explained: explained.of(saved.report, NO_TEXTS), startedAt: saved.startedAt };
    const { run } = this;
    if (!document || run?.phase === 'running') return null;
    const ended = run ?? runs.timedIn(document, this.subject);
    if (ended?.end.kind !== 'report') return null;
    return { explained: explained.of(ended.end.report, ended.ranTexts, ended.made.ordinal), startedAt: ended.startedAt };
  }

  private refresh(): void {
    if (!this.ready) return;
    const { document, qualname, ordinal, saved } = this.subject;
    const fn = document ? this.parts.scans.find(document, this.subject) : undefined;
    if (!fn && !saved) {
      this.watch(false);
      this.post({ type: 'gone', message: `${qualname}() is not there any more. Choose Explain above another function.` });
      return;
    }
    const shown = this.shownReport;
    const { run } = this;
    this.watch(true);
    const measured: Measured | null = shown && {
      report: shown.explained.report, headline: shown.explained.headline,
      ...(document && fn ? shown.explained.places(document, fn, this.parts.scans) : { places: [], stale: false }),
    };
    this.webviewPanel.title = saved ? `${saved.uri.path.split('/').at(-1)}: report` : `${fn?.name}: await points`;
    const subject: PanelSubject = { uri: document?.uri.toString() ?? null, qualname, ordinal, report: saved?.uri.toString() ?? null };
    this.post({
      type: 'show',
      view: viewOf({
        subject,
        file: vscode.workspace.asRelativePath(saved?.uri ?? document!.uri),
        pinned: this.pinned,
        shown: document && fn ? { fn, scan: this.parts.scans.of(document), text: document.getText() } : null,
        run: saved ? { phase: 'ended', end: { kind: 'report', report: saved.report }, python: saved.report.python.version, startedAt: null, stale: false } : run && this.shownRun(document!, fn!, run),
        measured,
        now: Date.now(),
        offers: document && !saved && run?.phase === 'ended' ? this.parts.fixPlaces.of(document) : [],
        canProve: (offer) => document !== null && canProve(document, offer),
        blocked: document ? (blockedBy(document)?.title ?? null) : 'The file of this report is not here.',
      }),
    });
    this.tellTimeline(shown?.explained ?? null);
  }

  private shownRun(document: vscode.TextDocument, fn: NonNullable<ReturnType<Scans['find']>>, run: NonNullable<ReturnType<Runs['get']>>): ShownRun {
    return run.phase === 'running' ? run : { ...run, stale: this.parts.runs.isStale(document, fn, run) };
  }

  /** Sends the timeline where it is another one than the webview has. */
  private tellTimeline(explained: Explained | null): void {
    const { run, live } = this;
    const now = run?.phase === 'running' ? live : explained;
    if (now === this.drawn) return;
    this.drawn = now;
    if (run?.phase === 'ended' && this.subject.document) void this.parts.kept.save(this.subject.document.uri, this.subject, run);
    if (live && run?.phase === 'running') {
      const elapsedNs = run.startedAt === null ? 0 : (Date.now() - run.startedAt) * 1e6;
      this.post({ type: 'timeline', run: 'live', timeline: liveTimeline(live, elapsedNs), trace: null, live: true });
    } else if (explained && run?.phase !== 'running') {
      this.post({ type: 'timeline', run: explained.run, timeline: explained.timeline, trace: explained.report.trace, live: false });
    } else {
      this.post({ type: 'timeline', run: '', timeline: null, trace: null, live: false });
    }
  }

  private tellCursor({ document, selection }: vscode.TextEditor): void {
    const explained = this.ready ? this.shownReport?.explained : undefined;
    if (!explained || document.languageId !== 'python') return;
    const line = selection.active.line;
    const fn = this.parts.scans.functionAt(document, line);
    this.post({ type: 'cursor', sites: explained.sitesAt(document, line, this.parts.scans), function: fn?.qualname ?? null });
  }

  /** While its function may run, and only while somebody can see it. */
  private watch(on: boolean): void {
    const { document, saved } = this.subject;
    if (on && document && !saved) this.watching ??= this.parts.runs.watch(document.uri, this.subject);
    if (on) return;
    this.watching?.dispose();
    this.watching = undefined;
  }

  private post(message: ToPanel): void {
    void this.webviewPanel.webview.postMessage(message);
  }

  dispose(): void {
    this.watch(false);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.parts.moments.clear();
  }
}
