import assert from 'node:assert/strict';
import { awaitedAt, explain, ruleFor } from '../../../src/analysis/explain/explain.js';
import { RULES } from '../../../src/analysis/explain/rules.js';
import type { AwaitPoint, Scan } from '../../../src/analysis/model.js';
import { scan } from '../../../src/analysis/scan.js';
import { ASYNCIO_CASES } from './explainAsyncio.js';
import { LIBRARY_CASES } from './explainLibraries.js';
import { OWN_CASES } from './explainOwn.js';
import { plainText } from './plainText.js';

const CASES = [...ASYNCIO_CASES, ...OWN_CASES, ...LIBRARY_CASES];

function pointsOf({ above = '', body }: (typeof CASES)[number]): { found: Scan; points: AwaitPoint[] } {
  const indented = body.split('\n').map((line) => `        ${line}\n`).join('');
  const found = scan(`${above}\nclass Test(Base):\n    async def f(self, handed, *others):\n${indented}`);
  return { found, points: found.functions.find(({ qualname }) => qualname === 'Test.f')!.awaitPoints };
}

describe('explain', () => {
  it('has a test for every rule, and at least 60 specific ones', () => {
    const tested = new Set(CASES.flatMap(({ says }) => says.map(([rule]) => rule)));
    assert.deepEqual(RULES.map(({ id }) => id).filter((id) => !tested.has(id)), []);
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
    assert.ok(RULES.filter(({ general }) => !general).length >= 60);
  });

  for (const each of CASES) {
    it(`explains ${each.body.replace(/\n/g, '; ')}`, () => {
      const { found, points } = pointsOf(each);
      assert.deepEqual(points.map((point) => ruleFor(awaitedAt(point, found)).id), each.says.map(([rule]) => rule));
      points.forEach((point, index) => {
        const text = explain(point, found);
        assert.match(plainText(text), each.says[index]![1]);
        assert.match(plainText(text), /^(?:[A-Z]|\S+ is no |range).*\.$/s);
        assert.equal((text.match(/`/g) ?? []).length % 2, 0, text);
        assert.doesNotMatch(text, /undefined|null|\n|``/);
      });
    });
  }

  it('prefers what the file says to what a name looks like', () => {
    const ids = (text: string): string[] => {
      const found = scan(text);
      return found.functions.at(-1)!.awaitPoints.map((point) => ruleFor(awaitedAt(point, found)).id);
    };
    assert.deepEqual(ids('async def sleep(x): pass\nasync def f():\n    await sleep(1)\n    await other.get()\n    await pool.acquire()\n'), ['own-coroutine', 'call', 'call']);
    assert.deepEqual(ids('from mine import sleep, gather\nasync def f():\n    await sleep(1)\n    await gather(a())\n'), ['imported', 'imported']);
    assert.deepEqual(ids('class Shelf:\n    async def get(self): pass\nasync def f():\n    queue = Shelf()\n    await queue.get()\n'), ['own-coroutine']);
    assert.deepEqual(ids('import asyncio\nasync def f(lock):\n    jobs = asyncio.Queue()\n    lock = asyncio.Semaphore(2)\n    await jobs.get()\n    await lock.acquire()\n'), ['queue-get', 'semaphore-acquire']);
  });

  it('sees the nearest definition and the nearest value of a name', () => {
    const found = scan('import asyncio\nasync def work(): pass\nasync def f():\n    async def work():\n        yield 1\n    x = asyncio.Lock()\n    await x.acquire()\n    x = asyncio.Queue()\n    await x.get()\n    async for _ in work(): pass\n');
    const points = found.functions.find(({ name }) => name === 'f')!.awaitPoints;
    assert.deepEqual(points.map((point) => ruleFor(awaitedAt(point, found)).id), ['lock-acquire', 'queue-get', 'own-steps']);
    assert.match(explain(points[2]!, found), /line 4/);
  });

  it('does not run in circles', () => {
    const found = scan('class A(B):\n    pass\nclass B(A):\n    pass\nasync def f():\n    a = b\n    b = a\n    x = x.y\n    await a\n    await x\n    await A().nothing()\n    async with B(): pass\n');
    for (const point of found.functions[0]!.awaitPoints) assert.ok(explain(point, found).length > 0);
  });

  it('says what it can of half-typed text', () => {
    for (const half of ['await ', 'await (', 'await asyncio.sleep(', 'await x[', 'async with asyncio.', 'async for x in ', 'await f"{x', 'await super().', 'await a if', 'from x import (']) {
      const found = scan(`import asyncio\nasync def f():\n    ${half}\n`);
      for (const point of found.functions[0]!.awaitPoints) assert.match(plainText(explain(point, found)), /\.$/);
    }
  });
});
