/** The machine that was measured on, in a few words. */
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';

/** @typedef {{ processor: string, cores: number, memory_gib: number, system: string, node: string, pythons: string[], date: string }} Machine */

/**
 * @param {import('../../../scripts/lib/pythons.mjs').Python[]} pythons
 * @returns {Machine}
 */
export function machine(pythons) {
  const distribution = existsSync('/etc/os-release') ? /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] : undefined;
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: [distribution, `${type()} ${release()} ${arch()}`].filter(Boolean).join(', '),
    node: process.versions.node,
    pythons: pythons.map(({ version }) => version),
    date: new Date().toISOString().slice(0, 10),
  };
}
