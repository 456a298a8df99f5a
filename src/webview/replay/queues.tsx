/** Who runs, who is ready, which timers sleep, who waits for what: as lists with a bound. */
import type { ComponentChildren } from 'preact';
import { formatCount, formatDuration } from '../../analysis/format.js';
import { enumerate } from '../../analysis/markdown.js';
import type { Moment, Named, RunningNow } from '../../analysis/replay/moment.js';
import type { Timeline } from '../../shared/timeline.js';
import { Rich } from '../rich.js';

/** How many entries of a list are shown. */
export const MOST = 8;

type Reveal = (what: 'site' | 'task', index: number) => void;

interface Props {
  now: Moment;
  timeline: Timeline;
  reveal: Reveal;
}

export function Running({ now, timeline, reveal }: Props) {
  const none = now.kind === 'idle' ? 'Nothing: the loop sleeps' : 'Nothing';
  return (
    <Card kind="running" title="Running" none={none} count={now.running.length} items={now.running.map((each) => (
      <>
        <Name of={each} reveal={reveal} />{' '}
        {each.task === null && each.function !== '' && <code>{each.function}</code>}{' '}
        <Way {...{ each, timeline, reveal }} />
      </>
    ))} />
  );
}

/** From which await to which. */
function Way({ each: { from, to }, timeline, reveal }: { each: RunningNow; timeline: Timeline; reveal: Reveal }) {
  const way = [from >= 0 && <>from <Place site={from} {...{ timeline, reveal }} /></>, to >= 0 && <>to <Place site={to} {...{ timeline, reveal }} /></>].filter((part) => part !== false);
  return way.length === 0 ? null : <span class="more">{way.map((part, index) => <span key={index}>{index > 0 && ' '}{part}</span>)}</span>;
}

export function Ready({ now, reveal }: Omit<Props, 'timeline'>) {
  return (
    <Card kind="ready" title="Ready queue" none="Nothing" ordered count={now.counts.ready} items={now.ready.map((each) => (
      <>
        <Name of={each} reveal={reveal} />{' '}
        <span class="more">for {formatDuration(now.ns - each.sinceNs)}{each.wokenBy !== '' && <>, by {each.wokenBy}</>}</span>
      </>
    ))} />
  );
}

export function Timers({ now }: { now: Moment }) {
  return (
    <Card kind="timers" title="Timers" none="None" count={now.counts.timers} items={now.timers.map(({ inNs, words }) => (
      <>
        <span class="due">{inNs >= 0 ? `in ${formatDuration(inNs)}` : `due ${formatDuration(-inNs)} ago`}</span>{' '}
        <span class="more"><Rich text={words} /></span>
      </>
    ))} />
  );
}

export function Waiting({ now, timeline, reveal }: Props) {
  return (
    <Card kind="waiting" title="Waiting" none="Nothing" count={now.counts.waiting} items={now.waiting.map((each) => (
      <>
        <Name of={each} reveal={reveal} />
        <span class="more">
          {each.site >= 0 && <><code>{timeline.sites[each.site]?.source}</code> <Place site={each.site} {...{ timeline, reveal }} /> </>}
          <Rich text={each.words} />
        </span>
      </>
    ))} />
  );
}

export function Ended({ now: { ended, counts } }: { now: Moment }) {
  if (counts.ended === 0) return null;
  return <p class="ended">Ended: {enumerate(ended.map(({ name }) => name), counts.ended - ended.length)}</p>;
}

interface CardProps {
  kind: 'running' | 'ready' | 'timers' | 'waiting';
  title: string;
  none: string;
  items: ComponentChildren[];
  /** How many there are, shown or not. */
  count: number;
  ordered?: boolean;
}

function Card({ kind, title, none, items, count, ordered = false }: CardProps) {
  const List = ordered ? 'ol' : 'ul';
  return (
    <section class={`card ${kind}`} aria-labelledby={`replay-${kind}`}>
      <h3 id={`replay-${kind}`}>{title}{count > 1 && <span class="count"> · {formatCount(count)}</span>}</h3>
      {items.length === 0 && <p class="none">{none}</p>}
      {items.length > 0 && <List aria-labelledby={`replay-${kind}`}>{items.map((item, index) => <li key={index}>{item}</li>)}</List>}
      {count > items.length && <p class="none">and {formatCount(count - items.length)} more</p>}
    </section>
  );
}

/** A task's leads to where it was created. */
function Name({ of: { task, name }, reveal }: { of: Named; reveal: Reveal }) {
  return task === null ? <strong>{name}</strong> : <button class="link name" title="Show where it was created" onClick={() => reveal('task', task)}>{name}</button>;
}

function Place({ site, timeline, reveal }: { site: number; timeline: Timeline; reveal: Reveal }) {
  return <button class="link" title="Show in the editor" onClick={() => reveal('site', site)}>line {timeline.sites[site]?.line}</button>;
}
