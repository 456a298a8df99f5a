/** One lane: hatched while its task waited, striped while it was ready, solid while it ran. */
import { lastAtOrBefore } from '../../analysis/timeline/busy.js';
import { reasonText } from '../../analysis/timeline/words.js';
import type { Lane } from '../../shared/timeline.js';
import { Columns, heightOf } from './columns.js';
import { BAR, type Scale, type Scene } from './scene.js';

/** The narrowest segment with room for its reason. */
const ROOM = 44;
const PADDING = 6;

export function drawLane(context: CanvasRenderingContext2D, scene: Scene, scale: Scale, lane: Lane, y: number): void {
  const { palette, timeline } = scene;
  const left = Math.max(0, scale.x(lane.startNs));
  const right = Math.min(scene.width, scale.x(lane.endNs ?? timeline.endNs));
  if (lane.count === 0) return drawUnknown(context, scene, left, right, y);
  if (right > left) fill(context, palette.waiting, left, y, right - left, BAR);
  if (palette.outline && right > left) outline(context, palette.outline, left, y, right - left);
  drawSlices(context, scene, scale, lane, y);
}

/** Its steps were not kept: when it lived, and no more. */
function drawUnknown(context: CanvasRenderingContext2D, { palette }: Scene, left: number, right: number, y: number): void {
  if (right > left) outline(context, palette.muted, left, y + 4, Math.max(1, right - left), BAR - 8);
}

/**
 * Goes over the pixels and not over the slices: of those that are shorter than a pixel their share of it is drawn, so that
 * a lane costs no more than its width, with any number of slices.
 */
function drawSlices(context: CanvasRenderingContext2D, scene: Scene, scale: Scale, lane: Lane, y: number): void {
  const { starts, ends } = scene.timeline;
  const past = lane.first + lane.count;
  const columns = new Columns(context, scene.palette, y, scene.width);
  let slice = Math.max(lane.first, lastAtOrBefore(ends, scale.span.fromNs, lane.first, past));
  // The gap that reaches into view from the left belongs to the slice after it.
  while (slice < past && ends[slice]! < scale.span.fromNs) slice += 1;
  let pixel = 0;
  while (slice < past && pixel < scene.width) {
    const start = scale.x(starts[slice]!);
    if (start >= scene.width) break;
    pixel = Math.max(pixel, Math.floor(start));
    const later = lastAtOrBefore(starts, scale.ns(pixel + 1), slice, past) + 1;
    if (start >= pixel || pixel === 0) drawGap(context, scene, scale, lane, y, slice);
    if (later - slice <= 1 && scale.x(ends[slice]!) - start >= 1) {
      addSlice(columns, scene, scale, slice);
      slice += 1;
      pixel = Math.max(pixel, Math.floor(scale.x(ends[slice - 1]!)));
    } else {
      addShares(columns, scene, scale, lane, pixel);
      pixel += 1;
      slice = Math.max(slice, lastAtOrBefore(ends, scale.ns(pixel), slice, past) + 1);
    }
  }
  columns.flush();
  drawGap(context, scene, scale, lane, y, slice);
}

/** What lies before a slice, after the last one too: ready at its end, and the reason of the waiting before. */
function drawGap(context: CanvasRenderingContext2D, scene: Scene, scale: Scale, lane: Lane, y: number, slice: number): void {
  const { timeline, palette, width } = scene;
  const { starts, ends, readyAt, site, sites } = timeline;
  const isLast = slice === lane.first + lane.count;
  const gapEnd = isLast ? lane.endNs ?? timeline.endNs : starts[slice]!;
  const readyNs = isLast || Number.isNaN(readyAt[slice]!) ? gapEnd : readyAt[slice]!;
  const left = Math.max(0, Math.round(scale.x(readyNs)));
  const right = Math.min(width, Math.round(scale.x(gapEnd)));
  if (right > left) {
    context.clearRect(left, y, right - left, BAR);
    fill(context, palette.ready, left, y, right - left, BAR);
    if (palette.outline) outline(context, palette.outline, left, y, right - left);
  }
  if (slice === lane.first) return;
  const textLeft = Math.max(0, scale.x(ends[slice - 1]!));
  const room = Math.min(width, left) - textLeft;
  if (room >= ROOM) drawText(context, scene, reasonText(sites[site[slice - 1]!], lane), textLeft + PADDING, y, room - 2 * PADDING);
}

function addSlice(columns: Columns, { timeline: { starts, ends, ran }, width }: Scene, scale: Scale, slice: number): void {
  const length = ends[slice]! - starts[slice]!;
  const left = Math.max(-1, Math.round(scale.x(starts[slice]!)));
  const right = Math.min(width + 1, Math.round(scale.x(ends[slice]!)));
  const share = length > 0 ? ran[slice]! / length : 1;
  columns.add(left, Math.max(left + 1, right), heightOf(share > 0.99 ? 1 : share));
}

function addShares(columns: Columns, { sums }: Scene, scale: Scale, lane: Lane, pixel: number): void {
  const fromNs = scale.ns(pixel);
  const toNs = scale.ns(pixel + 1);
  const ran = heightOf(sums.ran(lane, fromNs, toNs) / (toNs - fromNs));
  const ready = Math.round((sums.ready(lane, fromNs, toNs) / (toNs - fromNs)) * BAR);
  columns.add(pixel, pixel + 1, ran, Math.min(BAR - ran, ready));
}

/** Cut with an ellipsis where it does not fit. */
function drawText(context: CanvasRenderingContext2D, { palette }: Pick<Scene, 'palette'>, text: string, x: number, y: number, room: number): void {
  const letters = Math.floor(room / letterWidth(context));
  if (letters < 3 || text === '') return;
  const shown = text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
  // A rim of the ground keeps the hatching out of the letters.
  context.strokeStyle = palette.background;
  context.globalAlpha = 0.75;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeText(shown, Math.round(x), y + BAR / 2 + 0.5);
  context.globalAlpha = 1;
  context.fillStyle = palette.text;
  context.fillText(shown, Math.round(x), y + BAR / 2 + 0.5);
}

let measured = { font: '', width: 6 };

/** On average, and a little more. Measuring each text would cost more than drawing it. */
function letterWidth(context: CanvasRenderingContext2D): number {
  if (measured.font !== context.font) measured = { font: context.font, width: (context.measureText('sleep(0.50 s) fetch_user').width / 24) * 1.04 };
  return measured.width;
}

export function fill(context: CanvasRenderingContext2D, style: string | CanvasPattern, x: number, y: number, width: number, height: number): void {
  context.fillStyle = style;
  context.fillRect(x, y, width, height);
}

export function outline(context: CanvasRenderingContext2D, color: string, x: number, y: number, width: number, height = BAR): void {
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.strokeRect(Math.round(x) + 0.5, y + 0.5, Math.max(1, Math.round(width) - 1), height - 1);
}
