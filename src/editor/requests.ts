/** What a worker is asked for, to run a function of a document. */
import * as vscode from 'vscode';
import type { AsyncFunction } from '../analysis/model.js';
import type { RunRequest } from '../shared/protocol.js';
import type { Answers } from './askArguments.js';
import { documentPath } from './paths.js';
import type { Settings } from './settings.js';

/** @param source the text that is to run, in which `fn` was found */
export function requestFor(document: vscode.TextDocument, fn: AsyncFunction, answers: Answers, source: string, settings: Settings): RunRequest {
  const seconds = settings.timeout.value(document.uri);
  return {
    file: documentPath(document),
    qualname: fn.qualname,
    line: fn.headerLine + 1,
    source,
    arguments: answers.arguments,
    instance: answers.instance,
    root: vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? null,
    timeout: seconds > 0 ? seconds : null,
    block_threshold_ms: Math.max(1, settings.blockThreshold.value(document.uri)),
  };
}
