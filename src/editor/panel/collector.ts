/** Sends spans to an OpenTelemetry collector, by OTLP over HTTP. Free of vscode. */
import { formatLimit } from '../../analysis/format.js';
import { isRecord } from '../../shared/guards.js';

/** Why nothing, or not all, was taken; the message is for the user. */
export class CollectorError extends Error {}

/** From asking to the end of the answer. */
const LIMIT_MS = 10_000;
/** So much of an answer is read: it is a small message, and nobody knows who answers. */
const ANSWER_BYTES = 64 << 10;
const SHOWN_CHARACTERS = 200;
/** Where OTLP over HTTP takes spans, unless the URL names another path. */
const TRACES_PATH = '/v1/traces';

/**
 * @param setting what the user has set
 * @throws {CollectorError}
 */
export function collectorUrl(setting: string): URL {
  if (!URL.canParse(setting)) throw new CollectorError(`The collector's URL cannot be read: ${setting}. It looks like http://localhost:4318.`);
  const url = new URL(setting);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new CollectorError(`The collector's URL begins with ${url.protocol}//, but spans are sent over http or https only.`);
  if (url.username || url.password) throw new CollectorError('The collector\'s URL must not have a name or a password in it.');
  if (url.pathname === '/') url.pathname = TRACES_PATH;
  return url;
}

/**
 * Sends once; it is never tried again by itself.
 * @param body an `ExportTraceServiceRequest` as JSON
 * @throws {CollectorError} also when some spans were refused
 */
export async function send(body: string, url: URL, cancelled: AbortSignal, limitMs = LIMIT_MS): Promise<void> {
  const limit = AbortSignal.timeout(limitMs);
  let status: string;
  let ok: boolean;
  let answer: string;
  try {
    const response = await fetch(url, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body,
      // To where the user has said, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.any([limit, cancelled]),
    });
    status = `${response.status} ${response.statusText}`.trim();
    ok = response.ok;
    answer = await beginning(response);
  } catch (error) {
    if (cancelled.aborted) throw new CollectorError('Sending was cancelled.');
    if (limit.aborted) throw new CollectorError(`The collector at ${url.origin} did not answer within ${formatLimit(limitMs * 1e6)}.`);
    throw new CollectorError(`The collector at ${url.origin} could not be reached: ${reason(error)}`);
  }
  if (!ok) throw new CollectorError(`The collector at ${url.href} answered ${status}${told(answer)}`);
  const refused = refusedSpans(answer);
  if (refused) throw new CollectorError(`The collector at ${url.origin} did not take all spans: ${refused}`);
}

async function beginning(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    bytes += chunk.length;
    if (bytes >= ANSWER_BYTES) break;
  }
  return text;
}

/** In words where it is a common one; Node and Electron say it each in their way. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  const known = cause instanceof Error && 'code' in cause ? `${String(cause.code)} ${message}` : message;
  if (/CONNECTION_REFUSED|ECONNREFUSED/.test(known)) return 'nothing listens there. Is it running?';
  if (/NAME_NOT_RESOLVED|ENOTFOUND|EAI_AGAIN/.test(known)) return 'its host is not known.';
  return known.trim() || 'the connection failed.';
}

/** What an answer says: the message of its JSON, else its first line. */
function told(answer: string): string {
  const first = messageOf(parsed(answer)) ?? answer.trim().split('\n')[0]!.trim();
  return first === '' ? '.' : `: ${first.slice(0, SHOWN_CHARACTERS)}`;
}

/** How many spans were refused and why, in words; empty when none was. */
function refusedSpans(answer: string): string {
  const { partialSuccess } = record(parsed(answer));
  const { rejectedSpans, errorMessage } = record(partialSuccess);
  const count = Number(rejectedSpans ?? 0);
  if (!(count > 0)) return '';
  return `it refused ${count}${typeof errorMessage === 'string' && errorMessage !== '' ? `: ${errorMessage.slice(0, SHOWN_CHARACTERS)}` : '.'}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const messageOf = (value: unknown): string | null => {
  const { message } = record(value);
  return typeof message === 'string' && message !== '' ? message : null;
};

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
