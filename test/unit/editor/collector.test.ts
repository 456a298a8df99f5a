import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CollectorError, collectorUrl, send } from '../../../src/editor/panel/collector.js';
import { until } from '../../until.js';

describe('collectorUrl', () => {
  it('adds the path that collectors have, and keeps another', () => {
    assert.equal(collectorUrl('http://localhost:4318').href, 'http://localhost:4318/v1/traces');
    assert.equal(collectorUrl('https://example.org/').href, 'https://example.org/v1/traces');
    assert.equal(collectorUrl('https://example.org/otlp/v1/traces?tenant=a').href, 'https://example.org/otlp/v1/traces?tenant=a');
  });

  it('refuses what is no URL, another protocol, and passwords', () => {
    for (const [setting, message] of [['localhost', /cannot be read: localhost\. It looks like/], ['localhost:4318', /begins with localhost:/], ['file:///etc/passwd', /begins with file:/], ['http://me:secret@example.org', /name or a password/]] as const) {
      assert.throws(() => collectorUrl(setting), (error: Error) => error instanceof CollectorError && message.test(error.message) && !error.message.includes('secret'), setting);
    }
  });
});

describe('send', () => {
  let server: Server | undefined;
  const never = new AbortController().signal;

  async function listen(answer: RequestListener): Promise<URL> {
    const started = server = createServer(answer);
    await new Promise<void>((resolve) => { started.listen(0, '127.0.0.1', resolve); });
    return collectorUrl(`http://127.0.0.1:${(started.address() as AddressInfo).port}`);
  }

  afterEach(async () => {
    const started = server;
    server = undefined;
    started?.closeAllConnections();
    if (started) await new Promise((resolve) => { started.close(resolve); });
  });

  const failure = async (url: URL, cancelled = never): Promise<string> => {
    const error: unknown = await send('{}', url, cancelled).then(() => null, (reason: unknown) => reason);
    assert.ok(error instanceof CollectorError, String(error));
    return error.message;
  };

  it('posts the body once, as JSON', async () => {
    const requests: { method: string | undefined; url: string | undefined; type: string | undefined; body: string }[] = [];
    const url = await listen(async (request, response) => {
      requests.push({ method: request.method, url: request.url, type: request.headers['content-type'], body: await bodyOf(request) });
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
    await send('{"resourceSpans":[]}', url, never);
    assert.deepEqual(requests, [{ method: 'POST', url: '/v1/traces', type: 'application/json', body: '{"resourceSpans":[]}' }]);
  });

  it('tells what the collector answered, and does not try again', async () => {
    let asked = 0;
    const answers: [number, string, RegExp][] = [
      [400, '{"code": 3, "message": "no spans"}', /answered 400 Bad Request: no spans$/],
      [404, '404 page not found\nmore of it\n', /http:\/\/127\.0\.0\.1:\d+\/v1\/traces answered 404 Not Found: 404 page not found$/],
      [503, '', /answered 503 Service Unavailable\.$/],
      [500, 'x'.repeat(1e6), /: x{200}$/],
    ];
    const url = await listen((_request, response) => {
      const [status, body] = answers[asked]!;
      asked += 1;
      response.writeHead(status).end(body);
    });
    for (const [, , expected] of answers) assert.match(await failure(url), expected);
    assert.equal(asked, answers.length);
  });

  it('follows to no other place', async () => {
    let asked = 0;
    const url = await listen((_request, response) => {
      asked += 1;
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    assert.match(await failure(url), /answered 307 Temporary Redirect\.$/);
    assert.equal(asked, 1);
  });

  it('tells when spans were refused', async () => {
    const answers = ['{"partialSuccess": {"rejectedSpans": "2", "errorMessage": "too old"}}', '{"partialSuccess": {"rejectedSpans": 3}}', '{"partialSuccess": {"rejectedSpans": "0", "errorMessage": "a hint"}}', 'ok'];
    const url = await listen((_request, response) => { response.end(answers.shift()); });
    assert.match(await failure(url), /did not take all spans: it refused 2: too old$/);
    assert.match(await failure(url), /it refused 3\.$/);
    await send('{}', url, never);
    await send('{}', url, never);
  });

  it('tells when nobody listens', async () => {
    const url = await listen(() => {});
    await new Promise((resolve) => { server!.close(resolve); });
    assert.match(await failure(url), /^The collector at http:\/\/127\.0\.0\.1:\d+ could not be reached: nothing listens there\. Is it running\?$/);
  });

  it('tells when the connection breaks', async () => {
    const url = await listen((request) => { request.socket.destroy(); });
    assert.match(await failure(url), /could not be reached: .+/);
  });

  it('can be cancelled while the collector says nothing', async () => {
    const cancelled = new AbortController();
    let asked = false;
    const url = await listen(() => { asked = true; });
    const message = failure(url, cancelled.signal);
    await until('the collector was asked', () => asked);
    cancelled.abort();
    assert.equal(await message, 'Sending was cancelled.');
  });

  it('gives up when the collector says nothing, or does not come to an end', async () => {
    for (const answer of ['nothing', 'a beginning']) {
      const url = await listen((_request, response) => {
        if (answer !== 'nothing') response.writeHead(200).write('{');
      });
      await assert.rejects(send('{}', url, never, 200), { message: `The collector at ${url.origin} did not answer within 0.20 s.` });
      server!.closeAllConnections();
      await new Promise((resolve) => { server!.close(resolve); });
    }
  });

  it('reads no more of an answer than it needs', async () => {
    let closed = false;
    const url = await listen((_request, response) => {
      response.on('close', () => { closed = true; });
      const more = (): void => {
        while (!closed && response.write('y'.repeat(1 << 16)));
        response.once('drain', more);
      };
      response.writeHead(500);
      more();
    });
    assert.match(await failure(url), /answered 500 Internal Server Error: y{200}$/);
    await until('the connection is closed', () => closed);
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  return body;
}
