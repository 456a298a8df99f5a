/** What is drawn in one frame, and where. */
import type { Sums } from '../../analysis/timeline/sums.js';
import type { Rows } from '../../analysis/timeline/tree.js';
import type { Segment } from '../../analysis/timeline/segments.js';
import type { Timeline } from '../../shared/timeline.js';
import type { Palette } from './palette.js';

/** Heights in pixels of the page. */
export const AXIS = 22;
export const LOOP = 26;
/** Axis and event loop stay where they are while lanes are scrolled. */
export const HEAD = AXIS + LOOP;
export const ROW = 24;
export const BAR = 16;

/** The stretch of time that is shown. */
export interface Span {
  fromNs: number;
  toNs: number;
}

export interface Shown {
  arrows: boolean;
  critical: boolean;
}

export interface Scene extends Span {
  timeline: Timeline;
  sums: Sums;
  rows: Rows;
  palette: Palette;
  shown: Shown;
  width: number;
  height: number;
  /** How far the lanes are scrolled. */
  top: number;
  /** By task: its lane, an index into the timeline's `lanes`. */
  laneOf: ReadonlyMap<number, number>;
  /** Tasks that the editor's cursor is in. */
  highlighted: ReadonlySet<number>;
  /** The lane under the pointer, and the selected segment. */
  hoveredLane: number | null;
  selected: Segment | null;
  /** The replay's. */
  moment: number | null;
}

export class Scale {
  readonly pixelsPerNs: number;

  constructor(readonly span: Span, readonly width: number) {
    this.pixelsPerNs = width / Math.max(1, span.toNs - span.fromNs);
  }

  x(ns: number): number {
    return (ns - this.span.fromNs) * this.pixelsPerNs;
  }

  ns(x: number): number {
    return this.span.fromNs + x / this.pixelsPerNs;
  }
}

/** Where a row's bar begins. */
export const barTop = (scene: Pick<Scene, 'top'>, row: number): number => HEAD + row * ROW - scene.top + (ROW - BAR) / 2;

/** The rows that are at least partly seen. */
export function seenRows({ top, height, rows }: Pick<Scene, 'top' | 'height' | 'rows'>): { first: number; past: number } {
  const first = Math.floor(top / ROW);
  return { first, past: Math.max(first, Math.min(rows.rows.length, Math.ceil((top + height - HEAD) / ROW))) };
}
