import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONCEPTS } from '../../../src/analysis/conceptCards.js';
import { conceptsOf, linkOf } from '../../../src/analysis/concepts.js';
import { scan } from '../../../src/analysis/scan.js';
import { splitLines } from '../../../src/analysis/placement.js';
import type { Concept } from '../../../src/shared/panel.js';

const concepts = (text: string, qualname: string): Concept[] => {
  const found = scan(text);
  return conceptsOf(found.functions.find((fn) => fn.qualname === qualname)!, found, text);
};

/** A function's body, with the place that each concept finds in it: `source on line N`. */
const places: [concept: string, body: string, here: string][] = [
  ['coroutine', 'pass', '`async def f` on line 2'],
  ['await', 'x = 1\nawait work()', '`await work()` on line 4'],
  ['event-loop', 'loop = asyncio.get_running_loop()\nawait work()', '`asyncio.get_running_loop()` on line 3'],
  ['event-loop', 'await work()', '`await work()` on line 3'],
  ['task', 't = aio.create_task(work())', '`aio.create_task(work())` on line 3'],
  ['task', 'tg.start_soon(work)', '`tg.start_soon(work)` on line 3'],
  ['gather', 'await asyncio.gather(a(), b())', '`asyncio.gather(a(), b())` on line 3'],
  ['gather', 'await aio.gather(a())', '`aio.gather(a())` on line 3'],
  ['task-group', 'async with asyncio.TaskGroup() as tg: pass', '`asyncio.TaskGroup()` on line 3'],
  ['blocking', 'def inner(): pass\ntime.sleep(1)', '`time.sleep(1)` on line 4'],
  ['blocking', 'nap(1)', '`nap(1)` on line 3'],
  ['blocking', 'await asyncio.to_thread(work)', '`asyncio.to_thread(work)` on line 3'],
  ['cancellation', 'task.cancel()', '`task.cancel()` on line 3'],
  ['timeout', 'async with asyncio.timeout(1): pass', '`asyncio.timeout(1)` on line 3'],
  ['async-with', 'async with session: pass', '`session` on line 3'],
  ['async-for', 'async for x in y: pass', '`async for x in y` on line 3'],
  ['queue', 'q = asyncio.Queue()', '`asyncio.Queue()` on line 3'],
  ['queue', 'await self.queue.get()', '`self.queue.get()` on line 3'],
  ['lock', 'async with self.lock: pass', '`self.lock` on line 3'],
];
const ABOVE = 'import asyncio as aio\n';

describe('conceptsOf', () => {
  it('has a test for every card', () => {
    assert.deepEqual(CONCEPTS.map(({ id }) => id).filter((id) => !places.some(([concept]) => concept === id)), []);
  });

  for (const [id, body, here] of places) {
    it(`finds ${id} in ${body.replace(/\n/g, '; ')}`, () => {
      const above = body.startsWith('nap') ? 'from time import sleep as nap\n' : ABOVE;
      const text = `${above}async def f(self):\n${body.split('\n').map((line) => `    ${line}\n`).join('')}`;
      const concept = concepts(text, 'f').find((each) => each.id === id);
      assert.equal(concept?.here?.text, here);
      const { line, column } = concept!.here!;
      assert.ok(splitLines(text)[line]!.slice(column).startsWith(/^`(?:async def )?([\w.]+)/.exec(here)![1]!), `${line}:${column}`);
    });
  }

  it('shows the basic ideas always, the others where they are, and those with a place first', () => {
    const all = concepts('async def f():\n    return 1\n', 'f');
    assert.deepEqual(all.map(({ id, here }) => [id, here !== null]), [
      ['coroutine', true], ['await', false], ['event-loop', false], ['task', false], ['blocking', false], ['cancellation', false],
    ]);
  });

  it('does not take what stands in another function, in a string or in a comment', () => {
    const ids = concepts('async def f():\n    """asyncio.gather()"""  # asyncio.Queue()\nasync def g():\n    await asyncio.gather()\n', 'f').map(({ id }) => id);
    assert.ok(!ids.includes('gather') && !ids.includes('queue'), ids.join());
  });

  it('binds each example to places that are in it', () => {
    const folder = join(PROJECT_ROOT, 'examples');
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.py'))) {
      const text = readFileSync(join(folder, name), 'utf8');
      const found = scan(text);
      for (const fn of found.functions) {
        for (const { here, link } of conceptsOf(fn, found, text)) {
          assert.match(link, /^https:\/\/docs\.python\.org\/3\/[\w./-]+\.html(?:#[\w-]+)?$/);
          if (here) assert.ok(here.line >= fn.range.start.line && here.line <= fn.range.end.line, `${name}: ${here.text}`);
        }
      }
    }
  });

  it('knows the links of its cards and of nothing else', () => {
    assert.equal(linkOf('gather'), 'https://docs.python.org/3/library/asyncio-task.html#running-tasks-concurrently');
    assert.equal(linkOf('toString'), null);
  });
});
