/** The number, the verdict and at most two sentences; before a run and while it goes on, what is shown and why. */
import { formatDuration, formatRunning } from '../analysis/format.js';
import type { PanelOffer, PanelState, PanelView } from '../shared/panel.js';
import { ask } from './host.js';
import { Rich } from './rich.js';

type Ended = Extract<PanelState, { kind: 'ended' }>;

/** The status is one element for good: screen readers tell what changes within it. The counter stands outside of it. */
export function Headline({ view: { state, blocked, subject } }: { view: PanelView }) {
  return (
    <section class="headline">
      {state.kind === 'running' && <strong class="number" aria-hidden="true">{formatRunning(state.elapsedNs)}</strong>}
      <div key="status" class="status" role="status"><Status state={state} blocked={blocked} saved={subject.report !== null} /></div>
      {state.kind === 'ended' && state.times && <Shares times={state.times} />}
    </section>
  );
}

function Status({ state, blocked, saved }: { state: PanelState; blocked: string | null; saved: boolean }) {
  switch (state.kind) {
    case 'code': return <p>{blocked ?? (state.within === null
      ? 'Read from the code. Run it to see how long each await takes.'
      : <>No run of its own yet: the times are from the run of <code>{state.within}</code>.</>)}</p>;
    case 'running': return <span class="chip">{state.stopping ? 'Stopping' : 'Running'}</span>;
    case 'ended': return <Result state={state} saved={saved} />;
  }
}

function Result({ state: { elapsedNs, headline, offer, outcome, failed, advice, stale }, saved }: { state: Ended; saved: boolean }) {
  return (
    <>
      <strong class="number">{formatDuration(elapsedNs)}</strong>
      {headline.verdict && <span class={`chip verdict ${headline.verdict}`}>{headline.label}</span>}
      {headline.overlap !== null && <span class="overlap" title="How many things were waited for or computed at a time, on average">overlap {headline.overlap.toFixed(2)} ×</span>}
      <span class={failed ? 'chip failed' : 'outcome'}>{outcome}</span>
      {(headline.sentences.length > 0 || offer) && (
        <p class="sentences">
          {headline.sentences.map((text, index) => <span key={index}><Rich text={text} /> </span>)}
          {offer && <Offer offer={offer} />}
        </p>
      )}
      {advice && <p>{advice}</p>}
      {stale && !saved && <p class="edited">The function was edited since this run. <button class="link" onClick={() => ask({ type: 'run' })}>Run it again</button> for its times.</p>}
    </>
  );
}

function Offer({ offer: { id, start, title, explanation, proves } }: { offer: PanelOffer }) {
  return <button class="link" title={explanation} onClick={() => ask({ type: 'fix', id, start })}>{title}{proves && ' and prove it'}</button>;
}

/** The three kinds of time of the function's own task, as a bar and in words. */
function Shares({ times: { waitingNs, readyNs, runningNs } }: { times: NonNullable<Ended['times']> }) {
  const kinds = [['waiting', waitingNs], ['ready', readyNs], ['running', runningNs]] as const;
  const total = Math.max(1, waitingNs + readyNs + runningNs);
  let at = 0;
  return (
    <div class="shares">
      <svg class="bar" aria-hidden="true" width="100%" height="6">
        <rect class="track" width="100%" height="6" rx="3" />
        {kinds.map(([kind, ns]) => {
          const x = at;
          at += (ns / total) * 100;
          return ns > 0 && <rect key={kind} class={kind} x={`${x}%`} width={`${(ns / total) * 100}%`} height="6" />;
        })}
      </svg>
      <ul class="legend">{kinds.map(([kind, ns]) => <li key={kind} class={kind}>{kind} {formatDuration(ns)}</li>)}</ul>
    </div>
  );
}
