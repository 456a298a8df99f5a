import assert from 'node:assert/strict';
import { independentAwaits, neighboursOf } from '../../../src/analysis/independence/independence.js';
import { ALONE } from '../../../src/analysis/independence/alone.js';
import { GONE_THROUGH, LEFT_AND_FOUND } from '../../../src/analysis/independence/pairs.js';
import { scan } from '../../../src/analysis/scan.js';

const PRELUDE = `import asyncio
import httpx
from shop import load_orders, load_user, save_user

rates = {}
BASE = "https://example.org"

async def one():
    await asyncio.sleep(1)
    return 1

async def two(number=0):
    parts = []
    parts.append(number)
    print(f"{BASE}/{parts}")
    return parts

async def learn():
    rates["EUR"] = await one()

async def convert(amount):
    return amount * rates["EUR"]

async def remember(row):
    await database.execute("INSERT ...", row)

async def count_up():
    global total
    total += 1

request_id = contextvars.ContextVar("request_id")

async def begun():
    request_id.set(await one())

async def run_one():
    return await one()

gate = asyncio.Lock()
counter = asyncio.Semaphore(1)
places = asyncio.Semaphore(3)

async def fetch_alone():
    async with gate:
        return await one()

async def load_by_turns():
    with counter as taken:
        return await fetch_alone()

async def fetch_in_places():
    async with places:
        return await one()

@cached
async def kept():
    return await one()

class Store:
    def __init__(self):
        self.seen = []

    async def load(self, number):
        self.seen.append(number)
        return await one()

    async def look(self):
        return await one()

    async def list_shelf(self):
        raise NotImplementedError

class Shop:
    async def stock(self):
        return await self.client.get("/stock")

    async def prices(self):
        return await self.client.get("/prices")

    async def sell(self):
        self.sold += 1

    async def report(self):
        return self.sold, await self.stock()

`;

/** The groups of `main()` with these lines in its body, as the texts of what is awaited. */
function groups(body: string, header = 'async def main(user_id, connection):', indent = '    '): string[][] {
  const { fn, text } = found(body, header, indent);
  return independentAwaits(fn, text).map((group) => group.map(({ operand }) => operand));
}

function refusal(body: string, header?: string, indent?: string): { rule: string; reason: string } | null | undefined {
  const { fn, text } = found(body, header, indent);
  return neighboursOf(fn, text).at(-1)?.refusal;
}

function found(body: string, header = 'async def main(user_id, connection):', indent = '    ') {
  const text = `${PRELUDE}${indent.slice(4)}${header}\n${body.split('\n').map((line) => indent + line).join('\n')}\n`;
  const fn = scan(text).functions.at(-1);
  assert.ok(fn);
  return { fn, text };
}

describe('independent awaits', () => {
  const independent: Record<string, string> = {
    'own functions': 'await one()\nawait two()',
    'with results': 'a = await one()\nb: int = await two(3)\nc, d = await two(4)',
    'a comment and blank lines between': 'a = await one()\n\n# the second\nb = await two()',
    'imported functions given a plain value': 'user = await load_user(user_id)\norders = await load_orders(user_id, limit=10)',
    'requests of one client': 'a = await client.get(f"{BASE}/a")\nb = await client.get(BASE)',
    'gathers and time limits': 'await asyncio.gather(one(), two())\nawait asyncio.gather(*(two(n) for n in range(3)))\nawait asyncio.wait_for(one(), timeout=3)',
    'threads': 'a = await asyncio.to_thread(load_user, user_id)\nb = await asyncio.get_running_loop().run_in_executor(None, load_orders, user_id)',
    'a semaphore that lets in several': 'a = await fetch_in_places()\nb = await fetch_in_places()',
    'pure calls in arguments': 'a = await two(len(BASE))\nb = await two(str(user_id))',
  };
  for (const [name, body] of Object.entries(independent)) {
    it(`${name} are one group`, () => {
      const awaited = body.split('\n').filter((line) => line.includes('await ')).map((line) => line.slice(line.indexOf('await ') + 6));
      assert.ok(awaited.length > 1);
      assert.deepEqual(groups(body), [awaited]);
    });
  }

  it('are found in blocks, and several groups in one function', () => {
    const body = 'async with httpx.AsyncClient() as client:\n    a = await client.get("/a")\n    b = await client.get("/b")\nif a:\n    await one()\n    await two()\nprint(a)\nawait one()';
    assert.deepEqual(groups(body), [['client.get("/a")', 'client.get("/b")'], ['one()', 'two()']]);
  });

  it('end where one needs another of its group', () => {
    assert.deepEqual(groups('a = await one()\nb = await two()\nc = await two(a)\nd = await one()'), [['one()', 'two()'], ['two(a)', 'one()']]);
  });

  it('are methods of one object that change nothing of it', () => {
    assert.deepEqual(groups('a = await self.stock()\nb = await self.prices()', 'async def all(self):', '        '), [['self.stock()', 'self.prices()']]);
  });

  it('are none where a bracket or a string is open', () => {
    assert.deepEqual(groups('await one()\nawait two()\nprint("'), []);
  });
});

describe('refusals', () => {
  /** Each rule with bodies whose last two awaits it keeps apart. */
  const refused: Record<string, string[]> = {
    'not-plain': ['print(await one())\nprint(await two())', 'a = (await one()).x\nb = await two()', 'a = await one()\nreturn await two()', 'a = await one() or 3\nb = await two()', 'await one(); await two()'],
    'handles-errors': ['try:\n    await one()\n    await two()\nexcept ValueError:\n    pass', 'try:\n    pass\nfinally:\n    await one()\n    await two()'],
    'exclusive-block': ['async with self.lock:\n    await one()\n    await two()', 'async with places.semaphore:\n    await one()\n    await two()', 'async with pool.transaction() as tx:\n    if tx:\n        await one()\n        await two()'],
    'other-loop': ['import trio\nawait one()\nawait two()', 'from anyio import Path\nawait one()\nawait two()'],
    'context-variable': ['await begun()\nawait one()', 'await asyncio.gather(begun())\nawait one()'],
    'pause': ['await one()\nawait asyncio.sleep(1)', 'await asyncio.sleep(1)\nawait asyncio.sleep(1)'],
    'no-call': ['await task\nawait one()', 'await tasks[0]\nawait one()', 'await asyncio.gather(*tasks)\nawait one()', 'await make()()\nawait one()'],
    'effect': ['await one()\nawait save_user(user_id)', 'await client.post("/a")\nawait client.post("/b")', 'await queue.put(1)\nawait one()', 'await asyncio.to_thread(save_user, 1)\nawait one()', 'await lock.acquire()\nawait one()', 'await asyncio.wait_for(save_user(1), 3)\nawait one()', 'await httpx.checkpoint()\nawait httpx.checkpoint()'],
    'unknown': ['await connection.reply("a")\nawait one()', 'await handler()\nawait one()', 'await self.loaded()\nawait one()'],
    'unknown-object': ['a = await connection.fetch("a")\nb = await one()', 'store = Store()\nstore = other\na = await store.load(1)\nb = await one()'],
    'unknown-effect': ['from shop import weigh\na = await weigh(1)\nb = await one()', 'a = await client.weigh(1)\nb = await one()'],
    'named-for-effect': ['await run_one()\nawait one()'],
    'result-dropped': ['await load_user(1)\nawait one()', 'await client.get("/login")\nawait one()'],
    'decorated': ['a = await kept()\nb = await one()'],
    'overridden': ['store = Store()\na = await store.list_shelf()\nb = await one()'],
    'recursion': ['a = await main(1, 2)\nb = await main(1, 3)'],
    'time-limit': ['async with asyncio.timeout(3):\n    a = await one()\n    b = await two()'],
    'kept-in-object': ['self.a = await one()\nself.b = await two()', 'found["a"] = await one()\nb = await two()', 'global rates\nrates = await one()\nb = await two()'],
    'one-at-a-time': ['a = await connection.fetch("a")\nb = await connection.fetch("b")', 'a = await load_user(connection)\nb = await load_orders(connection)', 'a = await self.db.get(1)\nb = await load_orders(self.db)', 'a = await reader.get()\nb = await reader.get()'],
    'same-object': ['a = await shelf.fetch("a")\nb = await shelf.fetch("b")', 'a = await asyncio.to_thread(session.get, "a")\nb = await asyncio.to_thread(session.get, "b")'],
    'reaches-outside': ['await remember(1)\nawait one()'],
    'call-in-arguments': ['await two(roll())\nawait two(roll())', 'await two(now())\nawait one()'],
    'needs-result': ['self.a = await one()\nb = await two(self.a)', 'found["a"] = await one()\nb = await two(found)', 'user = await load_user(user_id)\norders = await load_orders(user.id)', 'number = await one()\nawait asyncio.gather(two(number), one())', 'a, (b, c) = await two()\nd = await two(number=b)'],
    'binds-anew': ['a = await one()\na = await two()', 'a = await two(b)\nb = await one()'],
    'called-for-effect': ['await one()\nawait shelf.fetch("a")'],
    'order-of-effects': ['from shop import weigh\nawait weigh(1)\na = await one()'],
    'changed-argument': ['await two(rows)\na = await load_user(rows)'],
    'same-lock': ['a = await fetch_alone()\nb = await load_by_turns()', 'a = await load_by_turns()\nb = await load_by_turns()'],
    'same-call': ['a = await load_user(1)\nb = await load_user(1)', 'await two(next(numbers))\nawait two(next(numbers))'],
    'test': ['async def test_both():\n    a = await one()\n    b = await two()'],
    'shared-argument': ['a = await load_user(rows[0])\nb = await load_orders(rows[1])'],
    'shared-state': ['await learn()\nawait convert(3)', 'await count_up()\nawait count_up()', 'await learn()\nawait load_user(rates)', 'store = Store()\na = await store.load(1)\nb = await store.load(2)'],
  };

  it('are known for every rule', () => {
    assert.deepEqual(Object.keys(refused).sort(), [...ALONE, ...LEFT_AND_FOUND, ...GONE_THROUGH].map(({ id }) => id).sort());
  });

  for (const [rule, bodies] of Object.entries(refused)) {
    for (const body of bodies) {
      it(`${rule}: ${body.replaceAll('\n', ' ⏎ ')}`, () => {
        assert.deepEqual(groups(body), []);
        const reason = refusal(body);
        // Where a statement is no place for an await of its own, the two are not even neighbours.
        if (reason !== undefined) assert.equal(reason?.rule, rule, reason?.reason);
        else assert.equal(rule, 'not-plain');
      });
    }
  }

  it('tell of which name', () => {
    assert.deepEqual(refusal('user = await load_user(user_id)\norders = await load_orders(user.id)'), { rule: 'needs-result', reason: 'it uses `user`', sure: true });
    assert.deepEqual(refusal('await learn()\nawait convert(3)'), { rule: 'shared-state', reason: 'both use `rates`, which one of them may change', sure: true });
  });

  it('look into the methods of the same class', () => {
    const body = 'await self.sell()\nawait self.report()';
    assert.equal(refusal(body, 'async def day(self):', '        ')?.rule, 'shared-state');
    assert.equal(refusal('await self.stock()\nawait self.report()', 'async def day(self):', '        '), null);
  });

  it('hold for a function that is handed in under the name of another', () => {
    assert.equal(refusal('await one()\nawait two()', 'async def main(one):')?.rule, 'unknown');
    assert.equal(refusal('await load_user(1)\nawait two()', 'async def main(load_user):')?.rule, 'unknown');
    assert.equal(refusal('a = await session.get(1)\nawait two()', 'async def main(session):'), null);
  });

  it('see what functions within change of the function around them', () => {
    const { text } = found('rows = []\nasync def grow(row):\n    await asyncio.sleep(1)\n    rows.append(row)\nawait grow(1)\nawait grow(2)');
    const main = scan(text).functions.find(({ name }) => name === 'main');
    assert.ok(main);
    assert.deepEqual(neighboursOf(main, text).map(({ refusal: why }) => why?.rule), ['shared-state']);
  });

  it('see the results that functions within use', () => {
    const body = 'a = await one()\nb = await inner()\nasync def inner():\n    return a';
    const { fn, text } = found(body);
    const main = scan(text).functions.find(({ name }) => name === 'main');
    assert.ok(main && fn.name === 'inner');
    assert.equal(neighboursOf(main, text)[0]?.refusal?.rule, 'needs-result');
  });
});
