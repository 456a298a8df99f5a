/** A proof: the verdict with its numbers, then all runs as a picture, then in what both versions agree, then every await. */
import { useEffect, useRef } from 'preact/hooks';
import { formatDuration } from '../../analysis/format.js';
import { spreadText } from '../../analysis/proof/words.js';
import type { Proof, ProofView } from '../../shared/proof.js';
import { Rich } from '../rich.js';
import { Agreements } from './agreements.js';
import { Awaits } from './awaits.js';
import type { Ask } from './host.js';
import { Strips } from './strips.js';

export function App({ view, ask }: { view: ProofView; ask: Ask }) {
  const { subject, state, decision } = view;
  return (
    <main class="proof">
      <header>
        <h1><code>{subject.title}</code></h1>
        <span class="where">{where(view)}</span>
        {state.kind === 'running' && (
          <span class="actions"><button class="secondary" disabled={state.stopping} onClick={() => ask({ type: 'stop' })}>{state.stopping ? 'Stopping…' : 'Stop'}</button></span>
        )}
      </header>
      <p class="change">{subject.change}</p>
      <div role="status" class="said"><Said view={view} /></div>
      {state.kind === 'running' && <progress aria-label="Runs" value={state.elapsedNs.old.length + state.elapsedNs.new.length} max={2 * state.rounds} />}
      {decision && <Decision decision={decision} ask={ask} />}
      {state.kind === 'running' && <Strips elapsedNs={state.elapsedNs} names={subject.names} expected={state.rounds} />}
      {state.kind === 'ended' && (
        <>
          <Strips elapsedNs={{ old: state.proof.old.elapsedNs, new: state.proof.new.elapsedNs }} names={subject.names} expected={0} />
          <Agreements proof={state.proof} names={subject.names} />
          <Awaits proof={state.proof} names={subject.names} ask={ask} />
        </>
      )}
    </main>
  );
}

function where({ subject, state }: ProofView): string {
  if (state.kind !== 'ended') return subject.file;
  const { proof } = state;
  const runs = [proof.old, proof.new].map(({ elapsedNs }) => elapsedNs.length);
  const often = runs[0] === runs[1] ? `${runs[0]} ${runs[0] === 1 ? 'run' : 'runs'} each` : `${runs[0]} and ${runs[1]} runs`;
  return [subject.file, ...(proof.arguments ? [`called with ${proof.arguments}`] : []), `Python ${proof.python}`, `${often}, in turn${proof.stopped ? ', stopped early' : ''}`].join(' · ');
}

/** The status is one element for good: screen readers tell what changes within it. */
function Said({ view: { state } }: { view: ProofView }) {
  switch (state.kind) {
    case 'running': return <><p class="label">Round {state.round} of {state.rounds}</p><p class="hint">Both versions run in turn, each time in a new process.</p></>;
    case 'failed': return <><p class="label unclear">Nothing is proven</p><p class="sentence">{state.message}</p></>;
    case 'ended': return <Verdict proof={state.proof} />;
  }
}

/** What speaks against the change comes before the numbers. */
function Verdict({ proof: { verdict, old, new: fresh } }: { proof: Proof }) {
  const { tone, label, sentences } = verdict;
  return (
    <>
      {tone === 'good'
        ? (
          <p class="label">
            <strong class="number" title={`${spreadText(old)} before`}>{formatDuration(old.medianNs)}</strong>
            <span class="arrow" aria-hidden="true">→</span><span class="hidden"> before, now </span>
            <strong class="number" title={`${spreadText(fresh)} after`}>{formatDuration(fresh.medianNs)}</strong>
            <span class="chip good">{label}</span>
          </p>
        )
        : <p class={`label ${tone}`}>{tone === 'bad' && <span class="sign" aria-hidden="true">✕</span>}{label}</p>}
      {sentences.map((text, index) => <p key={index} class="sentence"><Rich text={text} /></p>)}
    </>
  );
}

function Decision({ decision: { first, note, done }, ask }: { decision: NonNullable<ProofView['decision']>; ask: Ask }) {
  const row = useRef<HTMLDivElement>(null);
  // Who has just pressed Stop, or has waited with the focus here, goes on at the decision.
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) row.current?.querySelector('button')?.focus();
  }, []);
  const buttons = { keep: <button key="keep" class={first === 'keep' ? '' : 'secondary'} onClick={() => ask({ type: 'keep' })}>Keep</button>, undo: <button key="undo" class={first === 'undo' ? '' : 'secondary'} onClick={() => ask({ type: 'undo' })}>Undo</button> };
  return (
    <div class="decision" ref={row}>
      {!done && (first === 'keep' ? [buttons.keep, buttons.undo] : [buttons.undo, buttons.keep])}
      <span class="note" role="status">{note ?? 'The change stands in the editor. Closing this view keeps it.'}</span>
    </div>
  );
}
