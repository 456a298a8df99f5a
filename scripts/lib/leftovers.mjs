/** What a part of the tests left behind: processes that still run, files in the temporary folder. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { undoAtExit } from './cleanup.mjs';

/** Processes that were killed are seen for a moment longer. */
const GRACE_MS = 3_000;
/** What Chromium writes and leaves there where it is ended in the middle of it. */
const OF_CHROMIUM = /^\.org\.chromium\./;
const MARK = 'AWAIT_LENS_TEST_RUN';

/**
 * An environment for processes that are to leave nothing behind.
 * @returns {{ env: NodeJS.ProcessEnv, check: () => Promise<string[]> }} `check` ends and removes what is left and
 *   tells of it, a line each. Processes are found on Linux only.
 */
export function watchLeftovers() {
  const mark = `${MARK}=${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), 'await-lens-'));
  const removeFolder = undoAtExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  const [name, value] = mark.split('=');
  const check = async () => {
    const deadline = Date.now() + GRACE_MS;
    while (marked(mark).length > 0 && Date.now() < deadline) await pause(50);
    const processes = marked(mark).map(({ pid, command }) => {
      process.kill(pid, 'SIGKILL');
      return `process ${pid} was left running: ${command}`;
    });
    const files = readdirSync(folder).filter((file) => !OF_CHROMIUM.test(file)).map((file) => `a temporary file was left: ${file}`);
    removeFolder();
    return [...processes, ...files];
  };
  return { env: { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder, [String(name)]: value }, check };
}

/**
 * Every process whose environment, or that of a process it descends from, has the mark.
 * @param {string} mark
 * @returns {{ pid: number, command: string }[]}
 */
function marked(mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(mark)) return [];
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200) }];
    } catch {
      // It has ended, or belongs to somebody else.
      return [];
    }
  });
}
