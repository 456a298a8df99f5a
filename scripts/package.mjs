/**
 * Writes `await-lens-<version>.vsix` into the project's folder.
 *   npm run package
 */
import { script } from './lib/project.mjs';
import { makeVsix } from './lib/vsix.mjs';

await script(async () => {
  const { path, size } = await makeVsix();
  console.log(`${path} (${Math.ceil(size / 1000)} kB)`);
});
