/** How lanes hang together: who created whom, who woke whom, who awaited whom; and the chain that made the run as long as it was. */
import { lastAtOrBefore } from '../../analysis/timeline/busy.js';
import { fill } from './drawLane.js';
import { BAR, barTop, HEAD, seenRows, type Scale, type Scene } from './scene.js';

/** With more lanes than these, arrows are drawn of the lane that is pointed at or selected only. */
const FEW_LANES = 12;
/** Of each lane in view. */
const MOST_ARROWS = 200;
const HEAD_SIZE = 4;

/** Line dashes: a meaning without colour. */
export const DASHES = { created: [], woke: [5, 3], awaited: [1, 3] } as const;
type Relation = keyof typeof DASHES;

export function drawArrows(context: CanvasRenderingContext2D, scene: Scene, scale: Scale): void {
  const { rows, timeline, laneOf, hoveredLane, selected } = scene;
  const { first, past } = seenRows(scene);
  const lanes = rows.rows.length <= FEW_LANES ? rows.rows.slice(first, past).map(({ lane }) => lane)
    : [...new Set([hoveredLane, selected?.lane ?? null])].filter((lane) => lane !== null);
  const arrow = (relation: Relation, from: number | undefined, to: number | undefined, ns: number): void => {
    if (from === undefined || to === undefined || rows.rowOf[from] === rows.rowOf[to]) return;
    drawArrow(context, scene, relation, scale.x(ns), barTop(scene, rows.rowOf[from]!), barTop(scene, rows.rowOf[to]!));
  };
  for (const lane of lanes) {
    const { parent, first: slice, count, startNs } = timeline.lanes[lane]!;
    const created = count > 0 && timeline.readyAt[slice]! < startNs ? timeline.readyAt[slice]! : startNs;
    if (parent !== null) arrow('created', laneOf.get(parent), lane, created);
    forWakes(scene, lane, (task, ns) => arrow('woke', laneOf.get(task), lane, ns));
  }
  const wanted = new Set(lanes);
  for (const [from, to, ns] of awaitedIn(scene)) {
    const awaiting = laneOf.get(from!);
    const awaited = laneOf.get(to!);
    if (wanted.has(awaiting!) || wanted.has(awaited!)) arrow('awaited', awaiting, awaited, ns!);
  }
}

function forWakes({ timeline, fromNs, toNs }: Scene, lane: number, draw: (task: number, ns: number) => void): void {
  const { starts, readyAt, wakerTask } = timeline;
  const { first, count } = timeline.lanes[lane]!;
  const from = Math.max(first, lastAtOrBefore(starts, fromNs, first, first + count));
  const past = lastAtOrBefore(starts, toNs, first, first + count) + 1;
  // What is too dense to be told apart is not drawn at all.
  if (past - from > MOST_ARROWS) return;
  for (let slice = from; slice < past; slice += 1) {
    if (slice > first && wakerTask[slice]! > 0) draw(wakerTask[slice]!, Number.isNaN(readyAt[slice]!) ? starts[slice]! : readyAt[slice]!);
  }
}

function awaitedIn({ timeline: { awaited }, fromNs, toNs }: Scene): number[][] {
  const seen = awaited.filter(([, , ns]) => ns! >= fromNs && ns! <= toNs);
  return seen.length > MOST_ARROWS ? [] : seen;
}

function drawArrow(context: CanvasRenderingContext2D, { palette, width, height }: Scene, relation: Relation, at: number, fromTop: number, toTop: number): void {
  const x = Math.round(at) + 0.5;
  const down = toTop > fromTop;
  const from = fromTop + (down ? BAR : 0);
  const to = toTop + (down ? 0 : BAR);
  if (x < 0 || x > width || Math.max(from, to) < HEAD || Math.min(from, to) > height) return;
  context.strokeStyle = context.fillStyle = palette.text;
  context.lineWidth = 1;
  context.setLineDash(DASHES[relation]);
  context.beginPath();
  context.moveTo(x, from);
  context.lineTo(x, to);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(x, to);
  context.lineTo(x - HEAD_SIZE, to + (down ? -HEAD_SIZE : HEAD_SIZE) * 1.5);
  context.lineTo(x + HEAD_SIZE, to + (down ? -HEAD_SIZE : HEAD_SIZE) * 1.5);
  context.fill();
}

/** Everything else fades; the chain itself is underlined, and its changes from lane to lane are joined. */
export function drawCritical(context: CanvasRenderingContext2D, scene: Scene, scale: Scale): void {
  const { timeline, rows, laneOf, palette, width, height } = scene;
  const parts = timeline.critical.flatMap((part) => {
    const lane = laneOf.get(part.task);
    return lane === undefined ? [] : [{ ...part, top: barTop(scene, rows.rowOf[lane]!) }];
  });
  fade(context, scene, parts.map(({ startNs, endNs, top }) => [scale.x(startNs), top, scale.x(endNs)]));
  let before: (typeof parts)[number] | undefined;
  for (const part of parts) {
    const left = Math.max(0, scale.x(part.startNs));
    const right = Math.min(width, Math.max(scale.x(part.endNs), scale.x(part.startNs) + 1));
    if (right > left && part.top + BAR > HEAD && part.top < height) fill(context, palette.text, left, part.top + BAR, right - left, 3);
    const join = scale.x(part.startNs);
    if (before && before.top !== part.top && join >= 0 && join <= width) {
      fill(context, palette.text, join - 1, Math.min(before.top, part.top) + BAR, 2, Math.abs(part.top - before.top) + 3);
    }
    before = part;
  }
}

/** @param kept bars that do not fade, each `[left, top, right]` */
function fade(context: CanvasRenderingContext2D, { palette, width, height }: Scene, kept: [number, number, number][]): void {
  context.save();
  context.beginPath();
  context.rect(0, HEAD, width, height - HEAD);
  for (const [left, top, right] of kept) {
    if (right > 0 && left < width && right - left >= 1) context.rect(Math.max(0, left), top - 1, Math.min(width, right) - Math.max(0, left), BAR + 2);
  }
  context.clip('evenodd');
  context.globalAlpha = 0.6;
  fill(context, palette.background, 0, HEAD, width, height - HEAD);
  context.restore();
}
