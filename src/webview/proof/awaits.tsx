/** Every await point: what it took in either version. */
import { formatCount, formatDuration } from '../../analysis/format.js';
import type { AwaitChange, AwaitTime, Proof, ProofSubject } from '../../shared/proof.js';
import { SIDES } from '../../shared/proof.js';
import { Highlighted } from '../highlighted.js';
import type { Ask } from './host.js';

/** Medians that differ by less are told as equal. */
const NOTABLE = 0.02;

export function Awaits({ proof: { awaits, awaitsOmitted, title }, names, ask }: { proof: Proof; names: ProofSubject['names']; ask: Ask }) {
  if (awaits.length === 0) return null;
  return (
    <section aria-labelledby="awaits">
      <h2 id="awaits">Awaits</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Awaits in both versions">
        <table class="awaits">
          <thead><tr><th scope="col">Line</th><th scope="col">Await</th>{SIDES.map((side) => <th key={side} scope="col" class="time">{names[side]}</th>)}</tr></thead>
          <tbody>{awaits.map((change, index) => <Row key={index} change={change} title={title} ask={ask} />)}</tbody>
        </table>
      </div>
      {awaitsOmitted > 0 && <p class="remark">{formatCount(awaitsOmitted)} more that did not change and take less.</p>}
    </section>
  );
}

function Row({ change, title, ask }: { change: AwaitChange; title: string; ask: Ask }) {
  const { old, new: fresh, source, kind, function: name } = change;
  const changed = !old || !fresh || Math.abs(Math.log(fresh.elapsedNs / Math.max(1, old.elapsedNs))) > NOTABLE;
  return (
    <tr class={changed ? 'changed' : ''}>
      <td><Place change={change} ask={ask} /></td>
      <th scope="row">
        <code><Highlighted source={kind.startsWith('async with') ? `async with ${source}` : source} /></code>
        {`${name}()` !== title && <span class="in"> in {name}</span>}
      </th>
      <td class="time">{old ? timeText(old) : <span class="absent">not there</span>}</td>
      <td class="time now">{fresh ? timeText(fresh) : <span class="absent">gone</span>}</td>
    </tr>
  );
}

function Place({ change: { old, new: fresh }, ask }: { change: AwaitChange; ask: Ask }) {
  const at = fresh ?? old;
  if (!at) return null;
  if (!fresh || fresh.file !== null) return <span class="line gone">{at.file === null ? at.line : `${at.file}, ${at.line}`}</span>;
  const { line } = fresh;
  return <button class="line" title="Show in the editor" aria-label={`Line ${line}: show in the editor`} onClick={() => ask({ type: 'reveal', line })}>{line}</button>;
}

function timeText({ elapsedNs, count }: AwaitTime): string {
  const mean = formatDuration(elapsedNs / Math.max(1, count));
  return count > 1 ? `${formatCount(count)} × ${mean}` : mean;
}
