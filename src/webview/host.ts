/** The extension host, as the panel knows it: it is asked for things, and keeps the panel's state over a reload. */
import type { FromPanel, PanelSubject } from '../shared/panel.js';

/** What is not the host's to know: how the user has set up the view. */
export interface Choices {
  order: 'source' | 'time';
  /** The replay's moment, ns; null before it is used. */
  moment: number | null;
  /** Of which run. */
  run: string;
  scroll: number;
}

/** What is kept over hiding and reload; the host reads `subject` and `pinned` of it. */
interface Kept {
  subject?: PanelSubject;
  pinned?: boolean;
  choices?: Choices;
}

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void; getState(): Kept | undefined; setState(state: Kept): void };

const host = acquireVsCodeApi();
let kept: Kept = host.getState() ?? {};

export const ask = (message: FromPanel): void => host.postMessage(message);

/** While the replay plays, or the page is scrolled, this is called with each frame. */
const KEEP_MS = 100;
let waiting: ReturnType<typeof setTimeout> | undefined;

export function keep(change: Kept): void {
  kept = { ...kept, ...change };
  waiting ??= setTimeout(write, KEEP_MS);
}

function write(): void {
  clearTimeout(waiting);
  waiting = undefined;
  host.setState(kept);
}
window.addEventListener('pagehide', write);

export const FIRST_CHOICES: Choices = kept.choices ?? { order: 'source', moment: null, run: '', scroll: 0 };
