/** Python interpreters: which there may be, and what a given one is. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** An interpreter that has answered. */
export interface Interpreter {
  command: string;
  /** Arguments before everything else, as in `py -3`. */
  args: string[];
  /** For example `3.12.1`. */
  version: string;
  /** Absolute path of what `command` turned out to be. */
  executable: string;
}

/** A place to look for an interpreter. */
export interface Candidate {
  command: string;
  args: string[];
  /** Where it comes from, in words for the output header and the picker. */
  origin: string;
}

export type Probe =
  | { ok: true; interpreter: Interpreter }
  | { ok: false; reason: 'missing' | 'too old'; message: string };

export const OLDEST = [3, 8] as const;
const PROBE_MS = 10_000;
const PROBE_CODE = 'import sys; print(".".join(map(str, sys.version_info[:3])), sys.executable)';

function inEnvironment(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Virtual environments that stand in `folder`, by the names people give them. */
export function environmentsIn(folder: string): Candidate[] {
  return ['.venv', 'venv']
    .map((name) => ({ command: inEnvironment(join(folder, name)), args: [], origin: `${name} in the workspace folder` }))
    .filter(({ command }) => existsSync(command));
}

/** The environment that was active where the editor was started. */
export function activeEnvironments(env: NodeJS.ProcessEnv): Candidate[] {
  const found: Candidate[] = [];
  if (env.VIRTUAL_ENV) found.push({ command: inEnvironment(env.VIRTUAL_ENV), args: [], origin: 'VIRTUAL_ENV' });
  if (env.CONDA_PREFIX) {
    const conda = process.platform === 'win32' ? join(env.CONDA_PREFIX, 'python.exe') : inEnvironment(env.CONDA_PREFIX);
    found.push({ command: conda, args: [], origin: 'CONDA_PREFIX' });
  }
  return found;
}

/** What is looked up on the PATH, best first. */
export function onPath(): Candidate[] {
  const commands: [string, string[]][] = [['python3', []], ['python', []]];
  if (process.platform === 'win32') commands.push(['py', ['-3']]);
  return commands.map(([command, args]) => ({ command, args, origin: [command, ...args, 'on the PATH'].join(' ') }));
}

/** Asks an interpreter for its version. */
export function probe({ command, args }: Pick<Candidate, 'command' | 'args'>): Promise<Probe> {
  const answered = new Promise<Probe>((resolve) => {
    // Its path may have characters that the system's own encoding lacks.
    const env = { ...process.env, PYTHONIOENCODING: 'utf-8' };
    execFile(command, [...args, '-c', PROBE_CODE], { timeout: PROBE_MS, windowsHide: true, env }, (error, stdout, stderr) => {
      const answer = /^((\d+)\.(\d+)\.\d+) (.*)/.exec(stdout.trim());
      if (error || !answer) {
        const why = error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : (stderr.trim() || error?.message || 'it did not say its version');
        resolve({ ok: false, reason: 'missing', message: `${command}: ${why}` });
        return;
      }
      const [, version = '', major, minor, executable] = answer;
      if (Number(major) < OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) < OLDEST[1])) {
        resolve({ ok: false, reason: 'too old', message: `${command} is Python ${version}` });
        return;
      }
      resolve({ ok: true, interpreter: { command, args, version, executable: executable || command } });
    });
  });
  // Some commands are refused before anything starts, a `.bat` on Windows for one.
  return answered.catch((error: Error): Probe => ({ ok: false, reason: 'missing', message: `${command}: ${error.message}` }));
}
