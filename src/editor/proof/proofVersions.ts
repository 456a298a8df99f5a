/** Other versions of a document's text: the file as it was saved, and as it was committed last. */
import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { isRecord } from '../../shared/guards.js';

export const VERSIONS = ['commit', 'saved'] as const;
export type Version = (typeof VERSIONS)[number];

/** Why there is no such version; the message is for the user. */
export class NoVersion extends Error {}

/** The text of a version, without a byte order mark. @throws {NoVersion} */
export async function textOfVersion(document: vscode.TextDocument, version: Version): Promise<string> {
  if (document.uri.scheme !== 'file') throw new NoVersion('This text was never saved, so there is no other version to compare it with.');
  const text = version === 'saved' ? await savedText(document) : await committedText(document);
  return text.replace(/^\uFEFF/, '');
}

async function savedText(document: vscode.TextDocument): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
  } catch {
    throw new NoVersion(`${basename(document.uri.fsPath)} is not on the disk any more.`);
  }
}

const GIT_LIMIT_MS = 10_000;
const GIT_BYTES = 32 << 20;

/** By VS Code's own Git, which knows where the user's git is; else by the `git` that is found. */
async function committedText(document: vscode.TextDocument): Promise<string> {
  const path = document.uri.fsPath;
  const name = basename(path);
  const git = await gitPath();
  try {
    const { stdout } = await promisify(execFile)(git, ['show', '--no-textconv', `HEAD:./${name}`], {
      // Its messages are looked into below.
      cwd: dirname(path), env: { ...process.env, LC_ALL: 'C' }, timeout: GIT_LIMIT_MS, maxBuffer: GIT_BYTES, windowsHide: true,
    });
    return stdout;
  } catch (error) {
    const said = isRecord(error) && typeof error.stderr === 'string' ? error.stderr : '';
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new NoVersion('git was not found, so the last commit is not known.');
    if (/not a git repository/i.test(said)) throw new NoVersion(`${name} is not in a Git repository, so there is no commit to compare it with.`);
    if (/exists on disk|does not exist|not in 'HEAD'/i.test(said)) throw new NoVersion(`${name} is not in the last commit.`);
    if (/invalid object name|bad revision|unknown revision|ambiguous argument/i.test(said)) throw new NoVersion('There is no commit yet to compare with.');
    throw new NoVersion(`The last commit could not be read: ${said.trim().split('\n')[0] || String(error)}`);
  }
}

/** The git that VS Code's Git extension has found, or that is on the path. */
async function gitPath(): Promise<string> {
  const extension = vscode.extensions.getExtension<unknown>('vscode.git');
  const exported = extension && await Promise.resolve(extension.activate()).catch(() => null);
  try {
    const api: unknown = isRecord(exported) && typeof exported.getAPI === 'function' ? (exported.getAPI as (version: number) => unknown).call(exported, 1) : null;
    const path = isRecord(api) && isRecord(api.git) ? api.git.path : null;
    return typeof path === 'string' && path !== '' ? path : 'git';
  } catch {
    return 'git'; // the extension is turned off
  }
}
