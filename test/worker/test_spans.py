"""What is counted and timed at an await point."""
import unittest

from await_lens import sites
from measuring import Measured, what


class Counting(unittest.TestCase):
    def test_every_kind_of_await_point(self):
        run = Measured("""
            import asyncio
            class Manager:
                def __aenter__(self): return asyncio.sleep(0)
                def __aexit__(self, *a): return asyncio.sleep(0)
            class Ticks:
                def __init__(self, n): self.left = n
                def __aiter__(self): return self
                def __anext__(self):
                    self.left -= 1
                    return asyncio.sleep(0, self.left) if self.left >= 0 else stop()
            async def stop(): raise StopAsyncIteration
            async def nothing(): pass
            async def main():
                for i in range(5): await nothing()
                async for x in Ticks(3): pass
                async for y in Ticks(0): pass
                async with Manager() as a, Manager() as b: pass
                return [z async for z in Ticks(2)], {u: v async for u in Ticks(2) async for v in Ticks(2)}
        """)
        counts = {(p["kind"], p["source"]): (p["count"], p["raised"], p["suspensions"]) for p in run.awaits}
        self.assertEqual(counts, {
            ("await", "await nothing()"): (5, 0, 0),
            ("async for", "async for x in Ticks(3)"): (4, 0, 3),
            ("async for", "async for y in Ticks(0)"): (1, 0, 0),
            ("async with enter", "Manager() as a"): (1, 0, 1), ("async with exit", "Manager() as a"): (1, 0, 1),
            ("async with enter", "Manager() as b"): (1, 0, 1), ("async with exit", "Manager() as b"): (1, 0, 1),
            ("async comprehension", "z in Ticks(2)"): (3, 0, 2),
            ("async comprehension", "u in Ticks(2)"): (3, 0, 2), ("async comprehension", "v in Ticks(2)"): (6, 0, 4),
        })

    def test_generator_expression_ends_without_raising(self):
        """Trap 14: the step that finds the end is a step like the others."""
        run = Measured("""
            async def ticks():
                yield 1
            async def main():
                async for x in (y async for y in ticks()): pass
        """)
        self.assertEqual([(p["count"], p["raised"]) for p in run.awaits], [(2, 0), (2, 0)])

    def test_sums(self):
        run = Measured("""
            import asyncio
            async def main():
                for seconds in (0.02, 0.03, 0.05): await asyncio.sleep(seconds)
        """)
        point = run.at("await asyncio.sleep(seconds)")
        elapsed = point["elapsed_ns"]
        self.assertAlmostEqual(elapsed["total"] / 1e9, 0.1, delta=0.02)
        self.assertTrue(0.02e9 <= elapsed["min"] <= 0.03e9 <= 0.05e9 <= elapsed["max"])
        self.assertEqual((point["count"], point["pending"], point["pending_ns"]), (3, 0, 0))

    def test_start_forgets(self):
        text = "async def nothing(): pass\nasync def main():\n  await nothing()\n"
        Measured(text)
        self.assertEqual(Measured(text).at("await nothing()")["count"], 1)

    def test_only_reached_points_are_told(self):
        run = Measured("async def main():\n  if 0: await x\n")
        self.assertEqual(run.awaits, [])


class Raising(unittest.TestCase):
    def test_caught(self):
        """Trap 5: the time ends at the handler, not at the next await."""
        run = Measured("""
            import asyncio, contextlib, time
            async def boom():
                await asyncio.sleep(0)
                raise ValueError
            async def main():
                try: await boom()
                except ValueError: time.sleep(0.1)
                with contextlib.suppress(ValueError):
                    await  boom()
                time.sleep(0.1)
                try:
                    try: await   boom()
                    finally: time.sleep(0.1)
                except ValueError: pass
        """)
        for point in run.awaits:
            if "boom" in point["source"]:
                self.assertEqual((point["count"], point["raised"]), (1, 1))
                self.assertLess(point["elapsed_ns"]["max"], 0.05e9)
        self.assertEqual([p["raised"] for p in run.awaits], [0, 1, 1, 1])

    def test_not_heard_of_until_the_frame_awaits_again(self):
        """Trap 4: the same frame beginning again means that the await before raised, and all under it."""
        run = Measured("""
            import asyncio
            async def leaf(): await asyncio.sleep(-1, 1 / 0)
            async def boom(): await leaf()
            def swallow(coroutine):
                class Swallow:
                    def __await__(self):
                        try: yield from coroutine.__await__()
                        except ZeroDivisionError: pass
                return Swallow()
            async def fine(): pass
            async def twice():
                await fine()
            async def main():
                await swallow(boom())
                await twice()
        """)
        self.assertEqual((run.at("await leaf()")["count"], run.at("await leaf()")["raised"]), (1, 1))
        self.assertEqual(run.at("await swallow(boom())")["raised"], 0)
        self.assertEqual((run.at("await twice()")["count"], run.at("await twice()")["raised"]), (1, 0))

    def test_task_that_ends_by_an_exception_ends_its_awaits(self):
        run = Measured("""
            import asyncio
            async def leaf():
                await asyncio.sleep(0)
                raise ValueError
            async def main():
                await leaf()
        """)
        self.assertIsInstance(run.error, ValueError)
        self.assertEqual((run.at("await leaf()")["raised"], run.at("await leaf()")["pending"]), (1, 0))

    def test_cancelled(self):
        run = Measured("""
            import asyncio
            async def child(): await asyncio.sleep(10)
            async def main():
                task = asyncio.ensure_future(child())
                await asyncio.sleep(0.1)
                task.cancel()
                await asyncio.wait([task])
        """)
        point = run.at("await asyncio.sleep(10)")
        self.assertEqual((point["count"], point["raised"]), (1, 1))
        self.assertAlmostEqual(point["elapsed_ns"]["total"] / 1e9, 0.1, delta=0.05)

    def test_step_of_a_loop_that_raises(self):
        run = Measured("""
            async def ticks():
                yield 1
                raise ValueError
            async def main():
                try:
                    async for x in ticks(): pass
                except ValueError: pass
                try: return [y async for y in ticks()]
                except ValueError: pass
        """)
        self.assertEqual([(p["count"], p["raised"]) for p in run.awaits], [(2, 1), (2, 1)])

    def test_await_in_a_comprehension(self):
        run = Measured("""
            import time
            async def half(x): return 2 / x
            async def numbers(): return 1, 2, 0
            async def main():
                try: return [await half(x) for x in await numbers()]
                except ZeroDivisionError: time.sleep(0.1)
                return [await  half(y) for y in range(1, 4)]
        """)
        self.assertEqual([(p["source"], p["count"], p["raised"]) for p in run.awaits if "half" in p["source"]],
                         [("await half(x)", 3, 1), ("await half(y)", 3, 0)])
        self.assertLess(run.at("await half(x)")["elapsed_ns"]["max"], 0.05e9)


class Leaving(unittest.TestCase):
    """Trap 7: `return`, `break` and `continue` out of `async with` skip the note at its end."""

    def test_exits_are_neither_lost_nor_raised_nor_late(self):
        run = Measured("""
            import asyncio, time
            class Manager:
                async def __aenter__(self): pass
                async def __aexit__(self, *a): await asyncio.sleep(0.01)
            async def returning():
                async with Manager() as r:
                    return 1
            async def main():
                await returning()
                for i in range(3):
                    async with Manager() as c: continue
                for i in range(3):
                    async with Manager() as b, Manager() as d: break
                time.sleep(0.2)
                while True:
                    async with Manager() as w:
                        if w is None: break
                time.sleep(0.2)
        """)
        exits = {p["source"][-1]: p for p in run.awaits if p["kind"] == "async with exit"}
        self.assertEqual({name: (p["count"], p["raised"]) for name, p in exits.items()},
                         {"r": (1, 0), "c": (3, 0), "b": (1, 0), "d": (1, 0), "w": (1, 0)})
        for point in exits.values():
            self.assertLess(point["elapsed_ns"]["max"], 0.1e9)
            self.assertGreater(point["elapsed_ns"]["min"], 0.009e9)


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


class ByHand(unittest.TestCase):
    """Trap 16: coroutines that are driven by `send` are not callees of one another, or of who drives them."""

    def test_interleaved(self):
        run = Measured("""
            import asyncio, types
            @types.coroutine
            def pause(): yield
            async def one():
                await pause(); await  pause()
            async def two():
                await   pause(); await    pause()
            def step(coroutine):
                try: coroutine.send(None)
                except StopIteration: return True
            async def drive():
                a, b = one(), two()
                step(a); step(b); step(a); step(b)
                await asyncio.sleep(0.05)
                return step(a), step(b)
            async def main():
                return await drive()
        """)
        self.assertEqual(run.value, (True, True))
        self.assertEqual([(p["count"], p["raised"]) for p in run.awaits], [(1, 0)] * 6)

    def test_without_a_loop(self):
        run = Measured("""
            import types
            @types.coroutine
            def pause(): yield
            async def inner(): await pause()
            async def main(): await inner()
        """, run=lambda main: [main().send(None) for _ in range(1)])
        self.assertEqual([p["suspended_ns"] + p["running_ns"] for p in run.awaits], [0] * len(run.awaits))


class Memory(unittest.TestCase):
    def test_nothing_survives_an_await(self):
        run = Measured("""
            import asyncio, gc, tracemalloc
            async def nothing(): pass
            async def boom(): raise ValueError
            async def some():
                for i in range(20000): await nothing()
                for i in range(1000):
                    await asyncio.sleep(0)
                    try: await boom()
                    except ValueError: pass
            async def main():
                await some()
                gc.collect()
                tracemalloc.start()
                before = tracemalloc.get_traced_memory()[0]
                await some()
                gc.collect()
                after = tracemalloc.get_traced_memory()[0]
                tracemalloc.stop()
                return after - before
        """)
        self.assertLess(run.value, 20000)
