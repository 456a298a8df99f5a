/** Which Python runs the functions of a file, and what to say when there is none. */
import { PythonExtension } from '@vscode/python-extension';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { activeEnvironments, environmentsIn, OLDEST, onPath, probe, type Candidate, type Interpreter, type Probe } from '../runner/interpreter.js';
import type { Settings } from './settings.js';

export interface Found {
  interpreter: Interpreter;
  /** Where it comes from, in words. */
  origin: string;
}

/** The part of the Python Environments extension's public API that is used here. */
interface PythonEnvironmentsApi {
  getEnvironment(scope: vscode.Uri | undefined): Promise<{ execInfo?: { run?: { executable?: string; args?: string[] } } } | undefined>;
}

const ENVIRONMENTS_EXTENSION = 'ms-python.vscode-python-envs';
const PYTHON_EXTENSION = 'ms-python.python';
/** Origin of a candidate that the user has chosen. */
const CHOSEN = 'awaitLens.pythonPath';
const OLDEST_TEXT = OLDEST.join('.');

async function fromEnvironmentsExtension(resource: vscode.Uri): Promise<Candidate[]> {
  const extension = vscode.extensions.getExtension<PythonEnvironmentsApi>(ENVIRONMENTS_EXTENSION);
  if (!extension) return [];
  const api = await extension.activate();
  const run = (await api.getEnvironment(resource))?.execInfo?.run;
  return run?.executable ? [{ command: run.executable, args: run.args ?? [], origin: 'the Python Environments extension' }] : [];
}

async function fromPythonExtension(resource: vscode.Uri): Promise<Candidate[]> {
  if (!vscode.extensions.getExtension(PYTHON_EXTENSION)) return [];
  const { environments } = await PythonExtension.api();
  const active = environments.getActiveEnvironmentPath(resource);
  const resolved = await environments.resolveEnvironment(active);
  const command = resolved?.executable.uri?.fsPath ?? active.path;
  return command ? [{ command, args: [], origin: 'the Python extension' }] : [];
}

export class Interpreters {
  private readonly answered = new Map<string, Probe>();

  constructor(private readonly settings: Settings) {}

  /** The first in order that answers and is new enough; null after having told the user what to do. */
  async find(resource: vscode.Uri): Promise<Found | null> {
    const problems: string[] = [];
    for (const list of this.sources(resource)) {
      for (const candidate of await this.ask(list, problems)) {
        const answer = await this.probe(candidate);
        if (answer.ok) return { interpreter: answer.interpreter, origin: candidate.origin };
        problems.push(answer.message);
        // A choice the user made is not passed over in silence for another Python.
        if (candidate.origin === CHOSEN) return this.tell(problems, candidate);
      }
    }
    return this.tell(problems, null);
  }

  /** Asks every interpreter anew: the next time, one may have been installed, mended or removed. */
  forget(): void {
    this.answered.clear();
  }

  /** Starting Python to ask its version takes a part of the time that a click may take; it is asked once. */
  private async probe(candidate: Candidate): Promise<Probe> {
    const key = JSON.stringify([candidate.command, candidate.args]);
    const kept = this.answered.get(key);
    if (kept) return kept;
    const answer = await probe(candidate);
    if (answer.ok) this.answered.set(key, answer);
    return answer;
  }

  /** Lets the user choose; the choice is kept in `awaitLens.pythonPath`, or by the Python extension if there is one. */
  async select(resource: vscode.Uri | undefined): Promise<void> {
    if (vscode.extensions.getExtension(PYTHON_EXTENSION) && !this.settings.pythonPath.value(resource)) {
      await vscode.commands.executeCommand('python.setInterpreter');
      return;
    }
    const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
    const candidates = [...(folder ? environmentsIn(folder.uri.fsPath) : []), ...activeEnvironments(process.env), ...onPath()];
    const answers = await Promise.all(candidates.map(async (candidate) => ({ candidate, answer: await probe(candidate) })));
    const items = answers.flatMap(({ candidate, answer }) => answer.ok
      ? [{ label: `Python ${answer.interpreter.version}`, description: candidate.command, detail: candidate.origin, command: candidate.command as string | null }]
      : []);
    const browse = { label: '$(folder-opened) Browse…', description: 'choose a Python executable', detail: '', command: null };
    const picked = await vscode.window.showQuickPick([...items, browse], { title: 'Await Lens: which Python runs your functions?', matchOnDescription: true });
    if (!picked) return;
    const command = picked.command ?? (await vscode.window.showOpenDialog({ title: 'Python executable', openLabel: 'Use This Python' }))?.[0]?.fsPath;
    if (command) await this.settings.pythonPath.set(command, resource);
  }

  private *sources(resource: vscode.Uri): Generator<() => Candidate[] | Promise<Candidate[]>> {
    const folder = vscode.workspace.getWorkspaceFolder(resource);
    yield () => this.chosen(resource, folder);
    yield () => fromEnvironmentsExtension(resource);
    yield () => fromPythonExtension(resource);
    yield () => (folder ? environmentsIn(folder.uri.fsPath) : []);
    yield () => activeEnvironments(process.env);
    yield () => onPath();
  }

  private chosen(resource: vscode.Uri, folder: vscode.WorkspaceFolder | undefined): Candidate[] {
    const path = this.settings.pythonPath.value(resource).trim().replace('${workspaceFolder}', folder?.uri.fsPath ?? '');
    if (!path) return [];
    const relative = /[\\/]/.test(path) && !isAbsolute(path);
    return [{ command: relative && folder ? join(folder.uri.fsPath, path) : path, args: [], origin: CHOSEN }];
  }

  /** Another extension's failure is its own: the next source is asked. */
  private async ask(source: () => Candidate[] | Promise<Candidate[]>, problems: string[]): Promise<Candidate[]> {
    try {
      return await source();
    } catch (error) {
      problems.push(String(error));
      return [];
    }
  }

  private tell(problems: string[], chosen: Candidate | null): null {
    const tooOld = problems.findLast((problem) => / is Python \d/.test(problem));
    const message = chosen
      ? `The Python in awaitLens.pythonPath cannot be used: ${problems.at(-1)}. Await Lens needs Python ${OLDEST_TEXT} or newer.`
      : tooOld
        ? `Await Lens needs Python ${OLDEST_TEXT} or newer; ${tooOld}.`
        : `No Python was found. Await Lens needs Python ${OLDEST_TEXT} or newer.`;
    void vscode.window.showErrorMessage(message, 'Select interpreter', 'Open settings').then((action) => {
      if (action === 'Select interpreter') void vscode.commands.executeCommand('awaitLens.selectInterpreter');
      if (action === 'Open settings') void vscode.commands.executeCommand('awaitLens.openSettings');
    });
    return null;
  }
}
