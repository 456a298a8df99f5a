/** The replay on a page of its own. The tests drive it through `page`, on the window. */
import { render } from 'preact';
import { timelineOf } from '../../../src/analysis/timeline/timelineOf.js';
import type { Report } from '../../../src/shared/report.js';
import { Replay } from '../../../src/webview/replay/replay.js';

export interface ReplayPage {
  /** What was asked for since the report is shown: `moment 1200 2 0`, `site 0`, `task 2`. */
  asked: string[];
  show(report: Report): void;
  /** As the timeline does, when one clicks into it. */
  seek(moment: number): void;
  theme(className: string, variables: Record<string, string>): void;
}

const asked: string[] = [];
const root = document.getElementById('root')!;
let shown: Report;

(window as unknown as { page: ReplayPage }).page = {
  asked,
  show(report) {
    shown = report;
    asked.length = 0;
    // A new one, as of another run.
    render(null, root);
    draw(timelineOf(report, []), null);
  },
  seek(moment) {
    draw(timelineOf(shown, []), moment);
  },
  theme(className, variables) {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = className;
  },
};

function draw(timeline: ReturnType<typeof timelineOf>, moment: number | null): void {
  render(
    <main>
      <h1>Panel</h1>
      <section aria-labelledby="replay">
        <h2 id="replay">Replay</h2>
        <Replay
          trace={shown.trace} timeline={timeline} moment={moment}
          onMoment={(ns, task, site) => {
            asked.push(`moment ${ns} ${task} ${site}`);
            draw(timeline, ns);
          }}
          reveal={(what, index) => asked.push(`${what} ${index}`)}
        />
      </section>
    </main>, root,
  );
}
