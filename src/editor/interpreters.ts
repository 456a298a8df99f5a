/** Which Python runs the functions of a file, and what to say when there is none. */
import { PythonExtension } from '@vscode/python-extension';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { activeEnvironments, environmentsIn, OLDEST, onPath, probe, type Candidate, type Interpreter, type Probe } from '../runner/interpreter.js';
import { workingFolder } from './paths.js';
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

export class Interpreters implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private readonly answered = new Map<string, Probe>();
  /** What was found last, by folder and choice; null where there was none. */
  private readonly found = new Map<string, Found | null>();
  /** More may be known than before. */
  readonly onDidLearn = this.emitter.event;

  constructor(private readonly settings: Settings) {}

  /** The first in order that answers and is new enough; null after having told the user what to do. */
  async find(resource: vscode.Uri): Promise<Found | null> {
    const problems: string[] = [];
    const { found, refused } = await this.search(resource, problems);
    return found ?? this.tell(problems, refused);
  }

  /** Minor version of the CPython 3 that the functions of a file ran with, or will; null where it is not known. */
  minorOf(resource: vscode.Uri): number | null {
    const version = this.found.get(this.keyOf(resource))?.interpreter.version;
    return version === undefined ? null : Number(version.split('.')[1]);
  }

  /** Looks it up in the background where it is not known, once and without a word to the user. */
  lookUp(resource: vscode.Uri): void {
    const key = this.keyOf(resource);
    // In a folder that is not trusted its environments are not, either.
    if (!vscode.workspace.isTrusted || this.found.has(key)) return;
    this.found.set(key, null);
    void this.search(resource, []);
  }

  /** @param refused the user's own choice, where that cannot be used */
  private async search(resource: vscode.Uri, problems: string[]): Promise<{ found: Found | null; refused: Candidate | null }> {
    const key = this.keyOf(resource);
    const before = this.found.get(key)?.interpreter.version;
    const answer = await this.firstThatAnswers(resource, problems);
    this.found.set(key, answer.found);
    if (answer.found?.interpreter.version !== before) this.emitter.fire();
    return answer;
  }

  private async firstThatAnswers(resource: vscode.Uri, problems: string[]): Promise<{ found: Found | null; refused: Candidate | null }> {
    for (const list of this.sources(resource)) {
      for (const candidate of await this.candidates(list, problems)) {
        const answer = await this.probe(candidate);
        if (answer.ok) return { found: { interpreter: answer.interpreter, origin: candidate.origin }, refused: null };
        problems.push(answer.message);
        // A choice the user made is not passed over in silence for another Python.
        if (candidate.origin === CHOSEN) return { found: null, refused: candidate };
      }
    }
    return { found: null, refused: null };
  }

  /** Files of one folder have one interpreter, as long as the setting stays. */
  private keyOf(resource: vscode.Uri): string {
    return JSON.stringify([workingFolder(resource).toString(), this.settings.pythonPath.value(resource)]);
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
  private async candidates(source: () => Candidate[] | Promise<Candidate[]>, problems: string[]): Promise<Candidate[]> {
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

  dispose(): void {
    this.emitter.dispose();
  }
}
