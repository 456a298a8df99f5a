/** The runs that panels show, kept in the workspace's storage so that a reload of the window does not lose them. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uri } from 'vscode';
import type { FunctionId } from '../../analysis/model.js';
import { arrayOf, boolean, natural, nullable, number, object, string } from '../../shared/guards.js';
import { isReport } from '../../shared/report.js';
import { fileKey } from '../paths.js';
import type { EndedRun } from '../runs.js';
import { functionKey } from '../scans.js';

/** The newest so many are kept. */
const KEPT = 20;

const isKept = object({
  report: isReport, python: string, startedAt: number, text: string, printed: boolean, ranTexts: arrayOf(arrayOf(string)),
  made: object({ uri: string, qualname: string, ordinal: natural, answers: object({ arguments: string, instance: nullable(string) }) }),
});

export class KeptRuns {
  /** @param folder of the workspace's storage; it need not exist */
  constructor(private readonly folder: string) {}

  /** Keeps a run that left a report. Failing to is no reason to trouble the user: the run can be made again. */
  async save(uri: Uri, id: FunctionId, { end, python, startedAt, text, printed, made, ranTexts }: EndedRun): Promise<void> {
    if (end.kind !== 'report') return;
    const { report } = end;
    const files = new Set([report.target.file ?? '', ...report.awaits.map(({ file }) => file)]);
    const keys = new Set([...files].map(fileKey));
    const texts = [...ranTexts].filter(([key]) => keys.has(key));
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(this.path(uri, id), JSON.stringify({ report, python, startedAt, text, printed, made, ranTexts: texts }));
      await this.prune();
    } catch {
      // A full or read-only disk.
    }
  }

  /** The run that was kept; null where there is none that this version can read. */
  async load(uri: Uri, id: FunctionId): Promise<EndedRun | null> {
    const read = await readFile(this.path(uri, id), 'utf8').then((text): unknown => JSON.parse(text)).catch(() => null);
    if (!isKept(read)) return null;
    const { report, ranTexts, ...run } = read as Omit<EndedRun, 'phase' | 'end' | 'ranTexts'> & { report: Extract<EndedRun['end'], { kind: 'report' }>['report']; ranTexts: [string, string][] };
    return { phase: 'ended', end: { kind: 'report', report }, ...run, ranTexts: new Map(ranTexts) };
  }

  private path(uri: Uri, id: FunctionId): string {
    return join(this.folder, `${createHash('sha256').update(functionKey(uri, id)).digest('hex').slice(0, 32)}.json`);
  }

  private async prune(): Promise<void> {
    const paths = (await readdir(this.folder)).map((name) => join(this.folder, name));
    const aged = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
    aged.sort((a, b) => b.at - a.at);
    await Promise.all(aged.slice(KEPT).map(({ path }) => rm(path, { force: true })));
  }
}
