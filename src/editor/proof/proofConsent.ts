/** Asks before the user's code is run several times: once for each workspace folder. */
import * as vscode from 'vscode';
import type { AsyncFunction } from '../../analysis/model.js';
import { outsideCalls } from '../../analysis/proof/outside.js';
import { formatCount } from '../../analysis/format.js';
import { workingFolder } from '../paths.js';

const KEY = 'proofAllowedIn';
/** Calls that are named. */
const NAMED = 5;

export class ProofConsent {
  constructor(private readonly memory: vscode.Memento) {}

  async ask(document: vscode.TextDocument, fn: AsyncFunction, rounds: number): Promise<boolean> {
    const folder = workingFolder(document.uri).toString();
    const allowed = this.memory.get<string[]>(KEY, []);
    if (allowed.includes(folder)) return true;
    const times = formatCount(2 * rounds);
    const run = `Run It ${times} Times`;
    const chosen = await vscode.window.showWarningMessage(`To prove the change, ${fn.qualname}() is run ${times} times.`, { modal: true, detail: detail(document, rounds) }, run);
    if (chosen !== run) return false;
    await this.memory.update(KEY, [...allowed, folder]);
    return true;
  }
}

function detail(document: vscode.TextDocument, rounds: number): string {
  const calls = outsideCalls(document.getText());
  const named = calls.slice(0, NAMED).map(({ line, source }) => `line ${line}: ${source}`);
  const more = calls.length > NAMED ? [`and ${formatCount(calls.length - NAMED)} more`] : [];
  const warning = calls.length === 0 ? [] : ['', 'These calls look as if they write or send something:', ...named, ...more];
  return [
    `Each version runs ${formatCount(rounds)} times, in turn, in a new process each time. Whatever the code does, it does as often.`,
    ...warning, '', 'You are asked once for each folder.',
  ].join('\n');
}
