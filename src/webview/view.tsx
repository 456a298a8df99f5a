/** The panel's face for one function: a number, a verdict, what the await points are and how long they took. */
import { saysMore } from '../analysis/awaitedWords.js';
import { formatCount, formatDuration, formatMean, formatRunning } from '../analysis/format.js';
import type { FromPanel, PanelFinding, PanelPoint, PanelState, PanelView } from '../shared/panel.js';
import { Highlighted } from './highlighted.js';

interface Props {
  view: PanelView;
  ask(message: FromPanel): void;
}

export function View({ view, ask }: Props) {
  const { state, points } = view;
  const total = state.kind === 'code' ? 0 : state.elapsedNs;
  return (
    <main class={state.kind === 'ended' && state.stale ? 'stale' : ''}>
      <header>
        <h1><code>{view.title}</code></h1>
        <span class="where">{where(view)}</span>
        <Action view={view} ask={ask} />
      </header>
      <Headline state={state} blocked={view.blocked} />
      {view.findings.length > 0 && <Findings findings={view.findings} />}
      <h2 id="points">Await points</h2>
      {points.length === 0
        ? <p class="none">This function has no await point: once started, it runs to its end without giving control back to the event loop.</p>
        : <ol aria-labelledby="points">{points.map((point) => <Point key={`${point.line}:${point.column}:${point.kind}`} point={point} total={total} ask={ask} />)}</ol>}
    </main>
  );
}

/** What the run found besides its times; a word says what kind each is, and the colour only repeats it. */
function Findings({ findings }: { findings: readonly PanelFinding[] }) {
  return (
    <>
      <h2 id="findings">Found in this run</h2>
      <ul class="findings" aria-labelledby="findings">
        {findings.map(({ kind, where: place, source, text }, index) => (
          <li key={index} class={kind}>
            <span class="kind">{FINDING[kind]}</span>
            <p>{source && <code>{source}</code>}{place && <span class="where">{place}</span>}{(source || place) && <br />}{text}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

const FINDING: Record<PanelFinding['kind'], string> = { blocking: 'Blocked', starvation: 'Busy', warning: 'Warning' };

export function Gone({ message }: { message: string }) {
  return <main><p class="none">{message}</p></main>;
}

function where({ file, state }: PanelView): string {
  return state.kind === 'ended' ? `${file} · Python ${state.python}` : file;
}

function Action({ view, ask }: Props) {
  if (view.state.kind === 'running') {
    return <button class="secondary" disabled={view.state.stopping} onClick={() => ask({ type: 'stop' })}>{view.state.stopping ? 'Stopping…' : 'Stop'}</button>;
  }
  return <button disabled={view.blocked !== null} onClick={() => ask({ type: 'run' })}><span aria-hidden="true">▷ </span>Run &amp; time</button>;
}

/** The status is one element for good: screen readers tell what changes within it. The counter stands outside of it. */
function Headline({ state, blocked }: { state: PanelState; blocked: string | null }) {
  return (
    <section class="headline">
      {state.kind === 'running' && <strong class="number" aria-hidden="true">{formatRunning(state.elapsedNs)}</strong>}
      <div key="status" class="status" role="status"><Status state={state} blocked={blocked} /></div>
    </section>
  );
}

function Status({ state, blocked }: { state: PanelState; blocked: string | null }) {
  switch (state.kind) {
    case 'code': return <p>{blocked ?? 'Read from the code. Run it to see how long each await takes.'}</p>;
    case 'running': return <span class="chip">{state.stopping ? 'Stopping' : 'Running'}</span>;
    case 'ended': return (
      <>
        <strong class="number">{formatDuration(state.elapsedNs)}</strong>
        <span class={state.failed ? 'chip failed' : 'chip'}>{state.outcome}</span>
        {state.advice && <p>{state.advice}</p>}
        {state.stale && <p class="edited">The function was edited since. Run it again for its times.</p>}
      </>
    );
  }
}

function Point({ point, total, ask }: { point: PanelPoint; total: number; ask: Props['ask'] }) {
  const { times } = point;
  return (
    <li class={point.pending ? 'point pending' : 'point'}>
      <button class="line" title="Show in the editor" aria-label={`Line ${point.line + 1}: show in the editor`} onClick={() => ask({ type: 'reveal', line: point.line, column: point.column })}>{point.line + 1}</button>
      <code class="source"><Highlighted source={prefixed(point)} /></code>
      <span class="elapsed">{point.pending ? 'waiting here now' : times ? elapsed(times) : ''}</span>
      {times && total > 0 && <Bar times={times} total={total} />}
      <p>{point.explanation}</p>
      {times && <Measured times={times} source={point.source} />}
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

type Times = NonNullable<PanelPoint['times']>;

function elapsed({ count, elapsedNs, pendingNs, belowResolution }: Times): string {
  if (count === 0) return `${formatDuration(pendingNs ?? 0)} · not finished`;
  const mean = formatMean(elapsedNs / count, belowResolution);
  return count === 1 ? mean : `${formatCount(count)} × ${mean}`;
}

function Measured({ times, source }: { times: Times; source: string }) {
  const facts: string[] = [];
  // What the source names by itself need not be said again.
  const found = times.awaited.filter((what) => saysMore(what, source));
  if (found.length > 0) facts.push(`It awaited ${found.join(', ')}.`);
  if (times.count > 1) facts.push(`It took ${times.estimated ? 'about ' : ''}${formatDuration(times.elapsedNs)} in all, from ${formatDuration(times.minNs)} to ${formatDuration(times.maxNs)} each.`);
  if (times.steps && times.count > 0) {
    facts.push(times.suspensions === 0
      ? 'It did not give up control: nothing else could run.'
      : `Control went back to the event loop ${times.suspensions === 1 ? 'once' : `${formatCount(times.suspensions)} times`}: ${kindsOfTime(times)}.`);
  }
  if (times.raised > 0) facts.push(times.raised === times.count ? 'It ended by an exception.' : `It ended by an exception ${times.raised} of ${times.count} times.`);
  return facts.length > 0 ? <p class="measured">{facts.join(' ')}</p> : null;
}

/** The moment that every wakeup takes is no news. */
const READY_SHARE = 0.01;

function kindsOfTime({ elapsedNs, waitingNs, readyNs, runningNs }: Times): string {
  const ready = readyNs > READY_SHARE * elapsedNs ? ` ready while the loop was busy ${formatDuration(readyNs)},` : '';
  return `waiting ${formatDuration(waitingNs)},${ready} running ${formatDuration(runningNs)}`;
}

/** Shares of the run's elapsed time. The same numbers stand in the text, so it is hidden from screen readers. */
function Bar({ times, total }: { times: Times; total: number }) {
  const percent = (ns: number): string => `${Math.min(100, (ns / total) * 100)}%`;
  const { elapsedNs, waitingNs, readyNs, runningNs, steps } = times;
  const suspended = steps ? elapsedNs - runningNs : elapsedNs;
  return (
    <svg class="bar" aria-hidden="true" width="100%" height="4">
      <rect class="track" width="100%" height="4" rx="2" />
      <rect class="waiting" width={percent(suspended)} height="4" rx="2" />
      {steps && readyNs > 0 && <rect class="ready" x={percent(waitingNs)} width={percent(readyNs)} height="4" />}
      {steps && <rect class="running" x={percent(suspended)} width={percent(runningNs)} height="4" />}
    </svg>
  );
}
