import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import * as vscode from 'vscode';
import { said } from '../durations.js';
import { until } from '../until.js';
import { outputDocument, outputOfLastRun } from './outputChannel.js';
import { click, lineOf, open, reset } from './workspace.js';

/** What the links of the output lead to: files with a line. */
async function links(): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', (await outputDocument()).uri);
  return found.flatMap(({ target }) => (target?.scheme === 'file' ? [`${target.fsPath}#${target.fragment}`] : []));
}

async function outputOf(header: string, expected: RegExp): Promise<string> {
  await click(await open('printing.py'), header, 'Run & time');
  return outputOfLastRun(expected);
}

describe('The output', () => {
  afterEach(reset);

  it('names the function, the file and the Python of a run, and what came of it', async () => {
    const text = await outputOf('async def mixes', said`── mixes\(\) returned None in ‹0.3› ──\n`);
    const [header] = text.split('\n');
    assert.match(header!, /^── mixes\(\) · printing\.py · Python 3\.\d+\.\d+ \(.*python.*: .+\) ──$/);
  });

  it('shows stdout and stderr in the order in which they came', async () => {
    const text = await outputOf('async def mixes', /returned None/);
    assert.deepEqual(text.split('\n').slice(1, 7), ['out 0', 'err 0', 'out 1', 'err 1', 'out 2', 'err 2']);
  });

  it('puts characters together that come in pieces, and begins the footer on a line of its own', async () => {
    const text = await outputOf('async def splits', /returned None/);
    assert.match(text, /\ngrüße 👋\n── splits\(\) returned/);
  });

  it('goes on in a file when a run writes a lot, and nothing is lost', async () => {
    const text = await outputOf('async def floods', /── floods\(\) returned None/);
    const path = /^… \d\.\d MB more in File "(.+)", line 1$/m.exec(text)?.[1];
    assert.ok(path, text.slice(-1_000));
    const shown = text.slice(text.indexOf('\n') + 1, text.indexOf('\n… this run writes a lot'));
    const line = `xx${'€'.repeat(400_000)}\n`;
    const written = Buffer.from(`${line.repeat(3)}the last line\n`);
    await until('the file is complete', () => statSync(path).size + Buffer.byteLength(shown) >= written.length);
    const all = Buffer.concat([Buffer.from(shown), readFileSync(path)]);
    assert.ok(all.equals(written), `${all.length} of ${written.length} bytes: ${shown.slice(-20)} | ${readFileSync(path, 'utf8').slice(0, 20)}`);
    assert.ok((await links()).includes(`${path}#L1`));
  });

  it('makes the lines of a traceback clickable', async () => {
    const text = await outputOf('async def raises', /── raises\(\) raised ValueError: no such user after/);
    const document = await open('printing.py');
    assert.match(text, /\nValueError: no such user\n/);
    const expected = ['await inner()', 'raise ValueError'].map((text) => `${document.uri.fsPath}#L${lineOf(document, text) + 1}`);
    assert.deepEqual((await links()).slice(-expected.length), expected);
  });
});
