/** The picture by keyboard: from segment to segment and from lane to lane, zoom, pan, to the line. */
import { useState } from 'preact/hooks';
import { edgeSegment, nextSegment, segmentAt, type Segment } from '../../analysis/timeline/segments.js';
import { segmentTold } from '../../analysis/timeline/words.js';
import { revealSegment } from './hit.js';
import { barTop, ROW, Scale, type Scene } from './scene.js';
import type { Reveal } from './timeline.js';
import type { TipOf } from './tip.js';
import type { SpanControl } from './useSpan.js';

const ZOOM = 1.5;
const PAN = 0.1;

interface Acts {
  reveal: Reveal;
  select(segment: Segment | null): void;
  /** Scrolls until the row is seen. */
  toRow(row: number): void;
  /** A key has done something. */
  acted(): void;
}

export function useKeys(scene: Scene | null, control: SpanControl, { reveal, select, toRow, acted }: Acts) {
  const [box, setBox] = useState<DOMRect | null>(null);
  const selected = scene?.selected ?? null;
  const told = scene && selected && segmentTold(scene.timeline, selected);

  const choose = (segment: Segment | null): void => {
    if (!segment || !scene) return;
    select(segment);
    toRow(scene.rows.rowOf[segment.lane]!);
    bringIntoView(segment, control);
  };
  const act = (key: string, shift: boolean): boolean => {
    if (!scene) return false;
    const { timeline } = scene;
    const sideways = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : null;
    const upDown = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : null;
    if (sideways && shift) control.panBy(sideways * PAN);
    else if (sideways) choose(selected ? nextSegment(timeline, selected, sideways) : firstOf(scene));
    else if (upDown) choose(selected ? inNextLane(scene, selected, upDown) : firstOf(scene));
    else if (key === 'Home' || key === 'End') choose(edgeSegment(timeline, (selected ?? firstOf(scene))?.lane ?? 0, key === 'Home' ? 1 : -1));
    else if (key === '+' || key === '=') control.zoomBy(ZOOM, placeOf(selected, control));
    else if (key === '-' || key === '_') control.zoomBy(1 / ZOOM, placeOf(selected, control));
    else if (key === '0' || key === 'f' || key === 'F') control.fit();
    else if ((key === 'z' || key === 'Z') && selected) zoomTo(selected, control);
    else if (key === 'Enter' && selected) revealSegment(timeline, selected, reveal);
    else if (key === 'Escape' && selected) select(null);
    else return false;
    return true;
  };
  const measure = (event: Event): void => setBox((event.currentTarget as Element).getBoundingClientRect());
  return {
    /** For a screen reader. */
    said: told ? [told.title, told.code, ...told.lines].filter(Boolean).join('. ') : '',
    tip: scene && selected && told && box ? tipOf(scene, selected, box, told) : null,
    handlers: {
      onFocus: measure,
      onBlur: (): void => setBox(null),
      onKeyDown: (event: KeyboardEvent): void => {
        if (event.ctrlKey || event.metaKey || event.altKey || !act(event.key, event.shiftKey)) return;
        event.preventDefault();
        acted();
        measure(event);
      },
    },
  };
}

function firstOf({ timeline, rows }: Scene): Segment | null {
  const row = rows.rows.find(({ lane }) => timeline.lanes[lane]!.count > 0);
  return row ? edgeSegment(timeline, row.lane, 1) : null;
}

/** What the next lane that has steps did at about the same time. */
function inNextLane({ timeline, rows, fromNs, toNs }: Scene, { lane, startNs, endNs }: Segment, direction: 1 | -1): Segment | null {
  const ns = (Math.max(startNs, fromNs) + Math.min(endNs, toNs)) / 2;
  for (let row = rows.rowOf[lane]! + direction; row >= 0 && row < rows.rows.length; row += direction) {
    const next = rows.rows[row]!.lane;
    if (timeline.lanes[next]!.count > 0) return segmentAt(timeline, next, ns) ?? edgeSegment(timeline, next, timeline.lanes[next]!.startNs > ns ? 1 : -1);
  }
  return null;
}

function bringIntoView({ startNs, endNs }: Segment, { span: { fromNs, toNs }, show }: SpanControl): void {
  if (endNs >= fromNs && startNs <= toNs) return;
  const length = toNs - fromNs;
  const middle = endNs - startNs < length ? (startNs + endNs) / 2 : startNs + length / 2;
  show(middle - length / 2, middle + length / 2);
}

function zoomTo({ startNs, endNs }: Segment, { show }: SpanControl): void {
  const margin = (endNs - startNs) * 0.1;
  show(startNs - margin, endNs + margin);
}

/** Zoom goes on around what is selected, as long as that is in view. */
function placeOf(selected: Segment | null, { span: { fromNs, toNs } }: SpanControl): number {
  const place = selected ? ((selected.startNs + selected.endNs) / 2 - fromNs) / (toNs - fromNs) : 0.5;
  return place >= 0 && place <= 1 ? place : 0.5;
}

function tipOf(scene: Scene, { lane, startNs }: Segment, { left, top }: DOMRect, told: TipOf['told']): TipOf {
  const x = Math.max(0, Math.min(scene.width, new Scale(scene, scene.width).x(startNs)));
  return { told, x: left + x, y: top + barTop(scene, scene.rows.rowOf[lane]!) + ROW - 16 };
}
