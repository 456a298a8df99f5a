import assert from 'node:assert/strict';
import { until } from '../until.js';
import { useVSCode } from './harness.js';

describe('A workspace that is not trusted', () => {
  const vscode = useVSCode({ trust: true, fresh: true, settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' } });

  it('runs nothing, and the lens says why; trusting it is one click away', async () => {
    const window = await vscode().open('project');
    await window.openFile('sequential.py');
    await window.lens('async def main', /^Run & time needs a trusted workspace$/);
    assert.deepEqual((await window.lenses('async def main')).map(({ title }) => title), ['Run & time needs a trusted workspace', 'Explain']);
    await window.goToLine((await window.line('await say("hello")'))!.number);
    await window.runCommand('Await Lens: Run & Time the Function at the Cursor');
    await until('a notification says so, too', async () => (await window.notifications()).includes('Run & time needs a trusted workspace.'));
    await window.runCommand('Await Lens: Prove: Compare Two Versions…');
    await until('a proof does, too', async () => (await window.notifications()).includes('A proof needs a trusted workspace.'));
    await window.clickLens('async def main', /Explain/);
    assert.ok(await window.panel().getByRole('button', { name: 'Run & time' }).isDisabled());

    await window.clickLens('async def main', /trusted workspace/);
    await window.page.getByRole('button', { name: 'Trust', exact: true }).click();
    await window.page.locator('.monaco-modal-editor-block .codicon-close').first().click();
    await window.lens('async def main', /Run & time$/, 30_000);
  });
});
