/** In what both versions agree, and where they differ. */
import type { Agreement, DiffLine, Proof, ProofSubject } from '../../shared/proof.js';
import { Rich } from '../rich.js';

const NAMES: Record<Agreement['what'], string> = { result: 'Result', exception: 'Exceptions', output: 'Printed output' };
const STATES: Record<Agreement['state'], { sign: string; word: string }> = {
  same: { sign: '✓', word: 'same' },
  nearly: { sign: '✓', word: 'same' },
  reordered: { sign: '⇅', word: 'another order' },
  varies: { sign: '~', word: 'cannot be compared' },
  different: { sign: '≠', word: 'different' },
  unknown: { sign: '–', word: 'nothing to compare' },
};

export function Agreements({ proof, names }: { proof: Proof; names: ProofSubject['names'] }) {
  return (
    <section aria-labelledby="agreement">
      <h2 id="agreement">Do both do the same?</h2>
      <ul class="agreements">
        {proof.agreements.map(({ what, state, text, diff }) => (
          <li key={what} class={state}>
            <span class="sign" aria-hidden="true">{STATES[state].sign}</span>
            <p><strong>{NAMES[what]}: {STATES[state].word}.</strong> <Rich text={text} /></p>
            {diff.length > 0 && <Diff lines={diff} names={names} label={NAMES[what]} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

const SIGNS = { old: '−', new: '+' };

function Diff({ lines, names, label }: { lines: readonly DiffLine[]; names: ProofSubject['names']; label: string }) {
  return (
    <ol class="diff" aria-label={`${label}: where they differ`} tabIndex={0}>
      {lines.map(({ side, text }, index) => (
        <li key={index} class={side ?? 'both'}>
          <span aria-hidden="true">{side ? SIGNS[side] : ' '}</span>
          {side && <span class="hidden">{names[side]}: </span>}
          <code>{text === '' ? ' ' : text}</code>
        </li>
      ))}
    </ol>
  );
}
