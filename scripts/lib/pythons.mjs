/** Every CPython of this machine that the worker is made for. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure, run } from './project.mjs';
import { pythonFromSid } from './python-sid.mjs';

const OLDEST_MINOR = 8;
const NEWEST_MINOR = 14;

/** @typedef {{ path: string, version: string }} Python */

const PROBE = `
import json, os, platform, sys
print(json.dumps([platform.python_implementation(), sys.version_info[:3], os.path.realpath(sys.executable)]))`;

/**
 * Oldest first. Where NEWEST_MINOR is not installed it is fetched; where it cannot be, a line says why.
 * @returns {Promise<Python[]>}
 * @throws {Failure} when there is none at all.
 */
export async function pythons() {
  const found = await probeAll(candidates());
  if (!found.some((python) => python.version.startsWith(`3.${NEWEST_MINOR}.`))) {
    try {
      found.push(...(await probeAll([await pythonFromSid()])));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.log(`!!! NOT TESTED ON PYTHON 3.${NEWEST_MINOR}: it is not installed and cannot be fetched: ${error.message}`);
    }
  }
  if (found.length === 0) throw new Failure(`No CPython from 3.${OLDEST_MINOR} up was found: install one and see that \`python3\` is on the PATH.`);
  return found.sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

/** @returns {string[]} commands that may be a Python */
function candidates() {
  const minors = Array.from({ length: NEWEST_MINOR + 2 - OLDEST_MINOR }, (_, index) => OLDEST_MINOR + index);
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const pyenv = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin', 'python')) : [];
  return [...pyenv, ...minors.map((minor) => `python3.${minor}`), 'python3', 'python', '/usr/bin/python3'];
}

/**
 * @param {string[]} commands
 * @returns {Promise<Python[]>} those that are what is wanted, each interpreter once
 */
async function probeAll(commands) {
  /** @type {Map<string, Python>} */
  const byExecutable = new Map();
  for (const command of commands) {
    const probed = await run(command, ['-c', PROBE]).catch(() => null);
    if (probed?.status !== 0) continue;
    const [implementation, [major, minor, micro], executable] = JSON.parse(probed.stdout);
    if (implementation !== 'CPython' || major !== 3 || minor < OLDEST_MINOR) continue;
    byExecutable.set(executable, { path: executable, version: `${major}.${minor}.${micro}` });
  }
  return [...byExecutable.values()];
}
