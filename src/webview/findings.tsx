/** What the run found besides its times; a word says what kind each is, and the colour only repeats it. */
import type { PanelFinding } from '../shared/panel.js';
import { Highlighted } from './highlighted.js';

const WORDS: Record<PanelFinding['kind'], string> = { blocking: 'Blocked', starvation: 'Busy', warning: 'Warning' };

export function Findings({ findings }: { findings: readonly PanelFinding[] }) {
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">Found in this run</h2>
      <ul class="findings">
        {findings.map(({ kind, where, source, text }, index) => (
          <li key={index} class={kind}>
            <span class="kind">{WORDS[kind]}</span>
            <p>{source && <code><Highlighted source={source} /></code>}{where && <span class="where">{where}</span>}{(source || where) && <br />}{text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
