/** What is said of the thing under the pointer, or of what the keyboard has selected. A screen reader is told by other means. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Told } from '../../analysis/timeline/words.js';

export interface TipOf {
  told: Told;
  /** Of the window. */
  x: number;
  y: number;
}

const DISTANCE = 14;

export function Tip({ tip }: { tip: TipOf | null }) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = box.current ?? {};
    if (width !== size.width || height !== size.height) setSize({ width, height });
  });
  if (!tip) return null;
  const { told: { title, code, lines }, x, y } = tip;
  const below = y + DISTANCE + size.height < window.innerHeight;
  const style = {
    left: `${Math.max(4, Math.min(x + DISTANCE, window.innerWidth - size.width - 8))}px`,
    top: `${below ? y + DISTANCE : Math.max(4, y - DISTANCE - size.height)}px`,
  };
  return (
    <div class="tl-tip" ref={box} style={style} aria-hidden="true">
      <strong>{title}</strong>
      {code && <code>{code}</code>}
      {lines.map((line) => <span key={line}>{line}</span>)}
    </div>
  );
}
