/**
 * Python 3.14 from Debian's `sid`, unpacked into the cache and run from there through its own loader and C library, so
 * that nothing of the machine changes. Needs a Debian with root, since debootstrap does.
 */
import { existsSync } from 'node:fs';
import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { Failure, succeed } from './project.mjs';

const PACKAGES = ['python3', 'python3-pytest', 'python3-trio', 'python3-anyio', 'python3-typing-extensions', 'python3-uvloop',
  'python3-pytest-asyncio', 'python3-aiohttp', 'python3-httpx'];
const DEBOOTSTRAP = '/usr/sbin/debootstrap';

/**
 * @returns {Promise<string>} absolute path of the interpreter
 * @throws {Failure} with the reason when it cannot be had on this machine.
 */
export async function pythonFromSid() {
  const entry = await cached('python-sid-clients', async (folder) => {
    if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-deb')) throw new Failure('this is no Debian');
    if (process.getuid?.() !== 0) throw new Failure('debootstrap needs root');
    if (!existsSync(DEBOOTSTRAP)) {
      await succeed('apt-get update', 'apt-get', ['update', '-qq']);
      await succeed('Installing debootstrap', 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'debootstrap']);
    }
    const download = join(folder, 'download');
    const options = ['--download-only', '--variant=minbase', `--include=${PACKAGES.join(',')}`];
    await succeed('Downloading the packages', DEBOOTSTRAP, [...options, 'sid', download]);
    const archives = join(download, 'var', 'cache', 'apt', 'archives');
    // Unpacked and no more: no package's script is run, nothing is mounted.
    for (const name of await readdir(archives)) {
      if (name.endsWith('.deb')) await succeed(`Unpacking ${name}`, 'dpkg-deb', ['-x', join(archives, name), folder]);
    }
    await rm(download, { recursive: true });
    await writeLauncher(join(folder, 'usr'));
  });
  return join(entry, 'usr', 'bin', LAUNCHER);
}

const LAUNCHER = 'python-of-sid';

/**
 * A program that starts the interpreter with its own C library. It stands beside the interpreter and gives itself as
 * its name: so Python finds its standard library, `sys.executable` can be started again, and so can a virtual
 * environment's link to it.
 * @param {string} usr
 */
async function writeLauncher(usr) {
  const [triplet] = (await readdir(join(usr, 'lib'))).filter((name) => name.endsWith('-linux-gnu'));
  if (!triplet) throw new Failure('its C library is not where it was looked for');
  const [loader] = (await readdir(join(usr, 'lib', triplet))).filter((name) => name.startsWith('ld-linux'));
  const [python] = (await readdir(join(usr, 'bin'))).filter((name) => /^python3\.\d+$/.test(name));
  if (!loader || !python) throw new Failure('its interpreter is not where it was looked for');
  const path = join(usr, 'bin', LAUNCHER);
  await writeFile(path, `#!/bin/sh
bin=$(dirname "$(readlink -f "$0")")
lib=$bin/../lib/${triplet}
exec "$lib/${loader}" --argv0 "$0" --library-path "$lib" "$bin/${python}" "$@"
`);
  await chmod(path, 0o755);
}
