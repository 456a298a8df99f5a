/** Short cards that explain the ideas of asyncio, each on a place of the user's own function. */
import type { Concept } from '../shared/panel.js';
import { ask } from './host.js';
import { Rich } from './rich.js';

export function Concepts({ concepts }: { concepts: readonly Concept[] }) {
  return (
    <section aria-labelledby="concepts">
      <h2 id="concepts">Concepts</h2>
      <div class="concepts">
        {concepts.map(({ id, title, text, here }) => (
          <details key={id}>
            <summary><Rich text={title} /></summary>
            <p><Rich text={text} /></p>
            <p class="ways">
              {here && <button class="link" onClick={() => ask({ type: 'reveal', line: here.line, column: here.column })}>Here: <Rich text={here.text} /></button>}
              <button class="link" onClick={() => ask({ type: 'link', concept: id })}>Python’s documentation</button>
            </p>
          </details>
        ))}
      </div>
    </section>
  );
}
