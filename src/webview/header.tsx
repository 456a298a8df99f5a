/** What is shown, and what can be done with it. */
import type { PanelView } from '../shared/panel.js';
import { ask } from './host.js';

export function Header({ view }: { view: PanelView }) {
  const { state, subject } = view;
  return (
    <header>
      <h1><code>{view.title}</code></h1>
      <span class="where">{where(view)}</span>
      <span class="actions">
        {subject.report === null && <Pin on={view.pinned} />}
        {state.kind === 'ended' && <button class="icon" title="Export this run…" aria-label="Export this run…" onClick={() => ask({ type: 'export', format: null })}><ExportIcon /></button>}
        {subject.report === null && <Action view={view} />}
      </span>
    </header>
  );
}

function where({ file, state, subject }: PanelView): string {
  if (state.kind !== 'ended') return file;
  const parts = [subject.report === null ? file : `saved report ${file}`, `Python ${state.python}`];
  if (state.startedAt !== null) parts.push(`run at ${new Date(state.startedAt).toLocaleTimeString()}`);
  return parts.join(' · ');
}

function Pin({ on }: { on: boolean }) {
  const title = on ? 'Pinned to this function. Click to follow the cursor again.' : 'Follows the function at the cursor. Click to pin it to this one.';
  return <button class="icon" title={title} aria-label="Pin to this function" aria-pressed={on} onClick={() => ask({ type: 'pin', on: !on })}><PinIcon /></button>;
}

function Action({ view: { state, blocked } }: { view: PanelView }) {
  if (state.kind === 'running') {
    return <button class="secondary" disabled={state.stopping} onClick={() => ask({ type: 'stop' })}>{state.stopping ? 'Stopping…' : 'Stop'}</button>;
  }
  return <button disabled={blocked !== null} onClick={() => ask({ type: 'run' })}><span aria-hidden="true">▷ </span>Run &amp; time</button>;
}

const PinIcon = () => <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.2" stroke-linejoin="round" d="M9.5 1.5 14.5 6.5 12.8 7 10.6 9.2 10.8 12 9.5 13.3 6.4 10.2 2.4 13.6 5.8 9.6 2.7 6.5 4 5.2 6.8 5.4 9 3.2Z" /></svg>;
const ExportIcon = () => <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round" d="M8 10V1.8M4.8 4.8 8 1.6l3.2 3.2M2.5 9v4.5h11V9" /></svg>;
