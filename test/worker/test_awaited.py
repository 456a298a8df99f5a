"""The names of what is awaited."""
import unittest

from await_lens.engine.recording import sites
from measuring import Measured, what


class Naming(unittest.TestCase):
    def named(self, expression, before=""):
        run = Measured("""
            import asyncio, contextlib, functools
            class Client:
                async def fetch(self): pass
                def __await__(self): return iter(())
                async def __aenter__(self): pass
                async def __aexit__(self, *a): pass
            async def hello(): pass
            async def ticks():
                yield 1
            async def done(): return 1
            def decorated(function):
                @functools.wraps(function)
                async def inner(): return await function()
                return inner
            @decorated
            async def original(): pass
            async def main():
                loop = asyncio.get_event_loop()
                %s
                await %s
        """ % (before or "pass", expression))
        return what(run.at("await %s" % expression))

    def test_names(self):
        for expression, name in (
            ("hello()", "hello"), ("Client().fetch()", "Client.fetch"), ("Client()", "Client"), ("original()", "original"),
            ("asyncio.sleep(0)", "asyncio.sleep"), ("asyncio.Lock().acquire()", "asyncio.Lock.acquire"),
            ("asyncio.ensure_future(hello())", "Task (hello)"),
            ("asyncio.ensure_future(asyncio.sleep(0))", "Task (asyncio.sleep)"),
            ("asyncio.gather(hello(), hello(), hello())", "gather of 3"),
            ("asyncio.wait_for(hello(), 1)", "asyncio.wait_for"),
            ("loop.run_in_executor(None, int)", "Future"), ("ticks().__anext__()", "ticks"),
        ):
            with self.subTest(expression=expression):
                self.assertEqual(self.named(expression), {name: 1})

    def test_iterators_and_managers(self):
        run = Measured("""
            import asyncio
            async def ticks():
                yield 1
            async def main():
                async for x in ticks(): pass
                async with asyncio.Lock(): pass
        """)
        self.assertEqual([what(p) for p in run.awaits], [{"ticks": 2}, {"asyncio.Lock": 1}, {"asyncio.Lock": 1}])

    def test_each_is_counted(self):
        run = Measured("""
            async def a(): pass
            async def b(): pass
            async def main():
                for f in (a, b, a, a, b): await f()
        """)
        self.assertEqual(what(run.at("await f()")), {"a": 3, "b": 2})

    def test_at_most_sixteen_kinds(self):
        run = Measured("""
            async def main():
                for i in range(40):
                    async def f(): pass
                    f.__qualname__ = 'f%d' % i
                    await f()
        """)
        awaited = what(run.at("await f()"))
        self.assertEqual((len(awaited), awaited[sites.OTHERS], sum(awaited.values())), (16, 25, 40))

    def test_proxies_that_lie_about_their_class(self):
        """Trap 15: a proxy is what `type` says, and none of its methods is called."""
        run = Measured("""
            import asyncio
            class Proxy:
                __class__ = property(lambda self: asyncio.Future)
                __hash__ = None
                def __eq__(self, other): raise RuntimeError
                def __repr__(self): raise RuntimeError
                def __getattr__(self, name): raise RuntimeError
                def __await__(self): return iter(())
            async def main(): await Proxy()
        """)
        self.assertIsNone(run.error)
        self.assertEqual(what(run.at("await Proxy()")), {"Proxy": 1})
