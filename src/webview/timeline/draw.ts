/** Draws one frame. */
import type { Segment } from '../../analysis/timeline/segments.js';
import { drawBlocked, drawGrid, drawHead } from './drawHead.js';
import { drawLane, fill } from './drawLane.js';
import { drawArrows, drawCritical } from './drawRelations.js';
import { anchorPatterns } from './palette.js';
import { AXIS, BAR, barTop, HEAD, ROW, Scale, seenRows, type Scene } from './scene.js';

/** @param ratio pixels of the screen in one of the page */
export function draw(context: CanvasRenderingContext2D, scene: Scene, ratio: number): void {
  const { palette, width, height } = scene;
  const scale = new Scale(scene, width);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `11px ${palette.font}`;
  context.textBaseline = 'middle';
  anchorPatterns(palette, scale.x(0), ratio);
  drawGrid(context, scene, scale);
  drawRows(context, scene, scale);
  if (scene.shown.critical) drawCritical(context, scene, scale);
  if (scene.shown.arrows) drawArrows(context, scene, scale);
  drawHead(context, scene, scale);
  drawMoment(context, scene, scale);
}

function drawRows(context: CanvasRenderingContext2D, scene: Scene, scale: Scale): void {
  const { timeline, palette, rows, width, highlighted, hoveredLane, selected } = scene;
  const { first, past } = seenRows(scene);
  /** By task: its row. */
  const seen = new Map<number, number>();
  for (let row = first; row < past; row += 1) {
    const index = rows.rows[row]!.lane;
    const lane = timeline.lanes[index]!;
    const y = barTop(scene, row);
    seen.set(lane.task, row);
    if (highlighted.has(lane.task) || hoveredLane === index) fill(context, palette.hover, 0, y - (ROW - BAR) / 2, width, ROW);
    drawLane(context, scene, scale, lane, y);
    if (selected?.lane === index) drawSelected(context, scene, scale, selected, y);
  }
  for (const { task, startNs, endNs } of timeline.blocked) {
    const row = task === null ? undefined : seen.get(task);
    if (row !== undefined) drawBlocked(context, scene, scale, startNs, endNs, barTop(scene, row));
  }
}

function drawSelected(context: CanvasRenderingContext2D, { palette, width }: Scene, scale: Scale, selected: Segment, y: number): void {
  const left = Math.max(-2, scale.x(selected.startNs) - 1);
  const right = Math.min(width + 2, scale.x(selected.endNs) + 1);
  if (right < 0 || left > width) return;
  context.strokeStyle = palette.focus;
  context.lineWidth = 2;
  context.strokeRect(left, y - 1, Math.max(3, right - left), BAR + 2);
}

function drawMoment(context: CanvasRenderingContext2D, { moment, palette, width, height }: Scene, scale: Scale): void {
  if (moment === null) return;
  const x = scale.x(moment);
  if (x < 0 || x > width) return;
  fill(context, palette.focus, Math.round(x) - 1, 8, 2, height - 8);
  context.beginPath();
  context.moveTo(x - 5, 2);
  context.lineTo(x + 5, 2);
  context.lineTo(x, 10);
  context.fillStyle = palette.focus;
  context.fill();
}

/** Which part of the picture a point is in; of the lanes the row, which may be past the last one. */
export function partAt(scene: Pick<Scene, 'top'>, y: number): { part: 'axis' | 'loop' } | { part: 'lanes'; row: number } {
  if (y < AXIS) return { part: 'axis' };
  if (y < HEAD) return { part: 'loop' };
  return { part: 'lanes', row: Math.floor((y - HEAD + scene.top) / ROW) };
}
