/**
 * A Chromium for the browser tests: the machine's own, or one that npm carries, which needs no root, no display and
 * no library of the system beyond the C library.
 */
import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { cached, unpackFromNpm } from './cache.mjs';
import { Failure, succeed } from './project.mjs';

const CHROMIUM_VERSION = '153.0.0';
const FONTS_VERSION = '2.37.3';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** @typedef {{ executablePath: string, args: string[], env: NodeJS.ProcessEnv }} Chromium what Playwright's launch takes */

const QUIET = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];

/**
 * CHROME_PATH, else an installed Chromium or Chrome, else npm's. AWAIT_LENS_CHROMIUM=npm takes npm's in any case.
 * @param {NodeJS.ProcessEnv} [env] the browser's environment
 * @returns {Promise<Chromium>}
 * @throws {Failure} when there is none for this machine.
 */
export async function chromium(env = process.env) {
  const named = process.env.CHROME_PATH;
  if (named && !existsSync(named)) throw new Failure(`CHROME_PATH names ${named}, which does not exist.`);
  const found = named || INSTALLED.find((path) => existsSync(path));
  if (found && process.env.AWAIT_LENS_CHROMIUM !== 'npm') return { executablePath: found, args: QUIET, env };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Failure('No Chromium was found. Install Chromium or Google Chrome, or name one in CHROME_PATH.');
  }
  const folder = await cached(`chromium-${CHROMIUM_VERSION}`, unpackChromium);
  const libraries = [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return {
    executablePath: join(folder, 'chromium'),
    args: [...QUIET, '--font-render-hinting=none'],
    env: { ...env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: folder },
  };
}

/** @param {string} folder */
async function unpackChromium(folder) {
  await unpackFromNpm(`@sparticuz/chromium@${CHROMIUM_VERSION}`, folder, ['bin']);
  const packed = join(folder, 'package', 'bin');
  await pipeline(createReadStream(join(packed, 'chromium.br')), createBrotliDecompress(), createWriteStream(join(folder, 'chromium'), { mode: 0o755 }));
  for (const archive of ['al2023', 'swiftshader']) {
    const tar = join(folder, `${archive}.tar`);
    await pipeline(createReadStream(join(packed, `${archive}.tar.br`)), createBrotliDecompress(), createWriteStream(tar));
    await succeed(`Unpacking ${archive}`, 'tar', ['-xf', tar], { cwd: folder });
    await rm(tar);
  }
  await rm(join(folder, 'package'), { recursive: true });
  // Its own fonts have no monospaced one; an editor needs it.
  await unpackFromNpm(`dejavu-fonts-ttf@${FONTS_VERSION}`, folder, ['ttf']);
  await mkdir(join(folder, 'fonts'));
  await rename(join(folder, 'package', 'ttf'), join(folder, 'fonts', 'dejavu'));
  // For the font of the system's interface the browser takes whichever is there.
  for (const name of readdirSync(join(folder, 'fonts', 'dejavu'))) if (/^DejaVu(?:Serif|Math)/.test(name)) await rm(join(folder, 'fonts', 'dejavu', name));
  await rm(join(folder, 'package'), { recursive: true });
  await writeFile(join(folder, 'fonts.conf'), FONTS_CONF);
}

const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
`;
