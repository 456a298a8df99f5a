/**
 * Warm workers: processes that were started ahead, so that the next click does not wait for Python. They have run
 * nothing of the user's, and each is used once. One is only handed out where a new one would be no different.
 */
import { realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { PROTOCOL_VERSION } from '../shared/protocol.js';
import { DRAIN_MS, programEnvironment, startWorker, type Place, type Worker } from './worker.js';

/** Calls back after that many milliseconds; what it returns takes that back. */
export type After = (ms: number, action: () => void) => () => void;

export const IDLE_MS = 5 * 60_000;
/** How many there may be, one for each working directory; the one that has waited longest makes room. */
export const MOST_KEPT = 4;
/** A warm worker that takes longer to say whether it may be used is no faster than a new one. */
export const CHECK_MS = 500;

interface Kept {
  likeness: string;
  worker: Promise<Worker | null>;
  cancelIdleEnd(): void;
}

const afterTimeout: After = (ms, action) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};

export class WarmWorkers {
  /** By working directory. */
  private readonly kept = new Map<string, Kept>();
  private disposed = false;

  constructor(private readonly after: After = afterTimeout, private readonly start: typeof startWorker = startWorker) {}

  /** Sees to it that a worker waits there. To be called when nothing runs that its start could slow down. */
  keep(place: Place): void {
    if (this.disposed) return;
    const likeness = likenessOf(place);
    const kept = this.kept.get(place.cwd);
    if (kept?.likeness === likeness) {
      kept.cancelIdleEnd();
      kept.cancelIdleEnd = this.endWhenIdle(place.cwd);
      return;
    }
    this.drop(place.cwd);
    const [oldest] = this.kept.keys();
    if (this.kept.size === MOST_KEPT && oldest !== undefined) this.drop(oldest);
    const worker = this.start(place).catch(() => null);
    const started: Kept = { likeness, worker, cancelIdleEnd: this.endWhenIdle(place.cwd) };
    this.kept.set(place.cwd, started);
    void worker.then((each) => each?.use({
      onMessage: () => {},
      onLost: () => { if (this.kept.get(place.cwd) === started) this.drop(place.cwd); },
    }));
  }

  /** A worker that waits there, now the caller's to end; null where there is none that is as good as a new one. */
  async take(place: Place): Promise<Worker | null> {
    const kept = this.kept.get(place.cwd);
    if (!kept) return null;
    kept.cancelIdleEnd();
    this.kept.delete(place.cwd);
    const worker = await kept.worker;
    if (!worker) return null;
    // One that has yet to connect has just been started: it is a new one.
    if (kept.likeness === likenessOf(place) && (worker.python === null || await this.saysFresh(worker))) return worker;
    void worker.end(DRAIN_MS);
    return null;
  }

  /** Ends them all, and keeps no more. */
  dispose(): void {
    this.disposed = true;
    for (const [cwd, { worker }] of [...this.kept]) {
      void worker.then((each) => each?.hangUp()); // at once, for this process may be about to end itself
      this.drop(cwd);
    }
  }

  private endWhenIdle(cwd: string): () => void {
    return this.after(IDLE_MS, () => this.drop(cwd));
  }

  private drop(cwd: string): void {
    const kept = this.kept.get(cwd);
    if (!kept) return;
    kept.cancelIdleEnd();
    this.kept.delete(cwd);
    void kept.worker.then((worker) => worker?.end(DRAIN_MS));
  }

  /** Whether it is there and finds everything as it was when it started; only it knows what it has read by then. */
  private saysFresh(worker: Worker): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.after(CHECK_MS, () => resolve(false));
      const answer = (fresh: boolean): void => {
        cancel();
        resolve(fresh);
      };
      worker.use({ onMessage: (message) => answer(message.type === 'checked' && message.fresh), onLost: () => answer(false) });
      worker.send({ v: PROTOCOL_VERSION, type: 'check' });
    });
  }
}

/** Files by which the launchers of version managers (pyenv, asdf, mise) choose a Python, in a folder or one above it. */
const VERSION_FILES = ['.python-version', '.tool-versions', 'mise.toml'];

/** The same for two places only where the same Python would start in the same way. */
function likenessOf({ interpreter: { command, args }, workerFolder, cwd, env }: Place): string {
  const seen = programEnvironment(env);
  const folder = realPath(cwd);
  const versions = ancestors(folder).flatMap((each) => VERSION_FILES.map((name) => stampOf(join(each, name))));
  return JSON.stringify([stampOfCommand(command, seen), args, workerFolder, folder, versions, seen]);
}

/** The stamp of the file that a command starts. */
function stampOfCommand(command: string, env: NodeJS.ProcessEnv): string {
  if (/[\\/]/.test(command)) return stampOf(command) ?? command;
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const names = process.platform === 'win32' ? [`${command}.exe`, command] : [command];
  for (const folder of path.split(delimiter)) {
    for (const name of names) {
      const stamp = stampOf(join(folder, name));
      if (stamp) return stamp;
    }
  }
  return command;
}

/** Tells a file from what it was before, and from one in its place; null where there is none. */
function stampOf(path: string): string | null {
  try {
    const { dev, ino, size, mtimeMs } = statSync(path);
    return [path, dev, ino, size, mtimeMs].join();
  } catch {
    return null;
  }
}

/** The folder and those above it. */
function ancestors(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path; // it is gone; a start there says so
  }
}
