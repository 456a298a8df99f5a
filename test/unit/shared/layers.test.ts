import assert from 'node:assert/strict';
import { ESLint } from 'eslint';

/** What each layer must not import; the lint rules are the architecture, so they are tested like it. */
const REFUSED: [file: string, imported: string][] = [
  ['src/shared/guards.ts', '../analysis/scan.js'],
  ['src/shared/guards.ts', 'vscode'],
  ['src/analysis/scan.ts', 'vscode'],
  ['src/analysis/scan.ts', 'node:fs'],
  ['src/analysis/scan.ts', '../runner/run.js'],
  ['src/runner/run.ts', 'vscode'],
  ['src/runner/run.ts', '../editor/runs.js'],
  ['src/webview/app.tsx', '../runner/run.js'],
  ['src/webview/app.tsx', 'node:fs'],
  ['src/editor/runs.ts', '../webview/app.js'],
  ['src/editor/runs.ts', '../extension.js'],
];
const ALLOWED: [file: string, imported: string][] = [
  ['src/analysis/scan.ts', '../shared/report.js'],
  ['src/runner/run.ts', '../analysis/scan.js'],
  ['src/runner/run.ts', 'node:fs'],
  ['src/editor/runs.ts', '../runner/run.js'],
  ['src/editor/runs.ts', 'vscode'],
];

describe('The layers', function () {
  this.timeout(60_000);
  // With CI=true the parser would take what is on the disk in place of the text that it is given.
  const languageOptions = { parserOptions: { disallowAutomaticSingleRunInference: true } };
  const eslint = new ESLint({ cwd: PROJECT_ROOT, overrideConfig: { languageOptions } });

  async function refusals(filePath: string, imported: string): Promise<string[]> {
    const [result] = await eslint.lintText(`import * as x from '${imported}';\nexport { x };\n`, { filePath });
    return result!.messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports').map(({ message }) => message);
  }

  for (const [file, imported] of REFUSED) {
    it(`${file} must not import ${imported}`, async () => assert.equal((await refusals(file, imported)).length, 1));
  }
  for (const [file, imported] of ALLOWED) {
    it(`${file} may import ${imported}`, async () => assert.deepEqual(await refusals(file, imported), []));
  }
});
