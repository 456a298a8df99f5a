/** Where the project is, and how its scripts run other programs. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAtExit } from './process-tree.mjs';

/** Absolute path of the project's folder, without a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** @type {{ name: string, publisher: string, version: string }} */
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The extension's identifier, as VS Code lists it. */
export const extensionId = `${manifest.publisher}.${manifest.name}`;

/** Where `npm run package` writes the VSIX. */
export const vsixPath = join(root, `${manifest.name}-${manifest.version}.vsix`);

/** A failure whose message is all that the reader needs: it is shown without a stack. */
export class Failure extends Error {}

/**
 * Runs a program to its end and hands back what it printed. Its exit status is the caller's to judge.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptionsWithoutStdio & { echo?: boolean, limit?: number }} [options]
 *   `echo` also shows the output as it comes. After `limit` milliseconds the program is ended by SIGABRT, at which a
 *   Python with its faulthandler on says where it was; its exit status is then null.
 * @returns {Promise<{ status: number | null, output: string, stdout: string }>} `output` is both streams, as they came.
 * @throws {Failure} when the program cannot be started.
 */
export function run(command, args, { echo = false, limit, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = endAtExit(child);
    const overdue = limit === undefined ? undefined : setTimeout(() => {
      const remark = `\n${command} took longer than ${limit / 1000} s and was ended.\n`;
      output += remark;
      if (echo) process.stderr.write(remark);
      child.kill('SIGABRT');
    }, limit);
    let output = '';
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      stdout += text;
      if (echo) process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (echo) process.stderr.write(text);
    });
    child.on('error', (error) => {
      clearTimeout(overdue);
      end();
      reject(new Failure(`Could not start ${command}: ${error.message}`));
    });
    child.on('close', (status) => {
      clearTimeout(overdue);
      end();
      resolve({ status, output, stdout });
    });
  });
}

/**
 * Runs a program of which only success is of use.
 * @param {string} what what it is for, for the message: `Bundling`
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 * @returns {Promise<string>} what it wrote to stdout
 * @throws {Failure} with the end of its output when its exit status is not 0.
 */
export async function succeed(what, command, args, options) {
  const { status, output, stdout } = await run(command, args, options);
  if (status !== 0) throw new Failure(`${what} failed (${command} ended with ${status}):\n${output.trim().slice(-4000)}`);
  return stdout;
}

/**
 * Runs a script's main function: a Failure is printed as its message, anything else with its stack.
 * @param {() => Promise<void>} main
 */
export async function script(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error);
    process.exitCode = 1;
  }
}
