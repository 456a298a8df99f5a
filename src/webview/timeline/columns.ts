/** Columns of pixels of one bar, from left to right: solid for running, striped for ready, both from below by their share. */
import type { Palette } from './palette.js';
import { BAR } from './scene.js';

/** What stands this far from everything else is alone… */
const ALONE = 5;
/** …and is drawn so that it can be seen, however short it is. */
const LEAST = 3;

interface Column {
  from: number;
  to: number;
  ran: number;
  ready: number;
}

export class Columns {
  /** Not drawn yet: the last ones, none of which is alone. */
  private group: Column[] = [];

  constructor(private readonly context: CanvasRenderingContext2D, private readonly palette: Palette, private readonly y: number, private readonly width: number) {}

  /** @param ran height in pixels, as is `ready`, which stands upon it */
  add(from: number, to: number, ran: number, ready = 0): void {
    const last = this.group.at(-1);
    if (last && from - last.to > ALONE) this.flush();
    // Neighbours with the same shares are filled at once.
    if (last && from === last.to && ran === last.ran && ready === last.ready) last.to = to;
    else this.group.push({ from, to, ran, ready });
  }

  flush(): void {
    const { context, palette, y, width, group } = this;
    const first = group[0];
    if (!first) return;
    if (group.at(-1)!.to - first.from <= LEAST) {
      context.fillStyle = palette.running;
      context.fillRect(Math.min(first.from, width - LEAST), y, LEAST, BAR);
    } else {
      context.fillStyle = palette.ready;
      for (const { from, to, ran, ready } of group) if (ready > 0) context.fillRect(from, y + BAR - ran - ready, to - from, ready);
      context.fillStyle = palette.running;
      for (const { from, to, ran } of group) context.fillRect(from, y + BAR - ran, to - from, ran);
    }
    this.group = [];
  }
}

/** Pixels of a bar's height for a share; nothing that is there vanishes. */
export const heightOf = (share: number): number => (share <= 0 ? 0 : Math.min(BAR, Math.max(2, Math.round(share * BAR))));
