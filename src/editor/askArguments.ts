/** Asks for the arguments of a function, as Python, and remembers what was said for each function. */
import * as vscode from 'vscode';
import { argumentTemplate, callsInFile, checkArguments } from '../analysis/arguments.js';
import type { AsyncFunction } from '../analysis/model.js';
import { functionKey } from './scans.js';

export interface Answers {
  arguments: string;
  /** How to make a method's object; null where no object is needed. */
  instance: string | null;
}

export class AskArguments {
  constructor(private readonly memory: vscode.Memento) {}

  /** null when the user turned away. Functions that need nothing are not asked about. */
  async ask(document: vscode.TextDocument, fn: AsyncFunction): Promise<Answers | null> {
    const key = functionKey(document.uri, fn);
    const last = this.memory.get<Answers>(key);
    const answers: Answers = { arguments: '', instance: null };
    if (fn.kind === 'method') {
      const instance = await input(`${fn.qualname}: how is its object made?`, 'Python, evaluated in this module', last?.instance ?? `${fn.className}()`, (text) =>
        text.trim() ? null : 'A method needs an object: say how to make one.');
      if (instance === undefined) return null;
      answers.instance = instance.trim();
    }
    if (needsArguments(fn)) {
      const prefill = last?.arguments ?? callsInFile(document.getText(), fn.name)[0] ?? argumentTemplate(fn.parameters);
      const text = await input(`${fn.qualname}(${signature(fn)})`, 'Arguments as Python, for example: 3, name="x"', prefill, (said) => checkArguments(said, fn.parameters));
      if (text === undefined) return null;
      answers.arguments = text.trim();
    }
    if (asksFirst(fn)) await this.memory.update(key, answers);
    return answers;
  }
}

/** Whether a run of the function begins with a question. */
export function asksFirst(fn: AsyncFunction): boolean {
  return fn.kind === 'method' || needsArguments(fn);
}

/** Whether the function cannot be called without arguments. */
function needsArguments({ parameters }: AsyncFunction): boolean {
  return parameters.some(({ hasDefault, kind }) => !hasDefault && kind !== 'var-positional' && kind !== 'var-keyword');
}

function signature({ parameters }: AsyncFunction): string {
  const stars = { 'var-positional': '*', 'var-keyword': '**' } as Record<string, string>;
  return parameters.map(({ name, kind, hasDefault }) => `${stars[kind] ?? ''}${name}${hasDefault ? '=…' : ''}`).join(', ');
}

function input(title: string, prompt: string, value: string, check: (text: string) => string | null): Thenable<string | undefined> {
  return vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true, validateInput: check, valueSelection: [0, value.length] });
}
