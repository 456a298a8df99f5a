import assert from 'node:assert/strict';
import { pathOf } from '../../../src/analysis/explain/paths.js';
import { scan } from '../../../src/analysis/scan.js';

/** Where the last line's expression comes from, which stands in `f` of class `C`. */
function path(expression: string, body = '', above = ''): string {
  const indented = (text: string): string => text.split('\n').map((line) => `        ${line}\n`).join('');
  const text = `${above}\nclass C:\n    def __init__(self, queue: asyncio.Queue):\n        self.jobs = queue\n        self.lock = asyncio.Lock()\n    async def f(self, handed, typed: 'asyncio.Event | None' = None, *more):\n${indented(body)}${indented('pass')}`;
  return pathOf(expression, { scope: 'C.f', line: text.split('\n').length - 2 }, scan(text).names);
}

describe('pathOf', () => {
  it('follows imports of every form', () => {
    assert.equal(path('aio.sleep', '', 'import asyncio as aio'), 'asyncio.sleep');
    assert.equal(path('nap', '', 'from asyncio import (gather,\n  sleep as nap,  # well\n)'), 'asyncio.sleep');
    assert.equal(path('web.client.get', '', 'import web.client'), 'web.client.get');
    assert.equal(path('load', '', 'from ..store import load'), '..store.load');
    assert.equal(path('store.load', '', 'from . import store'), '.store.load');
    assert.equal(path('Queue', '', 'from asyncio.queues import Queue'), 'asyncio.Queue');
    assert.equal(path('web.get', 'import web'), 'web.get');
  });

  it('follows values, annotations, blocks, loops and what was unpacked', () => {
    assert.equal(path('self.jobs.get'), 'asyncio.Queue().get');
    assert.equal(path('self.lock'), 'asyncio.Lock()');
    assert.equal(path('typed.wait'), 'asyncio.Event().wait');
    assert.equal(path('r.read', 'r, w = await asyncio.open_connection(h, p)'), 'asyncio.open_connection()![0].read');
    assert.equal(path('s.get', 'async with aiohttp.ClientSession() as s: pass'), 'aiohttp.ClientSession().get');
    assert.equal(path('t', 'ts = [asyncio.create_task(x) for x in y]\nfor t in ts: pass'), 'asyncio.create_task()');
    assert.equal(path('ts[0]', 'ts = [asyncio.create_task(x), None]'), 'asyncio.create_task()');
    assert.equal(path('x', 'x: asyncio.Lock = make()'), 'asyncio.Lock()');
    assert.equal(path('b', 'a = b = asyncio.Lock()'), 'asyncio.Lock()');
  });

  it('knows what the file defines, and self', () => {
    assert.equal(path('self.f'), '#C().f');
    assert.equal(path('helper', '', 'def helper(): pass'), '#helper');
    assert.equal(path('inner()', 'async def inner(): pass'), '#C.f.<locals>.inner()');
    assert.equal(path('c.f', 'c = C()'), '#C().f');
  });

  it('says that it does not know', () => {
    assert.equal(path('handed.get'), '?handed.get');
    assert.equal(path('nothing'), '?nothing');
    assert.equal(path('more[0]'), '?more[]');
    assert.equal(path('a + b'), '?a + b');
    assert.equal(path('sleep', 'sleep = handed'), '?sleep');
    assert.equal(path(''), '?');
  });
});
