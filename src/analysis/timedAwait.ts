/** The times of an await point together with what the rest of its report says about them. */
import type { BlockingStep, JointStarvation } from '../shared/evidence.js';
import type { AwaitTimes, Occurrence, Report } from '../shared/report.js';
import { taskLabel } from './blocking.js';

export interface TimedAwait extends AwaitTimes {
  /** Its index in the report's `awaits`. */
  site: number;
  /** Whether the loop told its steps; without them the three kinds of time, suspensions and wakers are not known. */
  steps: boolean;
  /** What kept it from going on although it was ready; null where it was hardly late. */
  late: Lateness | null;
  /** The task of its longest passage, in words. */
  longestIn: string | null;
}

/** Both may be empty: then the loop was busy with steps that were neither long nor many enough to be told. */
export interface Lateness {
  /** The blocking steps that fell into its longest passages, the longest first. */
  blocking: BlockingStep[];
  starvation: JointStarvation[];
}

/** From this much on, and from this share of elapsed on, an await is told as late. */
const LATE_NS = 5e6;
const LATE_SHARE = 0.1;

export function timedAwaits(report: Report): TimedAwait[] {
  const names = new Map(report.tasks.map((task) => [task.id, taskLabel(task)]));
  return report.awaits.map((times, site) => {
    const task = times.longest[0]?.task ?? null;
    return { ...times, site, steps: report.loop.steps, late: latenessOf(times, report), longestIn: task === null ? null : (names.get(task) ?? null) };
  });
}

/** What kept an await from going on; null where it was hardly late. */
export function latenessOf(times: AwaitTimes, report: Report): Lateness | null {
  if (times.ready_ns < LATE_NS || times.ready_ns < LATE_SHARE * times.elapsed_ns.total) return null;
  const kept = <T extends Stretch>(stretches: readonly T[]): T[] => stretches
    .filter((stretch) => times.longest.some((passage) => keptWaiting(passage, stretch)))
    .sort((a, b) => b.duration_ns - a.duration_ns);
  return { blocking: kept(report.blocking), starvation: kept(report.starvation) };
}

type Stretch = Pick<BlockingStep, 'start_ns' | 'duration_ns' | 'starved' | 'starved_more'>;

/** Whether a stretch in which the loop was held fell into a passage of a task that it kept waiting. */
function keptWaiting({ task, start_ns, elapsed_ns }: Occurrence, { start_ns: from, duration_ns, starved, starved_more }: Stretch): boolean {
  const overlap = start_ns < from + duration_ns && from < start_ns + elapsed_ns;
  return overlap && (task === null || starved_more > 0 || starved.some((each) => each.task === task));
}
