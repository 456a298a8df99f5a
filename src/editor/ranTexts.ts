/** The texts that ran. */
import { readFile } from 'node:fs/promises';
import { fileKey } from './paths.js';
import type { RanTexts } from './runs.js';

/** The text of a file as a run had it, without a byte order mark; null where it is not known and cannot be read. */
export async function textThatRan(ranTexts: RanTexts, file: string): Promise<string | null> {
  const known = ranTexts.get(fileKey(file));
  if (known !== undefined) return known;
  const text = await readFile(file, 'utf8').catch(() => null);
  return text?.replace(/^\uFEFF/, '') ?? null;
}
