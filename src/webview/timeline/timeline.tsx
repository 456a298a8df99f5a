/** What every task did, moment by moment: a lane each, below the event loop's own; and the same as a table. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatCount } from '../../analysis/format.js';
import { Sums } from '../../analysis/timeline/sums.js';
import { segmentAt, type Segment } from '../../analysis/timeline/segments.js';
import { rowsOf } from '../../analysis/timeline/tree.js';
import { summary } from '../../analysis/timeline/words.js';
import type { Timeline as TimelineData } from '../../shared/timeline.js';
import type { Trace } from '../../shared/trace.js';
import { Minimap } from './minimap.js';
import { Names } from './names.js';
import { Picture } from './picture.js';
import { HEAD, ROW, seenRows, type Scene } from './scene.js';
import { TimelineTable } from './table.js';
import { Tip } from './tip.js';
import { Toolbar } from './toolbar.js';
import { useKeys } from './useKeys.js';
import { usePointer } from './usePointer.js';
import { useSpan } from './useSpan.js';
import { usePalette, usePixelRatio, useScroll, useSize } from './useStage.js';

export type Reveal = (what: 'site' | 'task' | 'blocked', index: number) => void;

export interface TimelineProps {
  data: TimelineData;
  /** Of an ended run: names the callbacks of the event loop. */
  trace: Trace | null;
  /** The run goes on. */
  live: boolean;
  /** Ids of the tasks that the editor's cursor is in. */
  highlighted: ReadonlySet<number>;
  /** The replay's, in ns; null for none. */
  moment: number | null;
  /** Shows a line in the editor: of a site, of where a task was created (by the task's id), of a blocked stretch. */
  reveal: Reveal;
  /** A click on the axis. */
  onSeek?: (ns: number) => void;
}

export function Timeline({ data, trace, live, highlighted, moment, reveal, onSeek }: TimelineProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [stage, setStage] = useState<HTMLElement | null>(null);
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set());
  const [shown, setShown] = useState({ arrows: false, critical: false });
  // By task and moment: lanes and slices get other places while the run goes on.
  const [chosen, choose] = useState<{ task: number; ns: number } | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const { width } = useSize(stage);
  const { height } = useSize(scroller);
  const ratio = usePixelRatio();
  const palette = usePalette(stage, ratio);
  const scroll = useScroll(scroller);
  const control = useSpan(stage, width, data.endNs);
  const sums = useMemo(() => new Sums(data), [data]);
  const rows = useMemo(() => rowsOf(data.lanes, collapsed), [data, collapsed]);
  const laneOf = useMemo(() => new Map(data.lanes.map(({ task }, index) => [task, index])), [data]);
  const selected = useMemo(() => segmentOf(data, laneOf, chosen), [data, chosen]);
  const select = (of: Segment | null): void => choose(of && { task: data.lanes[of.lane]!.task, ns: (of.startNs + of.endNs) / 2 });
  useEffect(() => {
    const { span: { fromNs, toNs }, show } = control;
    if (moment !== null && (moment < fromNs || moment > toNs)) show(moment - (toNs - fromNs) / 2, moment + (toNs - fromNs) / 2);
  }, [moment]);

  const total = HEAD + rows.rows.length * ROW;
  const top = Math.min(scroll, Math.max(0, total - height));
  const scene: Scene | null = palette && width > 0
    ? { timeline: data, sums, rows, palette, shown, width, height, top, highlighted, laneOf, hoveredLane: hovered === null ? null : laneOf.get(hovered) ?? null, selected, moment, ...control.span }
    : null;
  const toRow = (row: number): void => {
    if (!scroller) return;
    if (row * ROW < scroller.scrollTop) scroller.scrollTop = row * ROW;
    else if (HEAD + (row + 1) * ROW > scroller.scrollTop + height) scroller.scrollTop = HEAD + (row + 1) * ROW - height;
  };
  const pointer = usePointer(scene, trace, { reveal, onSeek, setHovered, select });
  const keys = useKeys(scene, control, { reveal, select, toRow, acted: pointer.rest });
  const toggle = (task: number): void => setCollapsed((before) => {
    const after = new Set(before);
    if (!after.delete(task)) after.add(task);
    return after;
  });
  return (
    <div class="tl" data-from={control.span.fromNs} data-to={control.span.toNs}>
      <Toolbar shown={shown} setShown={setShown} control={control} hasCritical={data.critical.length > 0} />
      <div class="tl-scroll" ref={setScroller}>
        <div class="tl-surface" style={{ height: `${total}px` }}>
          <div class="tl-stage" style={{ height: `${height}px` }}>
            <Names timeline={data} rows={rows} seen={seenRows({ top, height, rows })} top={top} collapsed={collapsed} highlighted={highlighted} toggle={toggle} reveal={reveal} setHovered={setHovered} />
            <div
              class="tl-picture" ref={setStage} tabIndex={0} role="application" aria-roledescription="timeline"
              aria-label={`Timeline of ${summary(data)}${live ? ', still running' : ''}`} aria-describedby="tl-keys" {...pointer.handlers} {...keys.handlers}
            >
              <Picture scene={scene} ratio={ratio} />
            </div>
          </div>
        </div>
      </div>
      {control.zoomed && scene && <Minimap scene={scene} control={control} ratio={ratio} />}
      <p id="tl-keys" class="tl-hidden">Up and down: lanes. Left and right: what a task did before and after. Enter: go to the line. Plus, minus, 0: zoom in, out, all. Z: zoom to what is selected. Shift with left and right: pan. The table below says the same.</p>
      <p class="tl-hidden" aria-live="polite">{keys.said}</p>
      <Tip tip={pointer.tip ?? keys.tip} />
      {data.merged && <p class="tl-note">This run had too many steps to keep each of them: a low green bar stands for several, and its height for their share of that time. Within it, waiting and ready are not told apart.</p>}
      {data.omitted > 0 && <p class="tl-note">{data.omitted === 1 ? 'One more task has' : `${formatCount(data.omitted)} more tasks have`} no lane: there were too many.</p>}
      <TimelineTable data={data} reveal={reveal} />
    </div>
  );
}

function segmentOf(data: TimelineData, laneOf: ReadonlyMap<number, number>, chosen: { task: number; ns: number } | null): Segment | null {
  const lane = chosen ? laneOf.get(chosen.task) : undefined;
  return chosen && lane !== undefined ? segmentAt(data, lane, chosen.ns) : null;
}
