import assert from 'node:assert/strict';
import { useVSCode } from './harness.js';
import { said } from '../durations.js';


describe('The first minute', () => {
  const vscode = useVSCode();

  it('one after the other: 2.00 s on the lens, 1.00 s on each await, the printed words in the output', async () => {
    const window = await vscode().open('examples');
    await window.openFile('02_sequential.py');
    await window.clickLens('async def main', /Run & time/);
    const outcome = await window.lens('async def main', said`^‹2›$`);
    for (const call of ['await say_hello()', 'await say_world()', 'await asyncio.sleep(1)']) await window.added(call, said`^\s*‹1 busy›$`);
    await window.lens('async def main', /Run & time/);
    assert.deepEqual((await window.lenses('async def main')).map(({ title }) => title), [outcome.title, '▷ Run & time', 'Explain', 'Output']);
    await vscode().screenshots(window, 'sequential');
    await window.clickLens('async def main', /^Output$/);
    await window.outputSays(/main\(\) · 02_sequential\.py · Python 3\.\d+\.\d+ \(/);
    const output = await window.output();
    assert.match(output, /Hello!\nWorld!/);
    assert.match(output, said`main\(\) returned None in ‹2›`);
    assert.match(await window.hover('await asyncio.sleep(1)', /elapsed/), said`waiting\s+‹1›\s+\d+ %`);
    await vscode().screenshots(window, 'output');
  });

  it('together: 1.00 s', async () => {
    const window = await vscode().open('examples');
    await window.openFile('03_gather.py');
    await window.clickLens('async def main', /Run & time/);
    await window.lens('async def main', said`^‹1›$`);
    await window.added('await asyncio.gather', said`^\s*‹1 busy›$`);
  });

  it('says when the function was edited, and forgets all on demand', async () => {
    const window = await vscode().open('first');
    await window.openFile('hello.py');
    await window.clickLens('async def one_after_the_other', /Run & time/);
    await window.added('first = await', said`‹0.2 busy›$`);
    await window.goToLine(1);
    await window.page.keyboard.type('# a comment above\n');
    await window.added('first = await', said`‹0.2 busy›$`);
    const line = (await window.line('first = await'))!.number;
    await window.goToLine(line);
    await window.page.keyboard.press('Home');
    await window.page.keyboard.type('print()\n    ');
    await window.added('first = await', said`‹0.2 busy› · before the edit$`);
    await window.lens('async def one_after_the_other', /s · before the edit$/);
    await window.added('await asyncio.sleep', /\d [mµ]?s/);
    await window.runCommand('Await Lens: Clear All Times');
    await window.added('first = await', /^$/);
  });
});
