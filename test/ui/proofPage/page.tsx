/** The view of a proof on a page of its own. The tests drive it through `page`, on the window. */
import { render } from 'preact';
import type { ProofView } from '../../../src/shared/proof.js';
import { App } from '../../../src/webview/proof/app.js';

export interface ProofPage {
  /** What was asked for: `{"type":"undo"}`. */
  asked: string[];
  show(view: ProofView): void;
  theme(className: string, variables: Record<string, string>): void;
}

const asked: string[] = [];
const root = document.getElementById('root')!;

(window as unknown as { page: ProofPage }).page = {
  asked,
  show(view) {
    render(<App view={view} ask={(message) => asked.push(JSON.stringify(message))} />, root);
  },
  theme(className, variables) {
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = className;
  },
};
