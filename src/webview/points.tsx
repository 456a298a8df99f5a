/** The await points of the function: the line, its numbers, and what happened there. */
import { formatCount, formatDuration, formatMean } from '../analysis/format.js';
import type { PanelPoint, PanelView, PointTimes } from '../shared/panel.js';
import { Highlighted } from './highlighted.js';
import { ask, type Choices } from './host.js';
import { Rich } from './rich.js';

interface Props {
  view: PanelView;
  order: Choices['order'];
  choose(order: Choices['order']): void;
  /** The sites at the editor's cursor. */
  cursor: readonly number[];
}

export function Points({ view: { points, state }, order, choose, cursor }: Props) {
  const total = state.kind === 'code' ? longest(points) : state.elapsedNs;
  const shown = order === 'source' ? points : [...points].sort((a, b) => elapsedOf(b) - elapsedOf(a));
  return (
    <section aria-labelledby="points">
      <div class="heading">
        <h2 id="points">Await points</h2>
        {points.length > 1 && points.some(({ times }) => times) && <Order order={order} choose={choose} />}
      </div>
      {points.length === 0
        ? <p class="none">This function has no await point: once started, it runs to its end without giving control back to the event loop.</p>
        : <ol aria-labelledby="points">{shown.map((point) => <Point key={`${point.line}:${point.column}:${point.kind}`} point={point} total={total} marked={point.site !== null && cursor.includes(point.site)} />)}</ol>}
    </section>
  );
}

function Order({ order, choose }: Pick<Props, 'order' | 'choose'>) {
  const orders = [['source', 'in the order of the source'], ['time', 'the longest first']] as const;
  return (
    <label class="order">
      <span class="hidden">Order</span>
      <select value={order} onChange={({ currentTarget }) => choose(currentTarget.value as Choices['order'])}>
        {orders.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
    </label>
  );
}

const elapsedOf = ({ times }: PanelPoint): number => (times ? times.elapsedNs + (times.pendingNs ?? 0) : -1);
const longest = (points: readonly PanelPoint[]): number => Math.max(0, ...points.map(elapsedOf));

function Point({ point, total, marked }: { point: PanelPoint; total: number; marked: boolean }) {
  const { times, pending, line, column } = point;
  return (
    <li class={`point${pending ? ' pending' : ''}${marked ? ' marked' : ''}`}>
      <button class="line" title="Show in the editor" aria-label={`Line ${line + 1}: show in the editor`} onClick={() => ask({ type: 'reveal', line, column })}>{line + 1}</button>
      <code class="source"><Highlighted source={prefixed(point)} /></code>
      <span class="elapsed">{pending ? 'waiting here now' : times ? elapsed(times) : ''}</span>
      {times && total > 0 && <Bar times={times} total={total} />}
      <p>{point.explanation.map((text, index) => <span key={index}><Rich text={text} /> </span>)}</p>
      {times && <Numbers times={times} />}
      {point.advice && <p class="advice"><Rich text={point.advice} /></p>}
    </li>
  );
}

/** `async with` items and iterables are shown with the words that make them await points. */
function prefixed({ kind, source }: PanelPoint): string {
  switch (kind) {
    case 'async with enter': return `async with ${source}`;
    case 'async with exit': return `async with ${source}  # leaving`;
    case 'async comprehension': return `async for ${source}`;
    case 'await':
    case 'async for': return source;
  }
}

function elapsed({ count, elapsedNs, pendingNs, belowResolution }: PointTimes): string {
  if (count === 0) return `${formatDuration(pendingNs ?? 0)} · not finished`;
  const mean = formatMean(elapsedNs / count, belowResolution);
  return count === 1 ? mean : `${formatCount(count)} × ${mean}`;
}

/** The moment that every wakeup takes is no news. */
const READY_SHARE = 0.01;

/** What the bar shows, in words. */
function Numbers({ times: { steps, count, elapsedNs, waitingNs, readyNs, runningNs, suspensions } }: { times: PointTimes }) {
  if (!steps || count === 0 || suspensions === 0) return null;
  const kinds = [['waiting', waitingNs], ...(readyNs > READY_SHARE * elapsedNs ? [['ready', readyNs] as const] : []), ['running', runningNs]] as const;
  return <ul class="legend numbers">{kinds.map(([kind, ns]) => <li key={kind} class={kind}>{kind} {formatDuration(ns)}</li>)}</ul>;
}

/** Shares of the run's elapsed time. The same numbers stand in the text, so it is hidden from screen readers. */
function Bar({ times, total }: { times: PointTimes; total: number }) {
  const percent = (ns: number): string => `${Math.min(100, (ns / total) * 100)}%`;
  const { elapsedNs, waitingNs, readyNs, runningNs, steps, pendingNs } = times;
  const suspended = steps ? elapsedNs - runningNs : elapsedNs + (pendingNs ?? 0);
  return (
    <svg class="bar" aria-hidden="true" width="100%" height="4">
      <rect class="track" width="100%" height="4" rx="2" />
      <rect class="waiting" width={percent(suspended)} height="4" rx="2" />
      {steps && readyNs > 0 && <rect class="ready" x={percent(waitingNs)} width={percent(readyNs)} height="4" />}
      {steps && <rect class="running" x={percent(suspended)} width={percent(runningNs)} height="4" />}
    </svg>
  );
}
