/**
 * The host's end of the private channel to one worker: a loopback listener that takes one connection, the one
 * that says the right token first. It is not a pipe of the process, so that the user's prints, and those of
 * child processes, cannot reach it, on Windows as elsewhere.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { isWorkerMessage, type HostMessage, type WorkerMessage } from '../shared/protocol.js';

/** A line longer than this is no message of ours (a report is a few megabytes at most). */
const MAX_LINE_BYTES = 256 << 20;

export interface Channel {
  /** Value of the worker's `AWAIT_LENS_CHANNEL`. */
  readonly address: string;
  send(message: HostMessage): void;
  close(): void;
}

export interface ChannelEvents {
  onMessage(message: WorkerMessage): void;
  /** Something was received that this version does not understand. */
  onGarbled(reason: string): void;
  /** The worker's connection ended. */
  onClosed(): void;
}

function sameToken(said: string, expected: string): boolean {
  const a = Buffer.from(said);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Splits a byte stream into lines and hands each one on, decoded. */
export function lineSplitter(onLine: (line: string) => void, onTooLong: () => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  return (chunk) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      onLine(Buffer.concat(parts).toString('utf8'));
      parts = [];
      length = 0;
      from = at + 1;
    }
    if (from === chunk.length) return;
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > MAX_LINE_BYTES) onTooLong();
  };
}

function decode(line: string): WorkerMessage | null {
  try {
    const message: unknown = JSON.parse(line);
    return isWorkerMessage(message) ? message : null;
  } catch {
    return null;
  }
}

/** Listens on a free loopback port. Messages sent before the worker has connected wait for it. */
export async function openChannel(events: ChannelEvents): Promise<Channel> {
  const token = randomBytes(24).toString('hex');
  const waiting: HostMessage[] = [];
  const strangers = new Set<Socket>();
  let worker: Socket | undefined;

  const server = createServer((socket) => {
    strangers.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      strangers.delete(socket);
      if (socket === worker) events.onClosed();
    });
    socket.on('data', lineSplitter((line) => receive(socket, line), () => socket.destroy()));
  });

  function write(socket: Socket, message: HostMessage): void {
    socket.write(JSON.stringify(message) + '\n');
  }

  function receive(socket: Socket, line: string): void {
    const message = decode(line);
    if (socket !== worker) {
      if (worker !== undefined || message?.type !== 'hello' || !sameToken(message.token, token)) {
        socket.destroy();
        return;
      }
      worker = socket;
      server.close(); // takes no further connection; this one stays
      for (const each of waiting.splice(0)) write(socket, each);
    }
    if (message) events.onMessage(message);
    else events.onGarbled(`The worker sent something that this version does not understand: ${line.slice(0, 200)}`);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    address: `${(server.address() as AddressInfo).port}:${token}`,
    send: (message) => {
      if (worker) write(worker, message);
      else waiting.push(message);
    },
    close: () => {
      server.close();
      for (const socket of strangers) socket.destroy();
    },
  };
}
