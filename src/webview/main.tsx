/** The panel in the webview: it draws what the host shows it and hands the user's wishes back. */
import { render } from 'preact';
import { isToPanel, type PanelView, type ToPanel } from '../shared/panel.js';
import { App, type Shown } from './app.js';
import { ask, keep } from './host.js';

const root = document.getElementById('root')!;
let shown: Shown = { view: null, gone: null, run: '', timeline: null, trace: null, live: false, cursor: { sites: [], function: null } };

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!isToPanel(event.data)) return;
  shown = next(event.data);
  render(<App shown={shown} />, root);
});

function next(message: ToPanel): Shown {
  switch (message.type) {
    case 'show':
      remember(message.view);
      return { ...shown, view: message.view, gone: null };
    case 'gone': return { ...shown, gone: message.message };
    case 'timeline': return { ...shown, run: message.run, timeline: message.timeline, trace: message.trace, live: message.live };
    case 'cursor': return { ...shown, cursor: { sites: message.sites, function: message.function } };
  }
}

function remember({ subject, pinned }: PanelView): void {
  const before = shown.view;
  if (before?.pinned !== pinned || JSON.stringify(before.subject) !== JSON.stringify(subject)) keep({ subject, pinned });
}

ask({ type: 'ready' });
