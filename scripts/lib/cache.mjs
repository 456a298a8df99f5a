/**
 * Downloads that are kept: `.cache/` in the project (git ignores it), or the folder AWAIT_LENS_CACHE names.
 * Everything comes from npm by exact version; an entry is there whole or not at all.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { temporaryFolder } from './cleanup.mjs';
import { Failure, root, run, succeed } from './project.mjs';

export const cacheFolder = resolve(root, process.env.AWAIT_LENS_CACHE || '.cache');

/** Entries that this process fills just now. @type {Map<string, Promise<string>>} */
const underWay = new Map();

/**
 * The folder of a cache entry, filled at its first use. Two processes may ask at once: each fills a folder of its
 * own, the first to finish gives its to both. Within a process it is filled once.
 * @param {string} name the entry's name, version included
 * @param {(folder: string) => Promise<void>} fill puts the content into an empty folder
 * @returns {Promise<string>} absolute path
 */
export async function cached(name, fill) {
  const entry = join(cacheFolder, name);
  if (existsSync(entry)) return entry;
  const filling = underWay.get(name) ?? fillEntry(entry, name, fill).finally(() => underWay.delete(name));
  underWay.set(name, filling);
  return filling;
}

/**
 * @param {string} entry absolute path
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 */
async function fillEntry(entry, name, fill) {
  const started = Date.now();
  console.log(`Getting ${name} (once; kept in ${cacheFolder}) …`);
  await mkdir(cacheFolder, { recursive: true });
  const filling = temporaryFolder('filling', cacheFolder);
  try {
    await fill(filling.path);
    await rename(filling.path, entry).catch((error) => {
      if (!existsSync(entry)) throw error;
    });
  } finally {
    filling.remove();
  }
  console.log(`Got ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return entry;
}

/**
 * Unpacks a package from npm into a folder; none of its scripts is run.
 * @param {string} spec name and exact version: `code-server@4.139.1`
 * @param {string} folder existing folder
 * @param {string[]} [members] only these files or folders of it; all of them by default
 * @throws {Failure} when npm cannot get it.
 */
export async function unpackFromNpm(spec, folder, members = []) {
  const { path: packs, remove } = temporaryFolder('pack', cacheFolder);
  try {
    await npm(`Downloading ${spec}`, ['pack', spec, '--pack-destination', packs], packs);
    const [filename] = await readdir(packs);
    if (!filename) throw new Failure(`Downloading ${spec} left no file behind.`);
    const wanted = members.map((member) => `package/${member}`);
    // Relative, because some versions of tar take the colon of `C:\…` for a host's name.
    await succeed(`Unpacking ${spec}`, 'tar', ['-xzf', filename, ...wanted], { cwd: packs });
    await rename(join(packs, 'package'), join(folder, 'package'));
  } finally {
    remove();
  }
}

/**
 * Installs what a package's lock file names for production; no install script is run.
 * @param {string} folder the package's folder
 */
export async function installDependencies(folder) {
  await npm(`Installing the dependencies of ${folder}`, ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
}

/**
 * @param {string} what
 * @param {string[]} args
 * @param {string} cwd
 */
async function npm(what, args, cwd) {
  // npm hands its settings to the scripts it runs, the project's folder among them: it must not meet them again here.
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)/i.test(name));
  const { status, output } = await run('npm', args, { cwd, env: Object.fromEntries(inherited), shell: process.platform === 'win32' });
  if (status === 0) return;
  throw new Failure(
    `${what} failed:\n${output.trim().slice(-2000)}\n\n` +
      'This comes from npm: see that `npm ping` answers, or name a folder that holds the downloads already in AWAIT_LENS_CACHE.',
  );
}
