/** Everything that the timeline shows, as tables: for those who do not see it, and to copy from. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { taskLabel } from '../../analysis/blocking.js';
import { formatCount, formatDuration } from '../../analysis/format.js';
import { formatMoment, longestWait, placeOf } from '../../analysis/timeline/words.js';
import type { CriticalPart, Timeline } from '../../shared/timeline.js';
import type { Reveal } from './timeline.js';

const FIRST = 25;
const MORE = 100;

interface TableProps {
  data: Timeline;
  reveal: Reveal;
}

/** Closed at first, and made only when it is opened: with thousands of tasks that costs something. */
export function TimelineTable({ data, reveal }: TableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details class="tl-table" onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>The timeline as a table</summary>
      {open && (
        <>
          <Tasks data={data} reveal={reveal} />
          <Loop data={data} reveal={reveal} />
          {data.critical.length > 0 && <Critical data={data} reveal={reveal} />}
        </>
      )}
    </details>
  );
}

const LANE_HEADS = ['Task', 'Created by', 'Created in', 'Start', 'End', 'Outcome', 'Waiting', 'Ready', 'Running', 'Steps', 'Waited longest', 'Woken by'];

function Tasks({ data, reveal }: TableProps) {
  const byId = new Map(data.lanes.map((lane) => [lane.task, lane]));
  return (
    <Bounded caption="Tasks" heads={LANE_HEADS} rows={data.lanes} row={(lane) => {
      const parent = lane.parent === null ? undefined : byId.get(lane.parent);
      const { longest, wokenBy } = longestWait(data, lane);
      return (
        <tr key={lane.task}>
          <th scope="row">{taskLabel(lane)}</th>
          <td>{parent ? taskLabel(parent) : ''}</td>
          <td>{lane.createdAt && <Link onClick={() => reveal('task', lane.task)}>{`line ${lane.createdAt.line}`}</Link>}</td>
          <td>{formatMoment(lane.startNs)}</td>
          <td>{lane.endNs === null ? '' : formatMoment(lane.endNs)}</td>
          <td>{lane.outcome === 'pending' ? 'not ended' : lane.outcome}</td>
          <td>{formatDuration(lane.waitingNs)}</td>
          <td>{formatDuration(lane.readyNs)}</td>
          <td>{formatDuration(lane.runningNs)}</td>
          <td>{formatCount(lane.steps)}</td>
          <td>{longest && longestText(data, longest, reveal)}</td>
          <td>{wokenBy}</td>
        </tr>
      );
    }} />
  );
}

function longestText(data: Timeline, { ns, site }: NonNullable<ReturnType<typeof longestWait>['longest']>, reveal: Reveal): ComponentChildren {
  if (!site) return formatDuration(ns);
  return <>{formatDuration(ns)}{site.awaited && `: ${site.awaited}`}, <Link onClick={() => reveal('site', data.sites.indexOf(site))}>{placeOf(site)}</Link></>;
}

function Loop({ data, reveal }: TableProps) {
  const busy = data.busyRan.reduce((sum, ns) => sum + ns, 0);
  return (
    <>
      <p>The event loop was busy for {formatDuration(busy)} of {formatDuration(data.endNs)}, in {formatCount(data.busyRan.length)} {data.busyRan.length === 1 ? 'stretch' : 'stretches'}.</p>
      {data.blocked.length > 0 && (
        <Bounded caption="When the event loop was blocked" heads={['Start', 'End', 'What held it']} rows={data.blocked} row={({ startNs, endNs, text }, index) => (
          <tr key={index}>
            <th scope="row">{formatMoment(startNs)}</th>
            <td>{formatMoment(endNs)}</td>
            <td><Link onClick={() => reveal('blocked', index)}>{text}</Link></td>
          </tr>
        )} />
      )}
    </>
  );
}

function Critical({ data, reveal }: TableProps) {
  const byId = new Map(data.lanes.map((lane) => [lane.task, lane]));
  const what = ({ site, kind }: CriticalPart): ComponentChildren => {
    const at = data.sites[site];
    return at && kind !== 'running' ? <>{kind}: <Link onClick={() => reveal('site', site)}>{placeOf(at)}</Link></> : kind;
  };
  return (
    <Bounded caption="Critical path: what made the run as long as it was" heads={['Start', 'Duration', 'Task', 'What it did']} rows={data.critical} row={(part, index) => {
      const lane = byId.get(part.task);
      return (
        <tr key={index}>
          <th scope="row">{formatMoment(part.startNs)}</th>
          <td>{formatDuration(part.endNs - part.startNs)}</td>
          <td>{lane ? taskLabel(lane) : `Task ${part.task}`}</td>
          <td>{what(part)}</td>
        </tr>
      );
    }} />
  );
}

function Bounded<Row>({ caption, heads, rows, row }: { caption: string; heads: string[]; rows: readonly Row[]; row(row: Row, index: number): ComponentChildren }) {
  const [count, setCount] = useState(FIRST);
  return (
    <div class="tl-table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption>{caption}{rows.length > 1 ? ` (${formatCount(rows.length)})` : ''}</caption>
        <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>{rows.slice(0, count).map(row)}</tbody>
      </table>
      {count < rows.length && <Link onClick={() => setCount(count + MORE)}>{`Show ${formatCount(Math.min(MORE, rows.length - count))} more of ${formatCount(rows.length - count)}`}</Link>}
    </div>
  );
}

function Link({ onClick, children }: { onClick(): void; children: string }) {
  return <button class="tl-link" onClick={onClick}>{children}</button>;
}
