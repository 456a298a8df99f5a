/** The panel in the webview: it draws what the host shows it and hands the user's wishes back. */
import { render } from 'preact';
import { isToPanel, type FromPanel } from '../shared/panel.js';
import { Gone, View } from './view.js';

interface Host {
  postMessage(message: FromPanel): void;
}
declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
const root = document.getElementById('root')!;
const ask = (message: FromPanel): void => host.postMessage(message);

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!isToPanel(event.data)) return;
  render(event.data.type === 'show' ? <View view={event.data.view} ask={ask} /> : <Gone message={event.data.message} />, root);
});
ask({ type: 'ready' });
