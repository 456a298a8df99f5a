import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { said } from '../durations.js';
import { until } from '../until.js';
import { click, edit, hoverAt, lenses, lensesAbove, lineOf, open, problems, reset, untilLensesSay } from './workspace.js';

describe('A run', () => {
  afterEach(reset);

  it('writes the total onto the lens and the elapsed time of each await into its hover', async () => {
    const document = await open('sequential.py');
    assert.deepEqual(await lensesAbove(document, 'async def main'), ['▷ Run & time', 'Explain']);
    await click(document, 'async def main', 'Run & time');
    const [total, ...others] = await lensesAbove(document, 'async def main');
    assert.match(total!, said`^‹0.4›$`);
    assert.deepEqual(others, ['▷ Run & time', 'Explain']);
    for (const call of ['await say("hello")', 'await say("world")']) assert.match(await hoverAt(document, call), said`\*\*‹0.2›\*\* elapsed`);
    // `say` was not run by itself, and yet its own await was timed, twice.
    const inner = await hoverAt(document, 'await asyncio.sleep');
    assert.match(inner, said`‹0.4›\*\* elapsed in 2 awaits`);
    assert.match(inner, /asyncio\.sleep/);
    assert.deepEqual(await lensesAbove(document, 'async def say'), ['▷ Run & time…', 'Explain']);
  });

  it('runs what stands in the editor, saved or not', async () => {
    const document = await open('sequential.py');
    await edit((change) => change.replace(document.uri, new vscode.Range(4, 24, 4, 27), '0.01'));
    assert.ok(document.isDirty);
    await click(document, 'async def main', 'Run & time');
    assert.match((await lensesAbove(document, 'async def main'))[0]!, said`^‹0.02›$`);
  });

  it('runs a text that was never saved', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: 'import asyncio\n\nasync def main():\n    await asyncio.sleep(0.1)\n' });
    await vscode.window.showTextDocument(document);
    await click(document, 'async def main', 'Run & time');
    assert.match((await lensesAbove(document, 'async def main'))[0]!, said`^‹0.1›$`);
    assert.match(await hoverAt(document, 'await'), said`‹0.1›`);
  });

  it('imports a package with relative imports, and times its other files too', async () => {
    const orders = await open('shop/orders.py');
    const stock = await open('shop/stock.py');
    await click(orders, 'async def check', 'Run & time');
    assert.match(await hoverAt(orders, 'await asyncio.gather'), /gather of 2/);
    assert.match(await hoverAt(stock, 'await asyncio.sleep'), /in 2 awaits/);
  });

  it('makes stale what was edited, and nothing else; undoing makes it valid again', async () => {
    const document = await open('sequential.py');
    await click(document, 'async def main', 'Run & time');
    const stale = /before the function was edited/;
    await edit((change) => change.insert(document.uri, new vscode.Position(0, 0), '# a comment above\n'));
    assert.doesNotMatch(await hoverAt(document, 'await say("hello")'), stale);
    await edit((change) => change.insert(document.uri, new vscode.Position(lineOf(document, 'await say("hello")'), 0), '    print()\n'));
    assert.match(await hoverAt(document, 'await say("hello")'), stale);
    assert.doesNotMatch(await hoverAt(document, 'await asyncio.sleep'), stale);
    assert.match((await lensesAbove(document, 'async def main'))[0]!, /s · before the edit$/);
    await vscode.commands.executeCommand('undo');
    assert.doesNotMatch(await hoverAt(document, 'await say("hello")'), stale);
  });

  it('is forgotten by the command that clears all', async () => {
    const document = await open('sequential.py');
    await click(document, 'async def main', 'Run & time');
    await vscode.commands.executeCommand('awaitLens.clearTimes');
    assert.deepEqual(await lensesAbove(document, 'async def main'), ['▷ Run & time', 'Explain']);
    assert.equal(await hoverAt(document, 'await say("hello")'), '');
  });

  it('that fails says so on the lens and marks the line', async () => {
    const document = await open('failing.py');
    await click(document, 'async def fails', 'Run & time');
    assert.match((await lensesAbove(document, 'async def fails'))[0]!, said`^ValueError after ‹0.05›$`);
    const [problem] = problems(document);
    assert.equal(problem?.message, 'ValueError: no such user');
    assert.equal(problem.range.start.line, lineOf(document, 'raise ValueError'));
    await edit((change) => change.insert(document.uri, new vscode.Position(0, 0), '\n'));
    assert.deepEqual(problems(document), [], 'an edit may have mended it');
  });

  it('of a text that is no Python marks where', async () => {
    const document = await open('broken.py');
    await click(document, 'async def main', 'Run & time');
    assert.equal((await lensesAbove(document, 'async def main'))[0], 'SyntaxError');
    assert.equal(problems(document)[0]?.range.start.line, lineOf(document, 'await asyncio.sleep(1'));
  });

  it('counts up while it runs, and is stopped though it swallows the cancellation', async () => {
    const document = await open('failing.py');
    const ended = click(document, 'async def hangs', 'Run & time');
    await untilLensesSay(document, 'async def hangs', /^Running… \d+\.[1-9] s \| Stop \| Explain$/);
    await click(document, 'async def hangs', 'Stop');
    await ended;
    assert.match((await lensesAbove(document, 'async def hangs'))[0]!, /^Stopped after \d+\.\d s$/);
    assert.match(await hoverAt(document, 'await asyncio.sleep(3600)'), /Not finished when the run ended/);
    assert.deepEqual(problems(document), [], 'who stops a run does not need to be told');
  });

  it('of one of two functions of a name is its own, as are its times', async () => {
    const document = await open('twice.py');
    const lines = document.getText().split('\n').flatMap((text, line) => (text.startsWith('async def main') ? [line] : []));
    const above = async (line: number): Promise<vscode.Command[]> =>
      (await lenses(document)).filter(({ range }) => range.start.line === line).map(({ command }) => command!);
    const totals: string[] = [];
    for (const line of lines) {
      const { command, arguments: given } = (await above(line)).find(({ title }) => title.includes('Run & time'))!;
      await vscode.commands.executeCommand(command, ...given as unknown[]);
      totals.push((await above(line))[0]!.title);
      if (line === lines[0]) assert.equal((await above(lines[1]!)).length, 2, 'the other has not run');
    }
    assert.match(totals[0]!, said`^‹0.2›$`);
    assert.match(totals[1]!, said`^‹0.1›$`);
    assert.equal((await above(lines[0]!))[0]!.title, totals[0]);
    assert.match(await hoverAt(document, 'await say("hello")'), said`\*\*‹0.1›\*\* elapsed`);
    assert.match(await hoverAt(document, 'await asyncio.gather'), /gather of 2/);
  });

  it('that ends its own process says so', async () => {
    const document = await open('failing.py');
    await click(document, 'async def leaves', 'Run & time');
    assert.match((await lensesAbove(document, 'async def leaves'))[0]!, /^Exited with code 4/);
    await click(document, 'async def fails', 'Run & time');
    assert.match((await lensesAbove(document, 'async def fails'))[0]!, /^ValueError/, 'the next run works');
  });

  it('is ended at the time limit', async () => {
    const document = await open('failing.py');
    await vscode.workspace.getConfiguration('awaitLens').update('timeout', 1, vscode.ConfigurationTarget.Workspace);
    try {
      await click(document, 'async def slow', 'Run & time');
      assert.equal((await lensesAbove(document, 'async def slow'))[0], 'Timed out after 1 s');
    } finally {
      await vscode.workspace.getConfiguration('awaitLens').update('timeout', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('of two functions at once, each with its own counter', async () => {
    const document = await open('failing.py');
    const both = [click(document, 'async def slow', 'Run & time'), click(document, 'async def fails', 'Run & time')];
    await untilLensesSay(document, 'async def fails', /^ValueError/);
    await untilLensesSay(document, 'async def slow', /^Running…/);
    await click(document, 'async def slow', 'Stop');
    await Promise.all(both);
    await until('both have ended', async () => /^Stopped/.test((await lensesAbove(document, 'async def slow'))[0]!));
  });
});
