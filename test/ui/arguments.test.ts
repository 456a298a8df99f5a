import assert from 'node:assert/strict';
import { useVSCode } from './harness.js';

describe('A function with parameters', () => {
  const vscode = useVSCode();

  it('asks for them as Python, says what is wrong while they are typed, and remembers them', async () => {
    const window = await vscode().open('project');
    await window.openFile('client.py');
    await window.clickLens('async def fetch', /Run & time…/);
    await window.quickInput.waitFor();
    await window.quickInput.fill('"web", wrong=1');
    const message = window.page.locator('.quick-input-message');
    await message.filter({ hasText: 'user_id' }).or(message.filter({ hasText: 'wrong' })).waitFor();
    await vscode().screenshots(window, 'arguments');
    await window.answer('"web", 7');
    await window.lens('async def fetch', /^\d[\d.]* (µs|ms)$/);
    await window.outputSays(/fetch\(\) returned 'web\/7\/3' in/);

    await window.clickLens('async def fetch', /Run & time…/);
    await window.quickInput.waitFor();
    assert.equal(await window.quickInput.inputValue(), '"web", 7');
    await window.page.keyboard.press('Escape');
    await window.lens('async def fetch', /Run & time…/);
  });

  it('that is a method asks first how its object is made', async () => {
    const window = await vscode().open('project');
    await window.openFile('client.py');
    await window.clickLens('async def get', /Run & time…/);
    await window.quickInput.waitFor();
    assert.equal(await window.quickInput.inputValue(), 'Client()');
    await window.answer('Client(base="shop")');
    await window.page.locator('.quick-input-title').filter({ hasText: 'Client.get(path)' }).waitFor();
    await window.answer('"/tea"');
    await window.lens('async def get', /^\d[\d.]* (µs|ms)$/);
    await window.outputSays(/Client\.get\(\) returned 'shop\/tea' in/);
    await window.clickLens('async def connect', /Run & time$/);
    await window.lens('async def connect', /^\d[\d.]* (µs|ms)$/);
  });
});
