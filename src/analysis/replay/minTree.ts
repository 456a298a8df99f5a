/** Finds the small numbers within a stretch of a list without looking at the others. */
export class MinTree {
  /** A binary tree in an array: the list is its leaves from `leaves` on, each node the least of its two children. */
  private readonly nodes: Float64Array;
  private readonly leaves: number;

  constructor(values: ArrayLike<number>) {
    this.leaves = 1;
    while (this.leaves < values.length) this.leaves *= 2;
    this.nodes = new Float64Array(2 * this.leaves).fill(Infinity);
    this.nodes.set(values, this.leaves);
    for (let node = this.leaves - 1; node > 0; node--) this.nodes[node] = Math.min(this.nodes[2 * node]!, this.nodes[2 * node + 1]!);
  }

  /** The indices from `from` up to `to` whose number is at most `limit`, in ascending order: O(log n) for each of them. */
  atMost(limit: number, from: number, to: number): number[] {
    const found: number[] = [];
    this.collect(1, 0, this.leaves, limit, from, to, found);
    return found;
  }

  /** The part of the list below `node` is that from `first` on, `count` long. */
  private collect(node: number, first: number, count: number, limit: number, from: number, to: number, found: number[]): void {
    if (first >= to || first + count <= from || this.nodes[node]! > limit) return;
    if (count === 1) {
      found.push(first);
      return;
    }
    this.collect(2 * node, first, count / 2, limit, from, to, found);
    this.collect(2 * node + 1, first + count / 2, count / 2, limit, from, to, found);
  }
}
