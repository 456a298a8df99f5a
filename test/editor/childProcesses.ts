import { readdirSync, readFileSync } from 'node:fs';

/** Ids of the processes that this extension host has started and that have not ended; Linux only. */
export function childProcesses(): number[] {
  const tasks = readdirSync(`/proc/${process.pid}/task`);
  return tasks.flatMap((task) => readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
}
