/** The settings under `awaitLens.`, each an object with its value and its changes. */
import * as vscode from 'vscode';

const SECTION = 'awaitLens';

export class Setting<T> implements vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  private readonly listener: vscode.Disposable;
  readonly onChange = this.emitter.event;

  constructor(private readonly name: string, private readonly fallback: T) {
    this.listener = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.${name}`)) this.emitter.fire();
    });
  }

  /** The value for a resource; settings may differ between the folders of a workspace. */
  value(resource?: vscode.Uri): T {
    return vscode.workspace.getConfiguration(SECTION, resource ?? null).get<T>(this.name, this.fallback);
  }

  /** Sets the value for the folder of a resource, else for the workspace, else for the user. */
  async set(value: T, resource?: vscode.Uri): Promise<void> {
    const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
    const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
    const target = folder ? WorkspaceFolder : vscode.workspace.workspaceFolders ? Workspace : Global;
    await vscode.workspace.getConfiguration(SECTION, resource ?? null).update(this.name, value, target);
  }

  dispose(): void {
    this.listener.dispose();
    this.emitter.dispose();
  }
}

export class Settings implements vscode.Disposable {
  readonly pythonPath = new Setting('pythonPath', '');
  /** Seconds; 0 for never. */
  readonly timeout = new Setting('timeout', 60);
  /** Milliseconds. */
  readonly blockThreshold = new Setting('blockThreshold', 50);
  readonly revealOutput = new Setting<'onOutput' | 'onFailure' | 'never'>('revealOutput', 'onFailure');
  readonly lenses = new Setting('lenses', true);
  readonly inlineTimes = new Setting('inlineTimes', true);
  readonly fixHints = new Setting('fixHints', true);
  /** How often each version runs, to prove that one is faster. */
  readonly proofRounds = new Setting('proofRounds', 5);
  /** URL of the collector that runs are sent to; empty for none. */
  readonly otlpEndpoint = new Setting('otlpEndpoint', '');

  dispose(): void {
    for (const setting of [this.pythonPath, this.timeout, this.blockThreshold, this.revealOutput, this.lenses, this.inlineTimes, this.fixHints, this.proofRounds, this.otlpEndpoint]) setting.dispose();
  }
}
