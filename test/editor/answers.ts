/** Answers to what the extension asks and says in windows that no test can click. */
import * as vscode from 'vscode';

type Shown = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage' | 'showSaveDialog' | 'showOpenDialog';

/** What was said in messages, and stands in for dialogs and for clicks on the buttons of messages. */
export class Answers {
  readonly messages: string[] = [];
  /** Title of the button to click in each message; none where it has no such button. */
  button: string | undefined;
  /** What dialogs are answered with. */
  file: vscode.Uri | undefined;
  /** What dialogs were asked with. */
  readonly asked: (vscode.SaveDialogOptions & vscode.OpenDialogOptions)[] = [];
  private readonly restore: (() => void)[] = [];

  constructor() {
    const message = (text: string, ...buttons: unknown[]): Promise<unknown> => {
      this.messages.push(text);
      return Promise.resolve(buttons.find((button) => button === this.button));
    };
    for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) this.replace(name, message);
    this.replace('showSaveDialog', (options: vscode.SaveDialogOptions) => {
      this.asked.push(options);
      return Promise.resolve(this.file);
    });
    this.replace('showOpenDialog', (options: vscode.OpenDialogOptions) => {
      this.asked.push(options);
      return Promise.resolve(this.file && [this.file]);
    });
  }

  private replace(name: Shown, stand: (...args: never[]) => unknown): void {
    const original = vscode.window[name];
    Object.assign(vscode.window, { [name]: stand });
    this.restore.push(() => { Object.assign(vscode.window, { [name]: original }); });
  }

  dispose(): void {
    for (const restore of this.restore) restore();
  }
}
