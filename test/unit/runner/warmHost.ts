/**
 * A host to be killed by a test: it keeps a warm worker in the folder of its first argument with the Python of its
 * second, and prints the worker's id as soon as that is started, or with a third argument when it has connected.
 */
import { join } from 'node:path';
import { WarmWorkers } from '../../../src/runner/warm.js';
import { startWorker } from '../../../src/runner/worker.js';
import { until } from '../../until.js';

const [cwd = '', command = '', connected] = process.argv.slice(2);

const warm = new WarmWorkers(undefined, async (place) => {
  const worker = await startWorker(place);
  if (connected) void until('it has connected', () => worker.python !== null).then(() => console.log(worker.process.pid));
  else console.log(worker.process.pid);
  return worker;
});
warm.keep({ interpreter: { command, args: [], version: '', executable: command }, workerFolder: join(PROJECT_ROOT, 'src', 'worker'), cwd, env: process.env });
