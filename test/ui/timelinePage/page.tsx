/** The timeline on a page of its own. The tests drive it through `page`, on the window. */
import { render } from 'preact';
import { timelineOf } from '../../../src/analysis/timeline/timelineOf.js';
import type { Report } from '../../../src/shared/report.js';
import type { CriticalPart, Timeline as TimelineData } from '../../../src/shared/timeline.js';
import { Timeline } from '../../../src/webview/timeline/timeline.js';

export interface TimelinePage {
  /** What was asked for: `site 0`, `task 2`, `seek 12`. */
  asked: string[];
  show(report: Report, critical: CriticalPart[], options?: { live?: boolean; moment?: number | null; highlighted?: number[] }): void;
  showTimeline(data: TimelineData, live?: boolean): void;
  theme(className: string, variables: Record<string, string>): void;
}

const asked: string[] = [];
const root = document.getElementById('root')!;

(window as unknown as { page: TimelinePage }).page = {
  asked,
  show(report, critical, { live = false, moment = null, highlighted = [] } = {}) {
    draw(timelineOf(report, critical), report.trace, live, moment, new Set(highlighted));
  },
  showTimeline(data, live = false) {
    draw(data, null, live, null, new Set());
  },
  theme(className, variables) {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = className;
  },
};

function draw(data: TimelineData, trace: Report['trace'] | null, live: boolean, moment: number | null, highlighted: ReadonlySet<number>): void {
  render(
    <main>
      <h1>Timeline</h1>
      <Timeline
        data={data} trace={trace} live={live} moment={moment} highlighted={highlighted}
        reveal={(what, index) => asked.push(`${what} ${index}`)} onSeek={(ns) => asked.push(`seek ${Math.round(ns)}`)}
      />
    </main>, root,
  );
}
