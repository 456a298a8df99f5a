/** The extension host, as the view of a proof knows it. */
import { PROOF_VERSION, type FromProof } from '../../shared/proof.js';

declare function acquireVsCodeApi(): { postMessage(message: FromProof): void };

type Asked = FromProof extends infer Message ? Message extends FromProof ? Omit<Message, 'v'> : never : never;
/** What the view asks for. */
export type Ask = (message: Asked) => void;

export function connect(): Ask {
  const host = acquireVsCodeApi();
  return (message) => host.postMessage({ v: PROOF_VERSION, ...message } as FromProof);
}
