/** The panel's face for one function: a number, a verdict, then the picture, then the detail. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PanelView } from '../shared/panel.js';
import type { Timeline as TimelineData } from '../shared/timeline.js';
import type { Trace } from '../shared/trace.js';
import { Concepts } from './concepts.js';
import { Findings } from './findings.js';
import { Header } from './header.js';
import { Headline } from './headline.js';
import { ask, FIRST_CHOICES, keep, type Choices } from './host.js';
import { Points } from './points.js';
import { Replay } from './replay/replay.js';
import { Timeline } from './timeline/timeline.js';

export interface Shown {
  view: PanelView | null;
  /** Why there is nothing to show. */
  gone: string | null;
  /** Which run the timeline is of. */
  run: string;
  timeline: TimelineData | null;
  trace: Trace | null;
  live: boolean;
  /** Where the editor's cursor stands. */
  cursor: { sites: number[]; function: string | null };
}

const reveal = (what: 'site' | 'task' | 'blocked', index: number): void => ask({ type: 'revealOf', what, index });

export function App({ shown: { view, gone, run, timeline, trace, live, cursor } }: { shown: Shown }) {
  const [choices, setChoices] = useState(FIRST_CHOICES);
  const choose = (change: Partial<Choices>): void => setChoices((before) => {
    const after = { ...before, ...change };
    keep({ choices: after });
    return after;
  });
  useKeptScroll(view !== null, choices.scroll, (scroll) => choose({ scroll }));
  const atCursor = useMemo(() => lanesAt(timeline, cursor), [timeline, cursor]);

  if (gone !== null) return <main><h1>Nothing to explain</h1><p class="none">{gone}</p></main>;
  if (!view) return null;
  const replayed = timeline !== null && trace !== null && !live && trace.steps.length > 0;
  const moment = choices.run === run ? choices.moment : null;
  const seek = (ns: number | null, task: number | null = null, site: number | null = null): void => {
    choose({ run, moment: ns });
    ask({ type: 'moment', task, site });
  };
  return (
    <main class={view.state.kind === 'ended' && view.state.stale ? 'stale' : ''}>
      <Header view={view} />
      <Headline view={view} />
      {view.findings.length > 0 && <Findings findings={view.findings} />}
      {timeline && timeline.lanes.length > 0 && (
        <section aria-labelledby="timeline">
          <h2 id="timeline">Timeline</h2>
          <Timeline key={run} data={timeline} trace={trace} live={live} highlighted={atCursor} moment={moment} reveal={reveal} {...(replayed ? { onSeek: seek } : {})} />
        </section>
      )}
      <Points view={view} order={choices.order} choose={(order) => choose({ order })} cursor={cursor.sites} />
      {timeline && trace && replayed && (
        <section aria-labelledby="replay">
          <h2 id="replay">Replay</h2>
          <Replay key={run} trace={trace} timeline={timeline} moment={moment} onMoment={seek} reveal={reveal} />
        </section>
      )}
      {view.concepts.length > 0 && <Concepts concepts={view.concepts} />}
    </main>
  );
}

/** The tasks that run the function at the cursor. */
function lanesAt(timeline: TimelineData | null, { function: name }: Shown['cursor']): ReadonlySet<number> {
  return new Set(timeline?.lanes.filter((lane) => lane.function === name).map(({ task }) => task));
}

function useKeptScroll(drawn: boolean, kept: number, keepScroll: (scroll: number) => void): void {
  useEffect(() => {
    if (!drawn) return;
    window.scrollTo(0, kept);
    let waiting = 0;
    const listen = (): void => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => keepScroll(window.scrollY));
    };
    window.addEventListener('scroll', listen, { passive: true });
    return () => {
      cancelAnimationFrame(waiting);
      window.removeEventListener('scroll', listen);
    };
  }, [drawn]);
}
