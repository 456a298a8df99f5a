/** Await points on the file's own code and on Python's own means, and those that only the general rules fit. */
import { one, twice, type ExplainCase } from './explainAsyncio.js';

const OWN = `async def work(x): pass
async def rows():
    yield 1
def plain(): return work(1)
class Base:
    async def setup(self): pass
class Door:
    async def __aenter__(self): pass
    async def __aexit__(self, *e): pass
    async def __anext__(self): pass
    def __await__(self): yield
    async def open(self): pass
@contextlib.asynccontextmanager
async def opened():
    yield
`;

export const OWN_CASES: ExplainCase[] = [
  one('await work(1)', 'own-coroutine', /Runs work, defined on line 1, inside this task/, OWN),
  one('await self.f(1)', 'own-coroutine', /Runs self\.f\(\), a method of this class, defined on line \d+, inside/),
  one('door = Door()\nawait door.open()', 'own-coroutine', /Runs Door\.open, defined on line 12/, OWN),
  one('await self.setup()', 'own-coroutine', /self\.setup\(\).*line 6/, OWN),
  one('c = work(1)\nawait c', 'own-coroutine-variable', /coroutine that work, on line 1, made.*not begun before/, OWN),
  one('await coro', 'coroutine-variable', /from its beginning/),
  one('await plain()', 'own-function', /plain, defined on line 4, a plain function/, OWN),
  one('await Door()', 'own-awaitable', /Door\.__await__, defined on line 11/, OWN),
  one('await opened()', 'own-generator-awaited', /raises TypeError/, OWN),
  one('await rows()', 'own-generator-awaited', /to be used with async for/, OWN),
  one('async for row in rows(): pass', 'own-steps', /runs rows, defined on line 2, up to its next yield/, OWN),
  one('r = rows()\nasync for row in r: pass', 'own-generator-variable', /generator that rows, on line 2, made/, OWN),
  one('async for x in Door(): pass', 'own-iterable', /Door\.__anext__, defined on line 10/, OWN),
  one('[x async for x in plain()]', 'own-function-steps', /plain function, once/, OWN),
  twice('async with opened() as r: pass', 'own-with', /up to its yield/, /after its yield/, OWN),
  twice('async with Door() as d: pass', 'own-context-manager', /Door\.__aenter__, defined on line 8/, /Door\.__aexit__, defined on line 9/, OWN),
  twice('async with plain(): pass', 'own-function-with', /enters what it gives back/, /on line 4, gave back/, OWN),
  one('await super().close()', 'inherited', /close as Base defines it inside this task/),
  one('await self.unknown()', 'inherited', /inherits from Base/),
  one('await load(1)', 'imported', /Runs load of the module \.store/, 'from .store import load'),
  one('await store.load(1)', 'imported', /Runs load of the module shop\.store/, 'import shop.store as store'),
  one('await handed(1)', 'handed-function', /whoever calls this one hands in/),
  one('await anext(rows())', 'anext', /next item of rows\(\) \(rows, on line 2\)/, OWN),
  one('await it.__anext__()', 'anext', /raises StopAsyncIteration/),
  one('await anext(it, None)', 'anext', /at the end it gives None/),
  one('await gen.asend(5)', 'generator-send', /hands 5 in/),
  one('await gen.athrow(ValueError)', 'generator-throw', /Raises ValueError at the yield/),
  one('await gen.aclose()', 'close', /finally/),
  one('await lock_like.__aenter__()', 'enter-by-hand', /as async with would/),
  one('await lock_like.__aexit__(None, None, None)', 'exit-by-hand', /end of its block/),
  twice('async with AsyncExitStack() as stack: pass', 'exit-stack', /does not wait/, /the last first/, 'from contextlib import AsyncExitStack'),
  one('await stack.enter_async_context(cm())', 'enter-context', /Enters cm\(\) as async with would/),
  twice('async with contextlib.aclosing(gen) as g: pass', 'aclosing', /gen is closed at the end/, /aclose\(\) of gen/, 'import contextlib'),
  twice('async with nullcontext(): pass', 'nullcontext', /does not wait/, /does not wait/, 'from contextlib import nullcontext'),
  one('m = mock.AsyncMock()\nawait m(1)', 'mock', /stand-in m\(\) of a test/, 'from unittest import mock'),
  one('m = MagicMock()\nasync for x in m: pass', 'mock-with', /does not wait/, 'from unittest.mock import MagicMock'),
  one('await (a() if c else b())', 'choice', /Waits for a\(\) if c holds, else for b\(\)/),
  one('await (a or b)', 'choice', /one of a and b/),
  one('await things[0]', 'item', /one item of things/),
  one('await handlers[name](1)', 'given-callable', /Calls what handlers\[name\] gives/),
  one('await []', 'literal', /raises TypeError/),
  one('async for x in range(3): pass', 'plain-iterable', /range\(\) is iterated with a plain for/),
  { body: 'await (await f1())', says: [['twice', /Waits twice: for f1\(\)/], ['call', /Calls f1\(\)/]] },
  one('await thing', 'variable', /result of thing/),
  one('await handed', 'variable', /result of handed/),
  one('await client.get(url)', 'call', /Calls client\.get\(\)/),
  one('await (lambda: 1)', 'await', /Waits for the result/),
  twice('async with session.get(url) as r: pass', 'with', /session\.get\(\) is ready/, /session\.get\(\) has cleaned up/),
  one('[x async for x in pages(1)]', 'steps', /next item of pages\(\)/),
];
