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
      resize(element, scene.width, scene.height, ratio);
      draw(element.getContext('2d')!, scene, ratio);
    });
    return () => cancelAnimationFrame(frame);
  });
  return <canvas ref={canvas as Ref<HTMLCanvasElement>} class="tl-canvas" aria-hidden="true" />;
}

/** Only when it differs: to set the size of a canvas clears it and makes it anew. */
export function resize(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  // Its pixels are the screen's, whatever fraction of a pixel its place has left over.
  canvas.style.width = `${wide / ratio}px`;
  canvas.style.height = `${high / ratio}px`;
}
