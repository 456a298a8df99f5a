/** The head of the picture: the axis of time, and the event loop's own lane: busy, idle, blocked. */
import { lastAtOrBefore } from '../../analysis/timeline/busy.js';
import { ticksOf } from '../../analysis/timeline/ticks.js';
import { Columns, heightOf } from './columns.js';
import { fill, outline } from './drawLane.js';
import { AXIS, BAR, HEAD, LOOP, type Scale, type Scene } from './scene.js';

const LABEL_DISTANCE = 8;

export function drawHead(context: CanvasRenderingContext2D, scene: Scene, scale: Scale): void {
  context.clearRect(0, 0, scene.width, HEAD);
  drawAxis(context, scene, scale);
  const y = AXIS + (LOOP - BAR) / 2;
  drawLoop(context, scene, scale, y);
  fill(context, scene.palette.line, 0, HEAD - 1, scene.width, 1);
}

/** Below everything else. */
export function drawGrid(context: CanvasRenderingContext2D, { palette, width, height, fromNs, toNs }: Scene, scale: Scale): void {
  context.globalAlpha = 0.5;
  for (const { ns } of ticksOf(fromNs, toNs, width)) fill(context, palette.line, Math.round(scale.x(ns)), HEAD, 1, height);
  context.globalAlpha = 1;
}

function drawAxis(context: CanvasRenderingContext2D, { palette, width, fromNs, toNs }: Scene, scale: Scale): void {
  let labelled = -Infinity;
  for (const { ns, label } of ticksOf(fromNs, toNs, width)) {
    const x = scale.x(ns);
    fill(context, palette.line, Math.round(x), AXIS - 4, 1, 4);
    const length = context.measureText(label).width;
    // The outermost labels are kept inside of the picture; one without room is left out.
    const left = Math.min(Math.max(x - length / 2, 0), width - length);
    if (left < labelled + LABEL_DISTANCE) continue;
    context.fillStyle = palette.muted;
    context.fillText(label, Math.round(left), AXIS / 2);
    labelled = left + length;
  }
}

function drawLoop(context: CanvasRenderingContext2D, scene: Scene, scale: Scale, y: number): void {
  const { timeline, palette, width } = scene;
  const right = Math.min(width, scale.x(timeline.endNs));
  const left = Math.max(0, scale.x(0));
  if (right <= left) return;
  fill(context, palette.hover, left, y, right - left, BAR);
  drawBusy(context, scene, scale, y);
  for (const { startNs, endNs } of timeline.blocked) drawBlocked(context, scene, scale, startNs, endNs, y);
  if (palette.outline) outline(context, palette.outline, left, y, right - left);
}

function drawBusy(context: CanvasRenderingContext2D, { timeline, sums, palette, width }: Scene, scale: Scale, y: number): void {
  const { busyStarts, busyEnds } = timeline;
  const columns = new Columns(context, palette, y, width);
  for (let pixel = 0; pixel < width;) {
    const stretch = lastAtOrBefore(busyEnds, scale.ns(pixel), 0, busyEnds.length) + 1;
    if (stretch >= busyEnds.length) break;
    const start = scale.x(busyStarts[stretch]!);
    if (start >= width) break;
    pixel = Math.max(pixel, Math.floor(start));
    // A share that stays the same over a long stretch is drawn at once.
    const next = Math.max(pixel + 1, Math.min(width, Math.floor(scale.x(busyEnds[stretch]!))));
    columns.add(pixel, next, heightOf(sums.busy(scale.ns(pixel), scale.ns(next)) / (scale.ns(next) - scale.ns(pixel))));
    pixel = next;
  }
  columns.flush();
}

/** Over what is there: the loop's lane, and the one of the task that held it. */
export function drawBlocked(context: CanvasRenderingContext2D, { palette, width }: Scene, scale: Scale, startNs: number, endNs: number, y: number): void {
  const left = Math.max(0, scale.x(startNs));
  const right = Math.min(width, Math.max(scale.x(endNs), scale.x(startNs) + 2));
  if (right <= left) return;
  context.clearRect(left, y, right - left, BAR);
  fill(context, palette.blocked, left, y, right - left, BAR);
  outline(context, palette.blockedLine, left, y, right - left);
}
