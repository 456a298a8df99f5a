/** Round moments along an axis of time. */
import { scaleLinear } from 'd3-scale';

/** Room for a tick's label, in pixels of the page. */
const TICK = 84;
/** Of each unit the smallest step that is told in it. */
const UNITS = [{ size: 1e9, unit: 's', from: 5e7 }, { size: 1e6, unit: 'ms', from: 5e5 }, { size: 1e3, unit: 'µs', from: 500 }, { size: 1, unit: 'ns', from: 0 }] as const;
/** From so many steps on a tick's label would be too long: ticks count from the first one then. */
const FAR = 1e5;

export interface Tick {
  ns: number;
  label: string;
}

/** In the unit that suits their distance. */
export function ticksOf(fromNs: number, toNs: number, width: number): Tick[] {
  const moments = scaleLinear([fromNs, toNs], [0, width]).ticks(Math.max(2, Math.floor(width / TICK)));
  const step = moments.length > 1 ? moments[1]! - moments[0]! : toNs - fromNs;
  const { size, unit } = UNITS.find(({ from }) => step >= from) ?? UNITS[3];
  const base = fromNs / step > FAR ? moments[0]! : 0;
  return moments.map((ns) => ({
    ns,
    label: base > 0 && ns === base ? `${(ns / 1e9).toFixed(placesOf(step / 1e9))} s` : `${base > 0 ? '+' : ''}${((ns - base) / size).toFixed(placesOf(step / size))} ${unit}`,
  }));
}

/** Decimal places that tell a step from the next. */
const placesOf = (step: number): number => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
