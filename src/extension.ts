/** Wiring only: makes the parts, hands them to each other, and to VS Code for disposal. */
import * as vscode from 'vscode';
import { AskArguments } from './editor/askArguments.js';
import { registerCommands, trackCursor } from './editor/commands.js';
import { ExplainedReports } from './editor/panel/explained.js';
import { Exporting } from './editor/panel/exporting.js';
import { Failures } from './editor/failures.js';
import { FixHints } from './editor/fixes/fixHints.js';
import { FixPlaces } from './editor/fixes/fixPlaces.js';
import { Fixes } from './editor/fixes/fixes.js';
import { InlineTimes } from './editor/inlineTimes.js';
import { Interpreters } from './editor/interpreters.js';
import { KeptRuns } from './editor/panel/keptRuns.js';
import { Lenses } from './editor/lenses.js';
import { LineMarks } from './editor/lineMarks.js';
import { registerLinks } from './editor/links.js';
import { Marks } from './editor/marks.js';
import { Output } from './editor/output.js';
import { OutputRuns } from './editor/outputRuns.js';
import { MomentMark } from './editor/panel/momentMark.js';
import { readReport, registerOpenReport } from './editor/panel/openReport.js';
import { Panels } from './editor/panel/panels.js';
import { registerPatterns } from './editor/patterns/patterns.js';
import { ProofConsent } from './editor/proof/proofConsent.js';
import { ProofTargets } from './editor/proof/proofTarget.js';
import { Provings } from './editor/proof/proving.js';
import { Runs } from './editor/runs.js';
import { Scans } from './editor/scans.js';
import { Settings } from './editor/settings.js';
import { Times } from './editor/times.js';
import { WarmWorkers } from './runner/warm.js';

export function activate(context: vscode.ExtensionContext): void {
  const workerFolder = vscode.Uri.joinPath(context.extensionUri, 'src', 'worker').fsPath;
  const settings = new Settings();
  const scans = new Scans();
  const output = new Output(context.logUri);
  const times = new Times(scans);
  const failures = new Failures();
  const marks = new Marks();
  const interpreters = new Interpreters(settings);
  const warm = new WarmWorkers();
  const questions = new AskArguments(context.workspaceState);
  const runs = new Runs(workerFolder, settings, scans, interpreters, questions, warm, [
    new OutputRuns(output, settings),
    failures,
    times,
    marks,
  ]);
  const lenses = new Lenses(scans, runs, settings);
  const inlineTimes = new InlineTimes(times, settings);
  const lineMarks = new LineMarks(marks, times, settings);
  const moments = new MomentMark();
  const kept = new KeptRuns(vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'runs').fsPath);
  const explained = new ExplainedReports();
  const fixPlaces = new FixPlaces(scans, runs, explained, interpreters);
  const fixHints = new FixHints(fixPlaces, settings);
  const panels = new Panels({ extensionUri: context.extensionUri, scans, runs, explained, exporting: new Exporting(settings), moments, kept, fixPlaces }, readReport);
  const provings = new Provings({
    extensionUri: context.extensionUri, workerFolder, settings, scans, runs, interpreters,
    targets: new ProofTargets(runs, scans, questions), consent: new ProofConsent(context.workspaceState),
  });

  context.subscriptions.push(
    settings, output, times, failures, runs, warm, marks, lenses, inlineTimes, lineMarks, moments, panels, interpreters, provings,
    fixPlaces, fixHints, new Fixes(fixPlaces, fixHints),
    registerCommands({ scans, runs, times, failures, marks, panels, output, interpreters, provings }),
    registerOpenReport((report, uri) => void panels.showReport(report, uri)),
    registerPatterns(interpreters),
    registerLinks(),
    trackCursor(scans),
  );
}
