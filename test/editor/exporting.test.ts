import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Exporting, type ExportedRun } from '../../src/editor/panel/exporting.js';
import { openReport, readReport } from '../../src/editor/panel/openReport.js';
import { Settings } from '../../src/editor/settings.js';
import type { Report } from '../../src/shared/report.js';
import { assertOtlp } from '../unit/analysis/otlpMessages.js';
import { assertTraceFormat } from '../unit/analysis/traceFormat.js';
import { reportOfExample } from '../unit/realReports.js';
import { until } from '../until.js';
import { Answers } from './answers.js';
import { reset } from './workspace.js';

const STARTED = new Date(2026, 10, 23, 12, 0, 0).getTime();

describe('Taking a run out of the editor, and a report in again', function () {
  this.timeout(30_000);
  let report: Report;
  let run: ExportedRun;
  let folder: string;
  let answers: Answers;
  let settings: Settings;
  let exporting: Exporting;

  before(async () => { report = await reportOfExample('03_gather.py'); });
  beforeEach(() => {
    run = { report, headline: { verdict: null, label: 'Concurrent', sentences: ['All at **once**.'], prediction: null, overlap: 2 }, startedAt: STARTED, name: 'main' };
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'await-lens-export-')));
    answers = new Answers();
    settings = new Settings();
    exporting = new Exporting(settings);
  });
  afterEach(async () => {
    answers.dispose();
    settings.dispose();
    await setEndpoint(undefined);
    await reset();
    rmSync(folder, { recursive: true });
  });

  const fileIn = (name: string): vscode.Uri => vscode.Uri.file(join(folder, name));
  const setEndpoint = async (url: string | undefined): Promise<void> => {
    await vscode.workspace.getConfiguration('awaitLens').update('otlpEndpoint', url, vscode.ConfigurationTarget.Global);
  };
  /** The last message, once there is one more. */
  const saidAfter = async (before: number): Promise<string> => {
    await until('a message is shown', () => answers.messages.length > before);
    return answers.messages.at(-1)!;
  };

  it('writes files under a name of the function and the day', async () => {
    const checks = { chrome: ['trace', assertTraceFormat], otlp: ['otlp', assertOtlp], json: ['report', (text: string) => assert.deepEqual(JSON.parse(text), report)] } as const;
    for (const [format, [kind, check]] of Object.entries(checks)) {
      answers.file = fileIn(`${kind}.json`);
      await exporting.export(run, format as keyof typeof checks);
      assert.equal(answers.asked.at(-1)!.defaultUri!.path.split('/').at(-1), `main-2026-11-23.${kind}.json`);
      assert.match(answers.messages.at(-1)!, new RegExp(`^Saved ${kind}\\.json\\.`));
      check(readFileSync(answers.file.fsPath, 'utf8'));
    }
  });

  it('offers a folder that the file belongs to, and a name that a file can have', async () => {
    const workspace = vscode.workspace.workspaceFolders![0]!.uri;
    for (const [name, expected] of [['Client.<locals>.fetch é', 'Client._locals_.fetch_é'], ['../a/b', 'a_b'], ['///', 'run']] as const) {
      await exporting.export({ ...run, name, report: { ...report, target: { kind: 'module', file: null, name } } }, 'json');
      assert.equal(answers.asked.at(-1)!.defaultUri!.toString(), vscode.Uri.joinPath(workspace, `${expected}-2026-11-23.report.json`).toString());
    }
    await exporting.export({ ...run, report: { ...report, target: { ...report.target, file: join(folder, 'shop.py') } } }, 'json');
    assert.equal(answers.asked.at(-1)!.defaultUri!.fsPath, join(folder, 'main-2026-11-23.report.json'));
    // Every dialog was closed without an answer.
    assert.deepEqual([readdirSync(folder), answers.messages], [[], []]);
  });

  it('says why a file could not be saved', async () => {
    writeFileSync(join(folder, 'file'), '');
    answers.file = vscode.Uri.joinPath(fileIn('file'), 'below.json');
    await exporting.export(run, 'json');
    assert.match(answers.messages.at(-1)!, /^below\.json could not be saved: ./);
  });

  it('copies Markdown that is read as it is meant, and opens it', async () => {
    answers.button = 'Open';
    await exporting.export(run, 'markdown');
    await until('the text is open', () => vscode.window.activeTextEditor?.document.languageId === 'markdown');
    const text = vscode.window.activeTextEditor!.document.getText();
    assert.match(text, /^### `main\(\)`: 1\.\d\d s, Concurrent\n/);
    assert.equal(await vscode.env.clipboard.readText(), text);
    const html = await vscode.commands.executeCommand<string>('markdown.api.render', text);
    assert.match(html, /<p[^>]*>All at <strong>once<\/strong>\.<\/p>/);
    assert.equal(html.match(/<tr/g)!.length, 1 + report.awaits.length);
    assert.ok(html.includes('<code>await asyncio.sleep(1)</code>'), html);
  });

  it('asks for a format where none is given', async () => {
    let ended = false;
    const asked = exporting.export(run, null).finally(() => { ended = true; });
    // What is preselected is the first: a Chrome trace.
    await until('the choice is made', async () => {
      if (!ended) await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return ended;
    });
    await asked;
    assert.match(answers.asked.at(-1)!.defaultUri!.path, /\.trace\.json$/);
  });

  it('does nothing when the choice is given up', async () => {
    let ended = false;
    const asked = exporting.export(run, null).finally(() => { ended = true; });
    await until('the choice is closed', async () => {
      if (!ended) await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return ended;
    });
    await asked;
    assert.deepEqual([answers.asked, answers.messages], [[], []]);
  });

  describe('to a collector', () => {
    let server: Server | undefined;
    let bodies: string[];
    let status: number;

    beforeEach(async () => {
      bodies = [];
      status = 200;
      const started = server = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
          bodies.push(body);
          response.writeHead(status, { 'Content-Type': 'application/json' }).end(status === 200 ? '{}' : '{"message": "not today"}');
        });
      });
      await new Promise<void>((resolve) => { started.listen(0, '127.0.0.1', resolve); });
    });
    afterEach(async () => {
      const started = server!;
      started.closeAllConnections();
      if (started.listening) await new Promise((resolve) => { started.close(resolve); });
    });
    const url = (): string => `http://127.0.0.1:${(server!.address() as AddressInfo).port}`;

    it('sends the spans, and as the same trace when they are sent again', async () => {
      await setEndpoint(url());
      await exporting.export(run, 'collector');
      assert.equal(answers.messages.at(-1), `Sent ${1 + report.tasks.length + report.awaits.flatMap(({ longest }) => longest).length} spans to ${new URL(url()).host}.`);
      const [root] = assertOtlp(bodies[0]!);
      assert.equal(root!.startTimeUnixNano, `${STARTED}000000`);
      await exporting.export(run, 'collector');
      assert.deepEqual(bodies, [bodies[0], bodies[0]]);
    });

    it('says what the collector answered', async () => {
      status = 503;
      await setEndpoint(`${url()}/otlp`);
      await exporting.export(run, 'collector');
      assert.equal(answers.messages.at(-1), `The collector at ${url()}/otlp answered 503 Service Unavailable: not today`);
      assert.equal(bodies.length, 1);
    });

    it('says that nobody listens', async () => {
      await setEndpoint(url());
      await new Promise((resolve) => { server!.close(resolve); });
      await exporting.export(run, 'collector');
      assert.match(answers.messages.at(-1)!, /could not be reached: nothing listens there\. Is it running\?$/);
    });

    it('says that no URL is set, or that it is none, and opens the setting', async () => {
      answers.button = 'Set URL';
      await exporting.export(run, 'collector');
      assert.match(answers.messages.at(-1)!, /^No collector is set\./);
      await until('the settings are open', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Settings');
      answers.button = undefined;
      await setEndpoint('ftp://example.org');
      await exporting.export(run, 'collector');
      assert.match(answers.messages.at(-1)!, /begins with ftp:/);
      assert.deepEqual(bodies, []);
    });

    it('sends nothing from a workspace that is not trusted', async () => {
      await setEndpoint(url());
      const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')!;
      Object.defineProperty(vscode.workspace, 'isTrusted', { ...trusted, get: () => false });
      try {
        await exporting.export(run, 'collector');
      } finally {
        Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
      }
      assert.deepEqual([answers.messages, bodies], [['Sending a run to a collector needs a trusted workspace.'], []]);
      await exporting.export(run, 'collector');
      assert.equal(bodies.length, 1);
    });

    it('never takes the URL from the workspace', async () => {
      const configuration = vscode.workspace.getConfiguration('awaitLens');
      await assert.rejects(Promise.resolve(configuration.update('otlpEndpoint', url(), vscode.ConfigurationTarget.Workspace)));
      await assert.rejects(Promise.resolve(configuration.update('otlpEndpoint', url(), vscode.ConfigurationTarget.WorkspaceFolder)));
    });
  });

  it('opens a report again, from an export and from the command line, as UTF-8 and as UTF-16', async () => {
    const shown: [Report, string][] = [];
    const show = (read: Report, uri: vscode.Uri): void => { shown.push([read, uri.fsPath]); };
    answers.file = fileIn('run.json');
    await exporting.export(run, 'json');
    await openReport(show);
    writeFileSync(join(folder, 'utf16.json'), `\ufeff${JSON.stringify(report)}`, 'utf16le');
    await openReport(show, fileIn('utf16.json'));
    writeFileSync(join(folder, 'mark.json'), `\ufeff${JSON.stringify(report)}\n`);
    await openReport(show, fileIn('mark.json'));
    assert.deepEqual(shown.map(([, path]) => path), ['run.json', 'utf16.json', 'mark.json'].map((name) => join(folder, name)));
    for (const [read] of shown) assert.deepEqual(read, report);
    assert.deepEqual(await readReport(fileIn('run.json')), report);
  });

  it('shows a report that was opened by the command in a panel', async () => {
    writeFileSync(join(folder, 'shared.json'), JSON.stringify(report));
    await vscode.commands.executeCommand('awaitLens.openReport', fileIn('shared.json'));
    const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await until('its panel is open', () => tabs().some(({ input, label }) => input instanceof vscode.TabInputWebview && label.startsWith('shared.json')));
  });

  it('says why a file is no report that it can show', async () => {
    const text = JSON.stringify(report);
    const files: [string, RegExp][] = [
      [text.slice(0, -1), /is cut off/], ['hello', /is not JSON/], ['{}', /is no report of Await Lens/],
      [JSON.stringify({ ...report, schema: 2 }), /made by an older Await Lens: it is a report of version 2/],
    ];
    const never = (): void => assert.fail('it is shown');
    for (const [content, expected] of files) {
      writeFileSync(join(folder, 'bad.json'), content);
      const before = answers.messages.length;
      await openReport(never, fileIn('bad.json'));
      assert.match(await saidAfter(before), expected);
      assert.equal(await readReport(fileIn('bad.json')), null);
    }
    await openReport(never, fileIn('missing.json'));
    assert.match(answers.messages.at(-1)!, /^missing\.json could not be read: ./);
    await openReport(never);
    assert.equal(answers.messages.length, files.length + 1);
  });
});
