import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { lineSplitter, openChannel, type Channel } from '../../../src/runner/channel.js';
import type { WorkerMessage } from '../../../src/shared/protocol.js';
import { until } from '../../until.js';

describe('The channel', () => {
  const received: WorkerMessage[] = [];
  const garbled: string[] = [];
  let closed = 0;
  let channel: Channel;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    received.length = garbled.length = closed = 0;
    channel = await openChannel({
      onMessage: (message) => received.push(message),
      onGarbled: (reason) => garbled.push(reason),
      onClosed: () => closed++,
    });
  });
  afterEach(() => {
    channel.close();
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  async function dial(first: string): Promise<Socket> {
    const socket = connect(Number(channel.address.split(':')[0]), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(first);
    return socket;
  }
  const hello = (token: string): string => JSON.stringify({ v: 1, type: 'hello', token, pid: 1, python: '3.12.1' }) + '\n';
  const token = (): string => channel.address.split(':')[1]!;

  it('takes the worker that knows the token, and gives it what was said before it came', async () => {
    channel.send({ v: 1, type: 'stop' });
    const socket = await dial(hello(token()));
    const [chunk] = await once(socket, 'data') as [Buffer];
    assert.equal(chunk.toString(), '{"v":1,"type":"stop"}\n');
    socket.end('{"v":1,"type":"started"}\n');
    await until('the end was noticed', () => closed === 1);
    assert.deepEqual(received.map(({ type }) => type), ['hello', 'started']);
  });

  it('drops whoever does not know the token, and tells nobody', async () => {
    for (const first of [hello('wrong'), '{"v":1,"type":"started"}\n', 'GET / HTTP/1.1\r\n\r\n']) {
      await once(await dial(first), 'close');
    }
    assert.deepEqual([received.length, garbled.length, closed], [0, 0, 0]);
    await dial(hello(token()));
    await until('the worker is taken all the same', () => received.length === 1);
  });

  it('takes nobody after the worker', async () => {
    await dial(hello(token()));
    await until('the worker is there', () => received.length === 1);
    await assert.rejects(dial(hello(token())));
  });

  it('says so when a message is none of this version', async () => {
    const socket = await dial(hello(token()));
    socket.write('{"v":2,"type":"started"}\nnot JSON\n{"v":1,"type":"done","report":{"schema":1}}\n');
    await until('all three were refused', () => garbled.length === 3);
    assert.match(garbled[0]!, /does not understand: \{"v":2/);
    assert.equal(received.length, 1);
  });

  it('puts lines together from pieces, also inside of a character', () => {
    const lines: string[] = [];
    const split = lineSplitter((line) => lines.push(line), () => assert.fail('too long'));
    const bytes = Buffer.from('eins\nzwölf 👋\ndrei');
    for (const byte of bytes) split(Buffer.from([byte]));
    split(Buffer.from('\n\n'));
    assert.deepEqual(lines, ['eins', 'zwölf 👋', 'drei', '']);
  });
});
