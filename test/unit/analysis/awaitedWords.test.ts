import assert from 'node:assert/strict';
import { saysMore } from '../../../src/analysis/awaitedWords.js';

describe('what was awaited, beside the text of the await point', () => {
  it('is not said again', () => {
    for (const [what, source] of [
      ['sleep 0.5 s', 'asyncio.sleep(0.5)'], ['Client.fetch', 'self.client.fetch(url)'], ['main.<locals>.fetch', 'fetch()'],
      ['wait_for of download, timeout 2 s', 'asyncio.wait_for(download(url), timeout=2)'], ['Lock', 'self._lock'],
      ['Queue.get', 'queue.get()'], ['gather of 2', 'asyncio.gather(a(), b())'],
    ] as const) assert.equal(saysMore(what, source), false, what);
  });

  it('is said where it is news', () => {
    for (const [what, source] of [
      ['sleep 0.5 s', 'asyncio.sleep(delay)'], ['Task-2 (download)', 'task'], ['Lock held by Task-2 (worker)', 'self._lock'],
      ['Queue.get, empty', 'queue.get()'], ['wait_for of download, timeout 0.5 s', 'asyncio.wait_for(download(url), limit)'],
      ['fetch', 'function()'], ['Future', 'waiter'], ['gather of 2', 'asyncio.gather(*all)'], ['gather of 2', 'together'],
    ] as const) assert.equal(saysMore(what, source), true, what);
  });
});
