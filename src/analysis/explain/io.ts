/** Rules for asyncio's own input and output: streams, servers, subprocesses, the methods of its event loop. */
import { code } from '../rich.js';
import type { ExplainRule } from './explain.js';
import { MEANWHILE, PROCESS, READER, SERVER, WRITER, argument, both, calls, callsMethod, callsOf, entersA, iteratesA, owner, subject } from './matching.js';

const READS: Record<string, string> = {
  read: 'some bytes have arrived', readline: 'a whole line has arrived', readexactly: 'that many bytes have arrived', readuntil: 'the separator has arrived',
};

export const IO_RULES: readonly ExplainRule[] = [
  {
    id: 'open_connection',
    matches: calls(/^asyncio\.open_(?:unix_)?connection$/),
    explain: () => 'Connects to a server and waits until the connection stands; the operating system wakes it. It gives back a reader and a writer.',
  },
  {
    id: 'start_server',
    matches: calls(/^asyncio\.start_(?:unix_)?server$/),
    explain: (awaited) => `Opens a server socket, which hardly waits. From now on each connection will run ${argument(awaited, 0, 'client_connected_cb', 'the handler')} in a task of its own.`,
  },
  {
    id: 'serve_forever',
    matches: callsMethod('serve_forever'),
    explain: (awaited) => `Lets ${owner(awaited)} accept connections until this task is cancelled or the server is closed: it does not end by itself. ${MEANWHILE}, one for each connection.`,
  },
  {
    id: 'start_serving',
    matches: callsMethod('start_serving'),
    explain: (awaited) => `Lets ${owner(awaited)} accept connections from now on. It goes on at once and does not wait for any.`,
  },
  {
    id: 'server-with',
    matches: entersA(SERVER),
    explain: both(
      (awaited) => `Uses ${subject(awaited)} for the block. This does not wait.`,
      (awaited) => `Closes ${subject(awaited)} and waits until it is closed: no new connection is accepted.`,
    ),
  },
  {
    id: 'subprocess',
    matches: calls(/^asyncio\.(?:subprocess\.)?create_subprocess_(?:exec|shell)$/),
    explain: (awaited) => `Starts the program ${argument(awaited, 0, 'program', 'that is named')} and waits until it has been started, not until it has ended.`,
  },
  {
    id: 'run-process',
    matches: calls(/^(?:anyio|trio)\.run_process$/),
    explain: (awaited) => `Runs the program ${argument(awaited, 0, 'command', 'that is named')} and waits until it has ended. ${MEANWHILE}.`,
  },
  {
    id: 'process-communicate',
    matches: callsMethod('communicate'),
    explain: (awaited) => `Sends the program ${owner(awaited)} its input, collects what it writes, and waits until it has ended. ${MEANWHILE}.`,
  },
  {
    id: 'process-wait',
    matches: callsOf(PROCESS, 'wait'),
    explain: (awaited) => `Waits until the program ${owner(awaited)} has ended; the operating system tells. It gives back its exit status.`,
  },
  {
    id: 'stream-read',
    matches: (awaited) => callsOf(READER, 'read')(awaited) || callsMethod('readline', 'readexactly', 'readuntil')(awaited),
    explain: (awaited) => {
      const [count] = awaited.arguments;
      const what = awaited.name !== 'read' ? READS[awaited.name] : count === undefined || count === '-1' ? 'everything has arrived and the other side has closed' : READS.read;
      return `Waits until ${what} from ${owner(awaited)}. If that is there already, it goes on without giving up control.`;
    },
  },
  {
    id: 'stream-lines',
    matches: iteratesA(READER),
    explain: ({ text }) => `Each step waits for the next line from ${code(text)}. The loop ends when the other side closes.`,
  },
  {
    id: 'stream-drain',
    matches: (awaited) => callsOf(WRITER, 'drain')(awaited) || callsMethod('drain')(awaited),
    explain: (awaited) => `Waits only while too much that was written to ${owner(awaited)} is still unsent, so that the program does not write faster than the other side reads.`,
  },
  {
    id: 'wait_closed',
    matches: callsMethod('wait_closed'),
    explain: (awaited) => `Waits until ${owner(awaited)} is closed for good. Call its \`close()\` first: this only waits.`,
  },
  {
    id: 'start-tls',
    matches: callsMethod('start_tls'),
    explain: () => 'Makes an open connection a TLS one and waits for the handshake with the other side: one or two round trips.',
  },
  {
    id: 'create_connection',
    matches: callsMethod('create_connection', 'create_unix_connection', 'create_pipe_connection', 'connect_accepted_socket'),
    explain: (awaited) => `Connects and waits until the connection stands. What arrives then goes to the protocol that ${argument(awaited, 0, 'protocol_factory', 'the first argument')} makes, by callbacks.`,
  },
  {
    id: 'create_server',
    matches: callsMethod('create_server', 'create_unix_server', 'start_serving_pipe'),
    explain: (awaited) => `Opens a server socket, which hardly waits. Each connection gets a protocol that ${argument(awaited, 0, 'protocol_factory', 'the first argument')} makes.`,
  },
  {
    id: 'datagram',
    matches: callsMethod('create_datagram_endpoint'),
    explain: (awaited) => `Opens a socket for datagrams (UDP), which hardly waits: there is no connection to make. What arrives goes to the protocol that ${argument(awaited, 0, 'protocol_factory', 'the first argument')} makes.`,
  },
  {
    id: 'pipe-connect',
    matches: callsMethod('connect_read_pipe', 'connect_write_pipe'),
    explain: (awaited) => `Lets the event loop watch ${argument(awaited, 1, 'pipe', 'the pipe')}, and goes on once it does. It does not wait for data.`,
  },
  {
    id: 'loop-subprocess',
    matches: callsMethod('subprocess_exec', 'subprocess_shell'),
    explain: () => 'Starts a program and waits until it has been started, not until it has ended. Its output goes to a protocol, by callbacks.',
  },
  {
    id: 'look-up',
    matches: callsMethod('getaddrinfo', 'getnameinfo'),
    explain: (awaited) => `Looks an address up (${code(awaited.name)}) in a worker thread, because the operating system's own call blocks. The thread wakes this task.`,
  },
  {
    id: 'sock-receive',
    matches: callsMethod('sock_recv', 'sock_recv_into', 'sock_recvfrom', 'sock_recvfrom_into'),
    explain: (awaited) => `Waits until data arrives at the socket ${argument(awaited, 0, 'sock', '')}, at most as much as asked for. The operating system wakes it; data that is there already is taken at once.`,
  },
  {
    id: 'sock-send',
    matches: callsMethod('sock_sendall', 'sock_sendto', 'sock_sendfile', 'sendfile'),
    explain: (awaited) => `Sends by ${argument(awaited, 0, 'sock', 'the socket')} and waits until the operating system has taken all of it: it gives up control only while its buffer is full.`,
  },
  {
    id: 'sock-connect',
    matches: callsMethod('sock_connect'),
    explain: (awaited) => `Connects the socket ${argument(awaited, 0, 'sock', '')} and waits until the other side has answered; the operating system wakes it.`,
  },
  {
    id: 'sock-accept',
    matches: callsMethod('sock_accept'),
    explain: (awaited) => `Waits until somebody connects to the socket ${argument(awaited, 0, 'sock', '')}; the operating system wakes it.`,
  },
  {
    id: 'proactor',
    matches: (awaited) => /(?:^|[._])proactor$/.test(awaited.owner) && callsMethod('recv', 'recv_into', 'recvfrom', 'recvfrom_into', 'send', 'sendto', 'connect', 'accept', 'sendfile')(awaited),
    explain: (awaited) => `Asks Windows to ${code(awaited.name)} and waits until it says that this is done; its completion port wakes the task.`,
  },
  {
    id: 'loop-shutdown',
    matches: callsMethod('shutdown_asyncgens', 'shutdown_default_executor'),
    explain: ({ name }) => name === 'shutdown_asyncgens' ? 'Closes all async generators that are still open, and waits for their clean-up.' : 'Waits until the threads of the default executor have ended their work.',
  },
];
