/**
 * What must not outlive this process, however it ends: processes it started, folders it made. Each is undone by its
 * owner, or, when this process is interrupted or fails, at its exit.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {Set<() => void>} */
const pending = new Set();
let watching = false;

/**
 * Runs `undo` once: when the returned function is called, or at the exit of this process. It must be synchronous.
 * @param {() => void} undo
 * @returns {() => void}
 */
export function undoAtExit(undo) {
  if (!watching) {
    watching = true;
    process.on('exit', () => [...pending].reverse().forEach((each) => each()));
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => process.exit(130));
  }
  const once = () => {
    if (pending.delete(once)) undo();
  };
  pending.add(once);
  return once;
}

/**
 * Makes a folder that is gone when the returned `remove` was called, at the latest with this process.
 * @param {string} purpose part of its name
 * @param {string} [parent] existing folder to make it in; the system's temporary folder by default
 * @returns {{ path: string, remove: () => void }}
 */
export function temporaryFolder(purpose, parent = tmpdir()) {
  const path = realpathSync(mkdtempSync(join(parent, `await-lens-${purpose}-`)));
  // Retried, because what a process that was just ended had open may still be written for a moment.
  return { path, remove: undoAtExit(() => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })) };
}
