/** Makes the VSIX: the product as it is installed. */
import { stat } from 'node:fs/promises';
import { createVSIX } from '@vscode/vsce';
import { Failure, root, succeed, vsixPath } from './project.mjs';

/** The most a VSIX may weigh, in bytes. */
export const SIZE_LIMIT = 1_000_000;

/**
 * Builds for production and packages.
 * @returns {Promise<{ path: string, size: number }>} size in bytes
 * @throws {Failure} when it weighs too much.
 */
export async function makeVsix() {
  await succeed('The production build', process.execPath, ['scripts/build.mjs', '--production']);
  // What runs is bundled; and no address of a repository exists that the README's links could be made absolute with.
  await createVSIX({ cwd: root, packagePath: vsixPath, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
  const { size } = await stat(vsixPath);
  if (size >= SIZE_LIMIT) throw new Failure(`${vsixPath} weighs ${size} bytes; the limit is ${SIZE_LIMIT}.`);
  return { path: vsixPath, size };
}
