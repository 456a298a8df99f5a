/** How tasks are called in the replay. */
import type { Lane } from '../../shared/timeline.js';
import { taskLabel } from '../blocking.js';

export class Names {
  private readonly lanes: ReadonlyMap<number, Lane>;
  private readonly names: ReadonlyMap<number, string>;

  /** The function where no other task runs one of that name, else the task too: `main`, `Task-2 (worker)`. */
  constructor(lanes: readonly Lane[]) {
    this.lanes = new Map(lanes.map((lane) => [lane.task, lane]));
    const functions = counted(lanes.map(shortFunction));
    const labels = lanes.map((lane) => {
      const name = shortFunction(lane);
      return name !== '' && functions.get(name) === 1 ? name : taskLabel({ ...lane, function: name });
    });
    const alike = counted(labels);
    // The program may give one name to several tasks.
    this.names = new Map(lanes.map(({ task }, index) => [task, alike.get(labels[index]!) === 1 ? labels[index]! : `${labels[index]} #${task}`]));
  }

  of(task: number): string {
    return this.names.get(task) ?? 'a task without a lane';
  }

  /** undefined of a task beyond the report's bound. */
  lane(task: number): Lane | undefined {
    return this.lanes.get(task);
  }
}

function shortFunction({ function: name }: Lane): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
