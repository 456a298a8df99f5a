import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../until.js';

const EXTENSION = 'await-lens.await-lens';

describe('Activation', () => {
  it('happens when a Python file is opened', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    assert.ok(extension, `${EXTENSION} is not among the extensions`);
    await vscode.workspace.openTextDocument({ language: 'python', content: 'async def main():\n    pass\n' });
    await until(`${EXTENSION} is active`, () => extension.isActive);
  });
});
