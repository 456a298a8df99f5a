/** Which stretch of time is shown: zoomed and panned by wheel, drag, pinch (d3-zoom), keys and buttons. */
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomBehavior } from 'd3-zoom';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Span } from './scene.js';

/** The shortest stretch that can be shown. */
const SHORTEST_NS = 500;
/** Pixels of a wheel's turn that double the scale. */
const DOUBLING = 120;

export interface SpanControl {
  span: Span;
  /** Whether less than the whole is shown. */
  zoomed: boolean;
  fit(): void;
  /** By a factor, around a place from 0 (left) to 1. */
  zoomBy(factor: number, place?: number): void;
  /** By a share of what is shown. */
  panBy(share: number): void;
  show(fromNs: number, toNs: number): void;
}

/**
 * @param target what the pointer acts on, once it is there
 * @param width of the picture
 * @param endNs of the run; while nothing is zoomed, a run that goes on stays wholly in view
 */
export function useSpan(target: HTMLElement | null, width: number, endNs: number): SpanControl {
  /** null: the whole. */
  const [chosen, choose] = useState<Span | null>(null);
  const span = chosen ?? { fromNs: 0, toNs: endNs };
  const latest = useRef({ width, endNs });
  latest.current = { width, endNs };
  const behavior = useMemo(makeZoom, []);

  useEffect(() => {
    if (!target) return;
    const canvas = select(target);
    behavior.on('zoom', ({ transform: { k, x } }: { transform: { k: number; x: number } }) => {
      const { width: wide, endNs: end } = latest.current;
      const ns = (pixel: number): number => ((pixel - x) / (k * wide)) * end;
      choose(k <= 1 ? null : { fromNs: Math.max(0, ns(0)), toNs: Math.min(end, ns(wide)) });
    });
    canvas.call(behavior).on('dblclick.zoom', null);
    const wheel = (event: WheelEvent): void => panByWheel(event, behavior, target);
    target.addEventListener('wheel', wheel, { passive: false });
    return () => {
      canvas.on('.zoom', null);
      target.removeEventListener('wheel', wheel);
    };
  }, [target]);

  // The same stretch stays in view when the panel gets another width, or the run another end.
  useEffect(() => {
    behavior.extent([[0, 0], [width, 1]]).translateExtent([[0, 0], [width, 1]]).scaleExtent([1, Math.max(1, endNs / SHORTEST_NS)]);
    if (target && width > 0) apply(target, behavior, chosen, width, endNs);
  }, [target, width, endNs]);

  const act = (change: (element: HTMLElement) => void): void => {
    if (target && width > 0) change(target);
  };
  return {
    span,
    zoomed: chosen !== null,
    fit: () => act((element) => apply(element, behavior, null, width, endNs)),
    zoomBy: (factor, place = 0.5) => act((element) => behavior.scaleBy(select(element), factor, [place * width, 0])),
    panBy: (share) => act((element) => behavior.translateBy(select(element), (-share * (span.toNs - span.fromNs) * width) / endNs, 0)),
    show: (fromNs, toNs) => act((element) => apply(element, behavior, { fromNs, toNs }, width, endNs)),
  };
}

type Zoom = ZoomBehavior<HTMLElement, unknown>;

function makeZoom(): Zoom {
  return zoom<HTMLElement, unknown>()
    // A plain wheel scrolls the lanes, as everywhere in the editor; a pinch on a touchpad comes as a wheel with Ctrl.
    .filter((event: WheelEvent | MouseEvent) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.button && !event.ctrlKey))
    .wheelDelta(({ deltaY, deltaMode }) => Math.max(-1, Math.min(1, (-deltaY * (deltaMode === 1 ? 20 : 1)) / DOUBLING)));
}

function panByWheel(event: WheelEvent, behavior: Zoom, target: HTMLElement): void {
  const sideways = event.shiftKey ? event.deltaX || event.deltaY : Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : 0;
  if (sideways === 0 || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const element = select(target);
  behavior.translateBy(element, -sideways / zoomOf(target), 0);
}

/** Where d3-zoom keeps the transform of an element. */
const zoomOf = (target: HTMLElement): number => (select(target).property('__zoom') as { k: number }).k;

function apply(target: HTMLElement, behavior: Zoom, span: Span | null, width: number, endNs: number): void {
  const shown = span ? Math.max(SHORTEST_NS, span.toNs - span.fromNs) : endNs;
  const factor = Math.max(1, endNs / shown);
  // Kept within the run, which d3-zoom does for gestures only.
  const from = span ? Math.max(0, Math.min(span.fromNs, endNs - shown)) : 0;
  behavior.transform(select(target), zoomIdentity.translate((-from / endNs) * factor * width, 0).scale(factor));
}
