/** The view of a proof in the webview: it draws what the host shows it and hands the user's wishes back. */
import { render } from 'preact';
import { isToProof } from '../../shared/proof.js';
import { App } from './app.js';
import { connect } from './host.js';

const root = document.getElementById('root')!;
const ask = connect();

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isToProof(event.data)) render(<App view={event.data.view} ask={ask} />, root);
});
ask({ type: 'ready' });
