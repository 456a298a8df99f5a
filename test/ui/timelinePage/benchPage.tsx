/**
 * What the bench measures on the page: a generated run, from the message to the picture, and panned
 * (`test/bench/parts/panel.mjs`); and a run that goes on (`live.mjs`).
 */
import './page.js';
import { liveTimeline, timelineOf } from '../../../src/analysis/timeline/timelineOf.js';
import type { Live } from '../../../src/shared/protocol.js';
import type { Report } from '../../../src/shared/report.js';
import type { Timeline } from '../../../src/shared/timeline.js';
import { reportOf } from '../../unit/reports.js';
import { taskOf } from '../../unit/timelines.js';
import type { TimelinePage } from './page.js';

export interface BenchPage {
  /** Milliseconds that `timelineOf` took over the report, which the extension host does. */
  generate(tasks: number, slices: number): number;
  /** Milliseconds from the message, which is copied as the one to a webview is, to the end of the first frame that shows it. */
  open(): Promise<number>;
  /** The frames while the picture is panned by a wheel, in each frame. */
  pan(zoom: number, frames: number): Promise<Frames>;
  /** The same while the lanes are scrolled. */
  scroll(frames: number): Promise<Frames>;
  /**
   * Draws what a run has told so far, a `Live` as JSON. Milliseconds that `liveTimeline` took, and from there to the end
   * of the first frame that shows it.
   */
  live(told: string, elapsedNs: number): Promise<{ made: number; drawn: number }>;
}

/** Milliseconds. */
export interface Frames {
  /** From frame to frame. */
  intervals: number[];
  /** Of script, in each. */
  work: number[];
}

const STEP_NS = 100e3;
let generated: Timeline | null = null;

/** A loop that is busy for about half of the time, with tasks that take turns at random; the same ones each time. */
function generatedRun(taskCount: number, sliceCount: number): Report {
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const slices: number[][][] = Array.from({ length: taskCount }, () => []);
  for (let step = 0; step < sliceCount; step += 1) {
    const start = step * STEP_NS + Math.floor(random() * 0.2 * STEP_NS);
    const length = Math.floor(0.7 * STEP_NS * random());
    // Each task lives for a tenth of the run.
    const from = Math.floor((step / sliceCount) * 0.9 * taskCount);
    slices[from + Math.floor(random() * 0.1 * taskCount)]!.push([start, start + length, length, 1]);
  }
  const tasks = slices.map((each, index) => taskOf(index + 1, each, { parent: index === 0 ? null : 1 + Math.floor((index - 1) / 50), function: `work_${index % 40}` }));
  return reportOf({ tasks, elapsed_ns: sliceCount * STEP_NS });
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
/** After the frame in which the canvas draws, and what it drew is handed on. */
const painted = async (): Promise<void> => {
  await nextFrame();
  await nextFrame();
  await new Promise((resolve) => setTimeout(resolve));
};
const page = (): TimelinePage => (window as unknown as { page: TimelinePage }).page;
const picture = (): HTMLElement => document.querySelector<HTMLElement>('.tl-picture')!;

async function measureFrames(frames: number, act: (frame: number) => void): Promise<Frames> {
  const intervals: number[] = [];
  const work: number[] = [];
  let before = await nextFrame();
  for (let frame = 0; frame < frames; frame += 1) {
    const began = performance.now();
    act(frame);
    // The page is made anew in a microtask that is older than this one.
    await Promise.resolve();
    const made = performance.now() - began;
    // Callbacks of one frame run in the order in which they were asked for: this one after the canvas's.
    const now = await nextFrame();
    work.push(made + performance.now() - now);
    intervals.push(now - before);
    before = now;
  }
  return { intervals, work };
}

(window as unknown as { bench: BenchPage }).bench = {
  generate(tasks, slices) {
    const report = generatedRun(tasks, slices);
    const began = performance.now();
    generated = timelineOf(report, []);
    return performance.now() - began;
  },
  async open() {
    const opened = new Promise<number>((resolve) => {
      window.addEventListener('message', (event) => {
        page().showTimeline(event.data as Timeline);
        void painted().then(() => resolve(performance.now() - began));
      }, { once: true });
    });
    const began = performance.now();
    window.postMessage(generated);
    generated = null;
    return opened;
  },
  async pan(zoom, frames) {
    const { left, top, width } = picture().getBoundingClientRect();
    const wheel = (init: WheelEventInit): boolean => picture().dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, clientX: left + width / 2, clientY: top + 100, ...init }));
    for (let factor = 1; factor < zoom; factor *= 2) wheel({ ctrlKey: true, deltaY: -120 });
    await painted();
    const result = await measureFrames(frames, (frame) => wheel({ shiftKey: true, deltaY: frame % 60 < 30 ? 12 : -12 }));
    picture().dispatchEvent(new KeyboardEvent('keydown', { key: '0', bubbles: true }));
    await painted();
    return result;
  },
  scroll(frames) {
    const scroller = document.querySelector('.tl-scroll')!;
    return measureFrames(frames, (frame) => {
      scroller.scrollTop = frame * 97;
    });
  },
  async live(told, elapsedNs) {
    const live = JSON.parse(told) as Live;
    const began = performance.now();
    const timeline = liveTimeline(live, elapsedNs);
    const made = performance.now();
    // As a message to a webview is copied.
    page().showTimeline(structuredClone(timeline), true);
    await painted();
    return { made: made - began, drawn: performance.now() - made };
  },
};
