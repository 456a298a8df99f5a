/** What the marks mean, what is shown besides, and the zoom. */
import type { Shown } from './scene.js';
import { DASHES } from './drawRelations.js';
import type { SpanControl } from './useSpan.js';

interface ToolbarProps {
  shown: Shown;
  setShown(shown: Shown): void;
  control: SpanControl;
  hasCritical: boolean;
}

const KINDS = ['waiting', 'ready', 'running', 'blocked'] as const;
const STEP = 2;

export function Toolbar({ shown, setShown, control, hasCritical }: ToolbarProps) {
  return (
    <div class="tl-toolbar">
      <ul class="tl-legend" aria-label="What the marks mean">
        {KINDS.map((kind) => <li key={kind}><span class={`tl-swatch ${kind}`} aria-hidden="true" />{kind}</li>)}
      </ul>
      <div class="tl-tools" role="group" aria-label="View of the timeline">
        <Toggle on={shown.arrows} set={(arrows) => setShown({ ...shown, arrows })} title="Who created, woke and awaited whom. Of many lanes: those of the one that is pointed at or selected">Arrows</Toggle>
        {hasCritical && <Toggle on={shown.critical} set={(critical) => setShown({ ...shown, critical })} title="The chain of waits and steps that made the run as long as it was">Critical path</Toggle>}
        <Tool title="Zoom in (+)" onClick={() => control.zoomBy(STEP)}><path d="M8 3v10M3 8h10" /></Tool>
        <Tool title="Zoom out (−)" disabled={!control.zoomed} onClick={() => control.zoomBy(1 / STEP)}><path d="M3 8h10" /></Tool>
        <Tool title="Show all (0)" disabled={!control.zoomed} onClick={control.fit}><path d="M2 3v10M14 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2" /></Tool>
      </div>
      {shown.arrows && (
        <ul class="tl-legend tl-relations" aria-label="What the arrows mean">
          {Object.entries(DASHES).map(([relation, dashes]) => (
            <li key={relation}>
              <svg class="tl-dash" aria-hidden="true" width="22" height="8"><path d="M0 4h16" stroke="currentColor" stroke-dasharray={dashes.join(' ')} /><path d="M16 1l5 3-5 3z" fill="currentColor" /></svg>
              {relation}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Toggle({ on, set, title, children }: { on: boolean; set(on: boolean): void; title: string; children: string }) {
  return <button class="tl-toggle" aria-pressed={on} title={title} onClick={() => set(!on)}>{children}</button>;
}

function Tool({ title, disabled = false, onClick, children }: { title: string; disabled?: boolean; onClick(): void; children: preact.ComponentChildren }) {
  return (
    <button class="tl-tool" title={title} aria-label={title.replace(/ \(.*/, '')} disabled={disabled} onClick={onClick}>
      <svg aria-hidden="true" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4">{children}</svg>
    </button>
  );
}
