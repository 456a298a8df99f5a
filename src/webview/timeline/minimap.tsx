/** The whole run, small, while a part of it is shown: where that part is, and a drag to another. Keys and wheel do the same. */
import type { Ref } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Scale, type Scene } from './scene.js';
import { fill } from './drawLane.js';
import { resize } from './picture.js';
import type { SpanControl } from './useSpan.js';

const HEIGHT = 28;
/** Of the lanes' part; below it is the event loop's. */
const LANES = 18;

export function Minimap({ scene, control, ratio }: { scene: Scene; control: SpanControl; ratio: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { timeline, rows, palette, width, fromNs, toNs } = scene;
  useLayoutEffect(() => drawAll(canvas.current!, scene, ratio), [timeline, rows, palette, width, ratio]);
  const move = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    const element = event.currentTarget as Element;
    element.setPointerCapture(event.pointerId);
    const middle = ((event.clientX - element.getBoundingClientRect().left) / width) * timeline.endNs;
    control.show(middle - (toNs - fromNs) / 2, middle + (toNs - fromNs) / 2);
  };
  const percent = (ns: number): string => `${(ns / timeline.endNs) * 100}%`;
  return (
    <div class="tl-minimap" aria-hidden="true">
      <div class="tl-minimap-track" onPointerDown={move} onPointerMove={move}>
        <canvas ref={canvas as Ref<HTMLCanvasElement>} class="tl-canvas" />
        <div class="tl-minimap-window" style={{ left: percent(fromNs), width: percent(toNs - fromNs) }} />
      </div>
    </div>
  );
}

function drawAll(canvas: HTMLCanvasElement, { timeline, rows, sums, palette, width }: Scene, ratio: number): void {
  resize(canvas, width, HEIGHT, ratio);
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, HEIGHT);
  const scale = new Scale({ fromNs: 0, toNs: timeline.endNs }, width);
  const step = LANES / rows.rows.length;
  context.globalAlpha = Math.max(0.02, Math.min(0.6, step));
  for (const [row, { lane }] of rows.rows.entries()) {
    const { startNs, endNs } = timeline.lanes[lane]!;
    const left = scale.x(startNs);
    fill(context, palette.waitingLine, left, row * step, Math.max(1, scale.x(endNs ?? timeline.endNs) - left), Math.max(1, step - 1));
  }
  context.globalAlpha = 1;
  for (let x = 0; x < width; x += 1) {
    const share = sums.busy(scale.ns(x), scale.ns(x + 1)) / (timeline.endNs / width);
    const height = share > 0 ? Math.max(1, share * (HEIGHT - LANES - 2)) : 0;
    fill(context, palette.running, x, HEIGHT - height, 1, height);
  }
  for (const { startNs, endNs } of timeline.blocked) {
    fill(context, palette.blockedLine, scale.x(startNs), LANES + 2, Math.max(1, scale.x(endNs) - scale.x(startNs)), HEIGHT - LANES - 2);
  }
}
