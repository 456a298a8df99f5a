/** Every run as a dot, one strip for each version, on one axis: the median, the middle half, and how the runs came one after the other. */
import { formatDuration } from '../../analysis/format.js';
import { median, quantile } from '../../analysis/proof/statistics.js';
import { rangeText } from '../../analysis/proof/words.js';
import { ticksOf } from '../../analysis/timeline/ticks.js';
import { SIDES, type Side } from '../../shared/proof.js';

interface Props {
  elapsedNs: Record<Side, readonly number[]>;
  names: Record<Side, string>;
  /** How many runs of each there will be, while they go on; else 0. */
  expected: number;
}

const HEIGHT = 46;
/** Ticks are chosen as for an axis of so many pixels: about four, which have room in a narrow view too. */
const AXIS = 336;
/** Where all runs are within this share of the longest, an axis from 0 on would hide how they differ. */
const CLOSE = 0.6;

export function Strips({ elapsedNs, names, expected }: Props) {
  const all = SIDES.flatMap((side) => elapsedNs[side]);
  const { from, to, cut } = spanOf(all);
  const x = (ns: number): number => ((ns - from) / (to - from)) * 100;
  const ticks = all.length === 0 ? [] : ticksOf(from, to, AXIS);
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      <div class="strips">
        {SIDES.map((side) => <Strip key={side} side={side} name={names[side]} runs={elapsedNs[side]} expected={expected} x={x} ticks={ticks.map(({ ns }) => x(ns))} />)}
        <svg class="axis" width="100%" height="18" aria-hidden="true">
          {ticks.map(({ ns, label }) => <text key={ns} x={`${x(ns)}%`} y="13" text-anchor={anchor(x(ns))}>{ns === 0 ? '0' : label}</text>)}
        </svg>
      </div>
      {cut && <p class="remark">The axis does not begin at 0.</p>}
      {all.length > 0 && <Table elapsedNs={elapsedNs} names={names} />}
    </section>
  );
}

/** A label at either end stays within the picture. */
const anchor = (percent: number): 'start' | 'middle' | 'end' => (percent < 4 ? 'start' : percent > 92 ? 'end' : 'middle');

function spanOf(all: readonly number[]): { from: number; to: number; cut: boolean } {
  if (all.length === 0) return { from: 0, to: 1, cut: false };
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (least < CLOSE * most) return { from: 0, to: most * 1.03, cut: false };
  const pad = Math.max((most - least) * 0.15, most * 0.01);
  return { from: least - pad, to: most + pad, cut: true };
}

interface StripProps {
  side: Side;
  name: string;
  runs: readonly number[];
  expected: number;
  /** Where a time is, in percent. */
  x(ns: number): number;
  ticks: readonly number[];
}

function Strip({ side, name, runs, expected, x, ticks }: StripProps) {
  const [lower, upper] = runs.length > 0 ? [x(quantile(runs, 0.25)), x(quantile(runs, 0.75))] : [0, 0];
  // From top to bottom in the order of the runs: a drift can be seen, and no dot hides another.
  const y = (index: number): number => 8 + (index * (HEIGHT - 16)) / Math.max(1, Math.max(runs.length, expected) - 1);
  const radius = Math.max(runs.length, expected) > 20 ? 2.5 : 4;
  return (
    <div class={`strip ${side}`}>
      <p class="side">
        <span class="name">{name}</span>
        {runs.length > 0 && <strong>{formatDuration(median(runs))}</strong>}
        <span class="spread">{spread(runs, expected)}</span>
      </p>
      <svg width="100%" height={HEIGHT} aria-hidden="true">
        {ticks.map((tick) => <line key={tick} class="grid" x1={`${tick}%`} x2={`${tick}%`} y1="0" y2={HEIGHT} />)}
        {runs.length > 1 && <rect class="middle" x={`${lower}%`} width={`${Math.max(0, upper - lower)}%`} y="2" height={HEIGHT - 4} />}
        {runs.length > 0 && <line class="median" x1={`${x(median(runs))}%`} x2={`${x(median(runs))}%`} y1="0" y2={HEIGHT} />}
        {runs.map((ns, index) => <circle key={index} cx={`${x(ns)}%`} cy={y(index)} r={radius}><title>{`Run ${index + 1}: ${formatDuration(ns)}`}</title></circle>)}
      </svg>
    </div>
  );
}

function spread(runs: readonly number[], expected: number): string {
  if (runs.length === 0) return 'not run yet';
  if (expected > 0) return `${runs.length} of ${expected} runs`;
  return runs.length === 1 ? 'one run' : rangeText(Math.min(...runs), Math.max(...runs));
}

/** The same for those who do not see the picture, and to copy from. */
function Table({ elapsedNs, names }: Pick<Props, 'elapsedNs' | 'names'>) {
  const rounds = Math.max(elapsedNs.old.length, elapsedNs.new.length);
  const summary = ([['Median', 0.5], ['Shortest', 0], ['A quarter is below', 0.25], ['A quarter is above', 0.75], ['Longest', 1]] as const);
  const cell = (side: Side, index: number): string => (elapsedNs[side][index] === undefined ? '' : formatDuration(elapsedNs[side][index]));
  return (
    <details>
      <summary>All runs as a table</summary>
      <table>
        <thead><tr><th scope="col">Round</th>{SIDES.map((side) => <th key={side} scope="col">{names[side]}</th>)}</tr></thead>
        <tbody>
          {Array.from({ length: rounds }, (_, index) => <tr key={index}><th scope="row">{index + 1}</th>{SIDES.map((side) => <td key={side}>{cell(side, index)}</td>)}</tr>)}
          {summary.map(([name, q]) => (
            <tr key={name} class="summary"><th scope="row">{name}</th>{SIDES.map((side) => <td key={side}>{elapsedNs[side].length > 0 ? formatDuration(quantile(elapsedNs[side], q)) : ''}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
