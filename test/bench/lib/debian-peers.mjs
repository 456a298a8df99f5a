/**
 * Other profilers from Debian's packages, unpacked into the cache, so that nothing of the machine changes. They are
 * built for the Python of their own Debian: others cannot import them, and then they are not measured there.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../../scripts/lib/cache.mjs';
import { temporaryFolder } from '../../../scripts/lib/cleanup.mjs';
import { Failure, succeed } from '../../../scripts/lib/project.mjs';

/** Of this machine's Debian, and of `sid`, which the newest Python comes from too (`scripts/lib/python-sid.mjs`). */
const PACKAGES = { own: ['python3-yappi'], sid: ['python3-yappi', 'python3-pyinstrument'] };
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** @returns {Promise<string[]>} folders to put on PYTHONPATH, one at a time; none where they cannot be had */
export async function debianPeers() {
  const folders = [];
  for (const suite of /** @type {const} */ (['own', 'sid'])) {
    try {
      const entry = await cached(`python-peers-${suite}`, (folder) => fill(suite, folder));
      folders.push(join(entry, 'usr', 'lib', 'python3', 'dist-packages'));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(`No profilers from Debian (${suite}): ${error.message}`);
    }
  }
  return folders;
}

/**
 * @param {keyof typeof PACKAGES} suite
 * @param {string} folder
 */
async function fill(suite, folder) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-deb') || !existsSync('/usr/bin/apt-get')) throw new Failure('this is no Debian');
  const state = temporaryFolder('apt');
  const archives = temporaryFolder('debs');
  try {
    const options = suite === 'own' ? [] : await optionsOfSid(state.path);
    await succeed('apt-get download', 'apt-get', [...options, '-qq', 'download', ...PACKAGES[suite]], { cwd: archives.path });
    for (const name of await readdir(archives.path)) await succeed(`Unpacking ${name}`, 'dpkg-deb', ['-x', join(archives.path, name), folder]);
  } finally {
    state.remove();
    archives.remove();
  }
}

/**
 * Lists of `sid` in a folder of their own, from where this machine has its packages.
 * @param {string} folder
 * @returns {Promise<string[]>} apt's options for them
 */
async function optionsOfSid(folder) {
  const known = await succeed('apt-get indextargets', 'apt-get', ['indextargets', '--format', '$(SITE) $(ORIGIN) $(COMPONENT)', 'Created-By: Packages']);
  const site = /^(\S+) Debian main$/m.exec(known)?.[1];
  if (!site) throw new Failure('apt names no source of Debian');
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  await writeFile(join(folder, 'sources.list'), `deb [signed-by=${KEYRING}] ${site} sid main\n`);
  const options = { 'Dir::Etc::sourcelist': 'sources.list', 'Dir::State::lists': 'lists', 'Dir::Cache': 'cache' };
  const words = Object.entries(options).flatMap(([name, path]) => ['-o', `${name}=${join(folder, path)}`]);
  words.push('-o', 'Dir::Etc::sourceparts=/dev/null');
  await succeed('apt-get update', 'apt-get', [...words, 'update', '-qq']);
  return words;
}
