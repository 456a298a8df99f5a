/** The replay: steps through the run as the event loop did it, with a slider, keys, or at a chosen speed. */
import { useMemo, useState } from 'preact/hooks';
import { formatCount } from '../../analysis/format.js';
import { SPEEDS, type SpeedName } from '../../analysis/replay/pace.js';
import { Replay as Model } from '../../analysis/replay/replay.js';
import { formatMoment } from '../../analysis/timeline/words.js';
import type { Timeline } from '../../shared/timeline.js';
import type { Trace } from '../../shared/trace.js';
import { Rich } from '../rich.js';
import { Controls } from './controls.js';
import { Ended, MOST, Ready, Running, Timers, Waiting } from './queues.js';
import { usePlaying } from './usePlaying.js';

interface Props {
  trace: Trace;
  timeline: Timeline;
  /** Where the replay stands, ns; null before it is used. */
  moment: number | null;
  /** The user has moved it. The task that runs then and the await it is at, if any; all null when the replay is left. */
  onMoment(ns: number | null, task: number | null, site: number | null): void;
  reveal(what: 'site' | 'task', index: number): void;
}

export function Replay({ trace, timeline, moment, onMoment, reveal }: Props) {
  const replay = useMemo(() => new Model(trace, timeline.lanes, timeline.sites), [trace, timeline]);
  if (replay.length === 0) return <p class="none">There is nothing to replay: no step of this run was recorded.</p>;
  return <Steps {...{ replay, trace, timeline, moment, onMoment, reveal }} />;
}

function Steps({ replay, trace, timeline, moment, onMoment, reveal }: Props & { replay: Model }) {
  // Events of several threads may be at one time: that alone does not say which of them it is.
  const [chosen, choose] = useState(0);
  const index = moment === null ? 0 : chosen < replay.length && replay.nsOf(chosen) === moment ? chosen : replay.indexAt(moment);
  const now = useMemo(() => replay.at(index, MOST), [replay, index]);
  const [speed, setSpeed] = useState<SpeedName>('steps');
  const last = replay.length - 1;

  const go = (to: number): void => {
    const next = Math.max(0, Math.min(last, to));
    const { task, site } = replay.placeAt(next);
    choose(next);
    onMoment(replay.nsOf(next), task, site);
  };
  const [playing, setPlaying] = usePlaying(replay, index, SPEEDS[speed], go);
  const leave = (): void => {
    setPlaying(false);
    onMoment(null, null, null);
  };
  const play = (on: boolean): void => {
    if (on && (moment === null || index === last)) go(0);
    setPlaying(on);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLSelectElement) return;
    const page = Math.max(10, Math.round(replay.length / 20));
    // Buttons take Space themselves.
    const keys: Record<string, () => void> = {
      ...(event.target instanceof HTMLButtonElement ? {} : { ' ': () => play(!playing) }),
      ArrowRight: () => go(index + 1), ArrowUp: () => go(index + 1), ArrowLeft: () => go(index - 1), ArrowDown: () => go(index - 1),
      PageUp: () => go(index + page), PageDown: () => go(index - page), Home: () => go(0), End: () => go(last), Escape: leave,
    };
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  return (
    // Takes the focus when clicked, so that the keys work, and is no stop of its own for Tab.
    <div class="replay" role="group" aria-label="Steps of the event loop" tabIndex={-1} onKeyDown={onKeyDown}>
      <Controls {...{ now, last, playing, speed, used: moment !== null, go, play, setSpeed, leave }} />
      <p class="happens" aria-live={playing ? 'off' : 'polite'}><Rich text={now.happens} /></p>
      <div class="cards">
        <Running {...{ now, timeline, reveal }} />
        <Ready {...{ now, reveal }} />
        <Timers {...{ now }} />
        <Waiting {...{ now, timeline, reveal }} />
      </div>
      <Ended now={now} />
      {!trace.complete && <p class="bound">{bound(trace)}</p>}
    </div>
  );
}

function bound({ steps, until_ns }: Trace): string {
  return `The first ${formatCount(steps.length)} steps, up to ${formatMoment(until_ns)}. Later ones were not recorded one by one.`;
}
