/** Rules for well-known libraries: a name says little by itself, so the file has to import the library. */
import { code } from '../rich.js';
import type { Awaited, ExplainRule } from './explain.js';
import { argument, both, isAwait, isStep, isWith, lastName, owner, subject, uses } from './matching.js';
import { DATABASE_RULES } from './databases.js';

const VERBS = 'get|post|put|patch|delete|head|options|request';
const verb = new RegExp(`^(?:${VERBS})$`);
/** `await` of a method with one of these names of something whose path or name fits, in a file that uses the package. */
const method = (packages: string[], names: RegExp, path: RegExp, name: RegExp) => (awaited: Awaited): boolean =>
  isAwait(awaited) && awaited.own === null && awaited.owner !== '' && names.test(awaited.name) && belongs(awaited, packages, path, name);

function belongs(awaited: Awaited, packages: string[], path: RegExp, name: RegExp): boolean {
  return awaited.ownerPath.startsWith('?') ? uses(awaited, ...packages) && name.test(lastName(awaited.owner)) : path.test(awaited.ownerPath);
}

const AIOHTTP = /^aiohttp\.(?:client\.)?(?:ClientSession|request)\b/;
const HTTPX = /^httpx\.AsyncClient\b/;
const RESPONSE = /^(?:aiohttp\.(?:ClientResponse\(\)|request\(\)|ClientSession\(\)\.\w+\(\)!?)|httpx\.(?:Response\(\)|AsyncClient\(\)\.\w+\(\)!?))$/;
const SESSION_NAME = /session|client|http/i;
const RESPONSE_NAME = /^r$|resp(?:onse)?$|^res$|reply$/i;
const SOCKET_NAME = /^ws$|websocket|socket|connection|conn$/i;
const requested = (awaited: Awaited): string => (awaited.name === 'request' ? argument(awaited, 1, 'url', 'the address') : argument(awaited, 0, 'url', 'the address'));

export const LIBRARY_RULES: readonly ExplainRule[] = [
  {
    id: 'http-session',
    matches: (awaited) => isWith(awaited) && /^(?:aiohttp\.(?:client\.)?ClientSession|httpx\.AsyncClient)(?:\(\))?$/.test(awaited.path),
    explain: both(
      (awaited) => `Opens ${subject(awaited)}, which keeps connections for the requests made in the block. This does not wait for any.`,
      (awaited) => `Closes ${subject(awaited)} with its connections; it hardly waits.`,
    ),
  },
  {
    id: 'http-with',
    matches: (awaited) => isWith(awaited) && new RegExp(`^(?:${VERBS}|stream)$`).test(awaited.name)
      && (awaited.owner === '' || belongs(awaited, ['aiohttp', 'httpx'], /^(?:aiohttp|httpx)\b/, SESSION_NAME)) && (awaited.owner !== '' || /^(?:aiohttp|httpx)\./.test(awaited.path)),
    explain: both(
      (awaited) => `Sends a request for ${requested(awaited)} and waits until the head of the answer has arrived; the body may still be on its way. Other tasks run meanwhile.`,
      () => 'Lets the connection go, so that the next request can use it. It hardly waits.',
    ),
  },
  {
    id: 'http-request',
    matches: (awaited) => isAwait(awaited) && verb.test(awaited.name)
      && (AIOHTTP.test(awaited.ownerPath) || HTTPX.test(awaited.ownerPath) || (awaited.ownerPath.startsWith('?') && uses(awaited, 'aiohttp', 'httpx') && SESSION_NAME.test(lastName(awaited.owner)))),
    explain: (awaited) => `Sends a request for ${requested(awaited)} and waits for the answer over the network. Other tasks run meanwhile: several requests can be under way at the same time.`,
  },
  {
    id: 'http-body',
    matches: method(['aiohttp', 'httpx'], /^(?:text|json|read|aread|release)$/, RESPONSE, RESPONSE_NAME),
    explain: (awaited) => `Waits until the rest of the answer ${owner(awaited)} has arrived${awaited.name === 'json' ? ', and reads it as JSON' : ''}. If it is there already, it goes on without giving up control.`,
  },
  {
    id: 'http-pieces',
    matches: (awaited) => isStep(awaited) && /^(?:iter_chunked|iter_any|iter_chunks|iter_lines|aiter_bytes|aiter_lines|aiter_text|aiter_raw)$/.test(awaited.name) && uses(awaited, 'aiohttp', 'httpx'),
    explain: (awaited) => `Each step waits for the next piece of the answer from ${owner(awaited)}; the loop ends with the answer.`,
  },
  {
    id: 'server-request',
    matches: method(['fastapi', 'starlette', 'aiohttp'], /^(?:json|body|form|text|read|post|multipart)$/, /^(?:(?:fastapi|starlette\.requests)\.Request|aiohttp\.web\.(?:Base)?Request)\(\)$/, /^req(?:uest)?$/),
    explain: (awaited) => `Waits until the client has sent the whole body of ${owner(awaited)}. Other requests are served meanwhile.`,
  },
  {
    id: 'websocket-with',
    matches: (awaited) => isWith(awaited) && (/^websockets\.(?:[\w.]+\.)?(?:connect|serve|unix_connect)$/.test(awaited.path) || awaited.name === 'ws_connect'),
    explain: both(
      (awaited) => awaited.name === 'serve' ? `Opens a server: each connection runs ${argument(awaited, 0, 'handler', 'the handler')} in a task of its own. It hardly waits.` : `Connects to ${argument(awaited, 0, 'uri', 'the server')} and waits for the handshake.`,
      ({ name }) => (name === 'serve' ? 'Closes the server and waits until its connections are closed.' : 'Says goodbye to the other side and waits until it has answered, so that the connection is closed cleanly.'),
    ),
  },
  {
    id: 'websocket-receive',
    matches: method(['websockets', 'aiohttp', 'fastapi', 'starlette'], /^(?:recv|receive(?:_(?:text|json|bytes|str))?)$/, /^websockets\.|\.ws_connect\(\)|WebSocket(?:Response)?\(\)$/, SOCKET_NAME),
    explain: (awaited) => `Waits for the next message on ${owner(awaited)}, however long that takes. The other side wakes it.`,
  },
  {
    id: 'websocket-send',
    matches: method(['websockets', 'aiohttp', 'fastapi', 'starlette'], /^(?:send(?:_(?:text|json|bytes|str))?|accept|prepare|ping)$/, /^websockets\.|\.ws_connect\(\)|WebSocket(?:Response)?\(\)$/, SOCKET_NAME),
    explain: (awaited) => `Sends on ${owner(awaited)}. It waits only while too much is still unsent.`,
  },
  {
    id: 'websocket-messages',
    matches: (awaited) => isStep(awaited) && awaited.callee === null && uses(awaited, 'websockets', 'aiohttp')
      && (awaited.path.startsWith('?') ? /^ws$|websocket/i.test(lastName(awaited.text)) : /^websockets\.|\.ws_connect\(\)$/.test(awaited.path)),
    explain: ({ text }) => `Each step waits for the next message on ${code(text)}. The loop ends when the connection is closed.`,
  },
  {
    id: 'file-with',
    matches: (awaited) => isWith(awaited) && /^(?:aiofiles\.open|anyio\.open_file)$/.test(awaited.path),
    explain: both(
      (awaited) => `Opens the file ${argument(awaited, 0, 'file', '')} in a worker thread, since the operating system has no other way. The thread wakes this task.`,
      () => 'Closes the file in a worker thread, and waits until that is done.',
    ),
  },
  {
    id: 'file-open',
    matches: (awaited) => isAwait(awaited) && /^(?:aiofiles\.open|anyio\.open_file)$/.test(awaited.path),
    explain: (awaited) => `Opens the file ${argument(awaited, 0, 'file', '')} in a worker thread, since the operating system has no other way. The thread wakes this task.`,
  },
  {
    id: 'file',
    matches: (awaited) => isAwait(awaited) && awaited.owner !== '' && /^(?:aiofiles\.open|anyio\.(?:open_file|Path))\(\)!?\.\w+$/.test(awaited.path),
    explain: (awaited) => `Lets a worker thread do ${code(awaited.name)} on ${owner(awaited)}, so that the disk does not hold the event loop. The thread wakes this task.`,
  },
  {
    id: 'file-lines',
    matches: (awaited) => isStep(awaited) && /^(?:aiofiles\.open|anyio\.open_file)\(\)!?$/.test(awaited.path),
    explain: ({ text }) => `Each step lets a worker thread read the next line of ${code(text)}: for many short lines, reading the file at once is faster.`,
  },
  {
    id: 'anyio-connect',
    matches: (awaited) => isAwait(awaited) && /^(?:anyio\.connect_(?:tcp|unix)|trio\.open_(?:tcp|ssl_over_tcp|unix)_(?:stream|socket)|trio\.open_tcp_stream)$/.test(awaited.path),
    explain: (awaited) => `Connects to ${argument(awaited, 0, 'host', 'the server')} and waits until the connection stands.`,
  },
  {
    id: 'anyio-stream',
    matches: (awaited) => isAwait(awaited) && /^(?:receive(?:_some)?|send(?:_all)?|send_eof)$/.test(awaited.name) && uses(awaited, 'anyio', 'trio') && /stream|client|channel|conn/i.test(lastName(awaited.owner)),
    explain: (awaited) => awaited.name.startsWith('receive') ? `Waits for data on ${owner(awaited)}; the other side wakes it.` : `Sends on ${owner(awaited)}, and waits while the other side does not keep up.`,
  },
  {
    id: 'anyio-serve',
    matches: (awaited) => isAwait(awaited) && (/^trio\.serve_(?:tcp|ssl_over_tcp|listeners)$/.test(awaited.path) || (awaited.name === 'serve' && uses(awaited, 'anyio'))),
    explain: (awaited) => `Accepts connections until this task is cancelled; each runs ${argument(awaited, 0, 'handler', 'the handler')} in a task of its own.`,
  },
  ...DATABASE_RULES,
];
