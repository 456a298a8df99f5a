/** Tasks as a tree by who created them. */
import type { TaskTimes } from '../../shared/report.js';
import type { Lane } from '../../shared/timeline.js';

/** Each task after its parent, children by their start. A task whose parent is not among them is a root. */
export function treeOrder(tasks: readonly TaskTimes[]): { task: TaskTimes; depth: number }[] {
  const known = new Set(tasks.map(({ id }) => id));
  const children = new Map<number | null, TaskTimes[]>();
  // The latest first: they are taken from the end.
  for (const task of [...tasks].sort((a, b) => b.start_ns - a.start_ns || b.id - a.id)) {
    const parent = task.parent !== null && known.has(task.parent) ? task.parent : null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(task);
    else children.set(parent, [task]);
  }
  const ordered: { task: TaskTimes; depth: number }[] = [];
  const open = (children.get(null) ?? []).map((task) => ({ task, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    ordered.push(next);
    const { task, depth } = next;
    for (const child of children.get(task.id) ?? []) open.push({ task: child, depth: depth + 1 });
  }
  return ordered;
}

/** One visible lane. */
export interface Row {
  /** Index into the timeline's `lanes`. */
  lane: number;
  /** How many lanes stand below it in the tree, whether they are shown or not. */
  below: number;
}

export interface Rows {
  rows: Row[];
  /** By lane: its row; of one that is hidden, the row of the nearest lane above it that is shown. */
  rowOf: Int32Array;
}

/** The lanes that are shown when those of the `collapsed` tasks hide what is below them. */
export function rowsOf(lanes: readonly Lane[], collapsed: ReadonlySet<number>): Rows {
  const ends = subtreeEnds(lanes);
  const rows: Row[] = [];
  const rowOf = new Int32Array(lanes.length);
  for (let lane = 0; lane < lanes.length;) {
    const end = ends[lane]!;
    const next = collapsed.has(lanes[lane]!.task) ? end : lane + 1;
    rowOf.fill(rows.length, lane, next);
    rows.push({ lane, below: end - lane - 1 });
    lane = next;
  }
  return { rows, rowOf };
}

/** By lane: the first lane after it that does not stand below it. */
function subtreeEnds(lanes: readonly Lane[]): Int32Array {
  const ends = new Int32Array(lanes.length).fill(lanes.length);
  const open: number[] = [];
  for (const [index, { depth }] of lanes.entries()) {
    while (open.length > 0 && lanes[open.at(-1)!]!.depth >= depth) ends[open.pop()!] = index;
    open.push(index);
  }
  return ends;
}
