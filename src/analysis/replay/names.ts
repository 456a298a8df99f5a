/** How tasks are called in the replay. */
import type { Lane } from '../../shared/timeline.js';
import { taskLabel } from '../blocking.js';

export class Names {
  private readonly lanes: ReadonlyMap<number, Lane>;
  /** How many tasks run each function. */
  private readonly running = new Map<string, number>();
  private readonly known = new Map<number, string>();

  constructor(lanes: readonly Lane[]) {
    this.lanes = new Map(lanes.map((lane) => [lane.task, lane]));
    for (const lane of lanes) this.running.set(shortFunction(lane), (this.running.get(shortFunction(lane)) ?? 0) + 1);
  }

  /** The function where no other task runs one of that name, else the task too: `main`, `Task-2 (worker)`. */
  of(task: number): string {
    const known = this.known.get(task) ?? this.name(task);
    this.known.set(task, known);
    return known;
  }

  private name(task: number): string {
    const lane = this.lanes.get(task);
    if (!lane) return 'a task without a lane';
    const name = shortFunction(lane);
    return name !== '' && this.running.get(name) === 1 ? name : taskLabel({ ...lane, function: name });
  }

  /** undefined of a task beyond the report's bound. */
  lane(task: number): Lane | undefined {
    return this.lanes.get(task);
  }
}

function shortFunction({ function: name }: Lane): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
