/** The lanes' names: real buttons, of the rows in view only. */
import type { Rows } from '../../analysis/timeline/tree.js';
import { laneName } from '../../analysis/timeline/words.js';
import { formatCount } from '../../analysis/format.js';
import type { Lane, Timeline } from '../../shared/timeline.js';
import { AXIS, HEAD, LOOP, ROW } from './scene.js';
import type { Reveal } from './timeline.js';

/** Pixels a level of the tree is set in; deeper levels than the last stay there, so that names have room. */
const INDENT = 12;
const DEEPEST = 5;

interface NamesProps {
  timeline: Timeline;
  rows: Rows;
  seen: { first: number; past: number };
  top: number;
  collapsed: ReadonlySet<number>;
  highlighted: ReadonlySet<number>;
  toggle(task: number): void;
  reveal: Reveal;
  setHovered(task: number | null): void;
}

export function Names({ timeline, rows, seen, top, collapsed, highlighted, toggle, reveal, setHovered }: NamesProps) {
  return (
    <div class="tl-names">
      <div class="tl-loop-name" style={{ top: `${AXIS}px`, height: `${LOOP}px` }}>Event loop</div>
      <div class="tl-names-window" style={{ top: `${HEAD}px` }}>
        {rows.rows.slice(seen.first, seen.past).map(({ lane, below }, index) => {
          const each = timeline.lanes[lane]!;
          const style = { top: `${(seen.first + index) * ROW - top}px`, height: `${ROW}px`, paddingLeft: `${Math.min(each.depth, DEEPEST) * INDENT}px` };
          return (
            <div key={each.task} class={highlighted.has(each.task) ? 'tl-name at-cursor' : 'tl-name'} style={style} onMouseEnter={() => setHovered(each.task)} onMouseLeave={() => setHovered(null)}>
              {below > 0 ? <Twisty lane={each} below={below} collapsed={collapsed.has(each.task)} toggle={toggle} /> : <span class="tl-twisty" />}
              <Name lane={each} reveal={reveal} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Twisty({ lane, below, collapsed, toggle }: { lane: Lane; below: number; collapsed: boolean; toggle(task: number): void }) {
  const what = `${formatCount(below)} ${below === 1 ? 'task' : 'tasks'} below ${laneName(lane).function}`;
  return (
    <button class="tl-twisty" aria-expanded={!collapsed} aria-label={what} title={`${collapsed ? 'Show' : 'Hide'} ${what}`} onClick={() => toggle(lane.task)}>
      <svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10"><path d={collapsed ? 'M3 1l4 4-4 4' : 'M1 3l4 4 4-4'} fill="none" stroke="currentColor" stroke-width="1.4" /></svg>
    </button>
  );
}

function Name({ lane, reveal }: { lane: Lane; reveal: Reveal }) {
  const { function: fn, name } = laneName(lane);
  const outcome = lane.outcome === 'raised' || lane.outcome === 'cancelled' ? lane.outcome : '';
  const leads = lane.createdAt ? `: created in line ${lane.createdAt.line}` : '';
  return (
    <button class="tl-name-button" title={`${fn} ${name}${outcome && `, ${outcome}`}${leads}`} aria-label={`${fn} ${name}${outcome && `, ${outcome}`}${leads}`} onClick={() => reveal('task', lane.task)}>
      <span>{fn}</span>{' '}{name && <span class="tl-task">{name}</span>}{outcome && <Outcome outcome={outcome} />}
    </button>
  );
}

/** A cross for an exception, a barred circle for a cancellation; the button's own label says it in words. */
function Outcome({ outcome }: { outcome: 'raised' | 'cancelled' }) {
  return (
    <svg class={`tl-outcome ${outcome}`} aria-hidden="true" width="12" height="12" fill="none" stroke="currentColor" stroke-width="1.4">
      {outcome === 'raised' ? <path d="M3 3l6 6M9 3l-6 6" /> : <path d="M6 2a4 4 0 1 0 0 8a4 4 0 1 0 0-8M3.5 8.5l5-5" />}
    </svg>
  );
}
