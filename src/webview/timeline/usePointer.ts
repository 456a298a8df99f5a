/** The pointer over the picture: says what is there, and a click leads to it. Dragging is d3-zoom's. */
import { useEffect, useState } from 'preact/hooks';
import type { Segment } from '../../analysis/timeline/segments.js';
import type { Trace } from '../../shared/trace.js';
import { hitAt, revealHit, toldAt, type Hit } from './hit.js';
import type { Scene } from './scene.js';
import type { Reveal } from './timeline.js';
import type { TipOf } from './tip.js';

interface Acts {
  reveal: Reveal;
  onSeek: ((ns: number) => void) | undefined;
  setHovered(task: number | null): void;
  select(segment: Segment | null): void;
}

export function usePointer(scene: Scene | null, trace: Trace | null, { reveal, onSeek, setHovered, select }: Acts) {
  const [at, setAt] = useState<{ x: number; y: number; left: number; top: number } | null>(null);
  useEscape(at !== null, () => setAt(null));

  const hitOf = (event: MouseEvent): Hit | null => {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    return scene && hitAt(scene, event.clientX - left, event.clientY - top);
  };
  // What is under a pointer that stands still changes as well: by a wheel, or while the run goes on.
  const told = scene && at && toldAt(scene.timeline, trace, hitAt(scene, at.x, at.y));
  const tip: TipOf | null = told && at ? { told, x: at.left, y: at.top } : null;
  return {
    tip,
    /** Until the pointer moves again. */
    rest: () => setAt(null),
    handlers: {
      onPointerMove: (event: PointerEvent): void => {
        const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
        const dragging = event.buttons !== 0;
        setAt(dragging ? null : { x: event.clientX - left, y: event.clientY - top, left: event.clientX, top: event.clientY });
        const lane = dragging ? null : hitOf(event)?.lane ?? null;
        setHovered(scene && lane !== null ? scene.timeline.lanes[lane]!.task : null);
      },
      onPointerLeave: (): void => {
        setAt(null);
        setHovered(null);
      },
      onClick: (event: MouseEvent): void => {
        const hit = hitOf(event);
        if (!hit || !scene) return;
        if (hit.part === 'axis') return onSeek?.(Math.max(0, Math.min(scene.timeline.endNs, hit.ns)));
        select(hit.segment);
        revealHit(scene.timeline, hit, reveal);
      },
    },
  };
}

/** What covers the page can be sent away without moving the pointer. */
function useEscape(active: boolean, act: () => void): void {
  useEffect(() => {
    if (!active) return;
    const pressed = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') act();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [active]);
}
