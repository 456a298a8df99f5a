/** The canvas. It draws at the next frame, however often it is told that something has changed. */
import type { Ref } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { draw } from './draw.js';
import type { Scene } from './scene.js';

export function Picture({ scene, ratio }: { scene: Scene | null; ratio: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element || !scene) return;
    const frame = requestAnimationFrame(() => {
      resize(element, Math.round(scene.width * ratio), Math.round(scene.height * ratio));
      draw(element.getContext('2d')!, scene, ratio);
    });
    return () => cancelAnimationFrame(frame);
  });
  return <canvas ref={canvas as Ref<HTMLCanvasElement>} class="tl-canvas" aria-hidden="true" />;
}

/** Only when it differs: to set the size of a canvas clears it and makes it anew. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
