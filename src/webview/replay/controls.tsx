/** Play, one event back and forth, the slider, the speed. */
import type { ComponentChildren } from 'preact';
import { formatCount } from '../../analysis/format.js';
import type { Moment } from '../../analysis/replay/moment.js';
import { SPEEDS, type SpeedName } from '../../analysis/replay/pace.js';
import { formatMoment } from '../../analysis/timeline/words.js';

interface Props {
  now: Moment;
  /** Index of the last event. */
  last: number;
  playing: boolean;
  speed: SpeedName;
  /** Whether there is a moment to leave. */
  used: boolean;
  go(index: number): void;
  play(on: boolean): void;
  setSpeed(speed: SpeedName): void;
  leave(): void;
}

export function Controls({ now: { index, ns }, last, playing, speed, used, go, play, setSpeed, leave }: Props) {
  const at = `event ${formatCount(index + 1)} of ${formatCount(last + 1)}`;
  return (
    <div class="controls">
      <IconButton label={playing ? 'Pause' : 'Play'} onClick={() => play(!playing)}>{playing ? <path d="M4 3h3v10H4zM9 3h3v10H9z" /> : <path d="M4 2.5v11l9-5.5z" />}</IconButton>
      <IconButton label="Previous event" disabled={index === 0} onClick={() => go(index - 1)}><path d="M3 3h2v10H3zM13 3v10L6 8z" /></IconButton>
      <IconButton label="Next event" disabled={index === last} onClick={() => go(index + 1)}><path d="M11 3h2v10h-2zM3 3v10l7-5z" /></IconButton>
      <input
        type="range" min={0} max={last} step={1} value={index} aria-label="Event of the run" aria-valuetext={`${at}, ${formatMoment(ns)}`}
        onInput={({ currentTarget }) => go(currentTarget.valueAsNumber)}
      />
      <span class="position">{formatMoment(ns)} · {at}</span>
      <select aria-label="Speed" value={speed} onChange={({ currentTarget }) => setSpeed(currentTarget.value as SpeedName)}>
        {Object.entries(SPEEDS).map(([name, { label }]) => <option key={name} value={name}>{label}</option>)}
      </select>
      <button class="link" disabled={!used} onClick={leave}>End replay</button>
    </div>
  );
}

interface IconButtonProps {
  label: string;
  disabled?: boolean;
  onClick(): void;
  children: ComponentChildren;
}

function IconButton({ label, disabled = false, onClick, children }: IconButtonProps) {
  return (
    <button class="icon" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">{children}</svg>
    </button>
  );
}
