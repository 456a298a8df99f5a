/** Playing: moves on with the screen's frames, so that it stands still while the panel is hidden. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { advance, type Speed } from '../../analysis/replay/pace.js';
import type { Replay } from '../../analysis/replay/replay.js';

/** The longest that a frame may count, ms: what the panel was hidden for does not. */
const LONGEST_FRAME = 250;

/**
 * Whether it plays, and how to change that; it stops at the end.
 * @param index the event it stands at: another one than it went to was chosen by the user
 */
export function usePlaying(replay: Replay, index: number, speed: Speed, go: (index: number) => void): [boolean, (on: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  const latest = useRef({ index, waitedMs: 0, go });
  if (latest.current.index !== index) latest.current = { index, waitedMs: 0, go };
  latest.current.go = go;
  useEffect(() => {
    if (!playing) return;
    latest.current.waitedMs = 0;
    let before = performance.now();
    const frame = (now: number): void => {
      const { current } = latest;
      const next = advance(replay, current, Math.min(LONGEST_FRAME, Math.max(0, now - before)), speed);
      before = now;
      const moved = next.index !== current.index;
      Object.assign(current, next);
      if (moved) current.go(next.index);
      if (next.index === replay.length - 1) setPlaying(false);
      else waiting = requestAnimationFrame(frame);
    };
    let waiting = requestAnimationFrame(frame);
    return () => cancelAnimationFrame(waiting);
  }, [playing, replay, speed]);
  return [playing, setPlaying];
}
