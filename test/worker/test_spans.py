"""What is counted and timed at an await point."""
import unittest

from measuring import Clocked, Measured


class Counting(Clocked):
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
            import asyncio, time
            async def main():
                clock = []
                for seconds in (0.02, 0.03, 0.05):
                    began = time.perf_counter_ns()
                    await asyncio.sleep(seconds)
                    clock.append(time.perf_counter_ns() - began)
                return clock
        """)
        point = run.at("await asyncio.sleep(seconds)")
        elapsed = point["elapsed_ns"]
        self.bounded(elapsed["total"], 0.1, sum(run.value))
        self.bounded(elapsed["min"], 0.02, min(run.value))
        self.bounded(elapsed["max"], 0.05, max(run.value))
        self.assertEqual((point["count"], point["pending"], point["pending_ns"]), (3, 0, 0))

    def test_start_forgets(self):
        text = "async def nothing(): pass\nasync def main():\n  await nothing()\n"
        Measured(text)
        self.assertEqual(Measured(text).at("await nothing()")["count"], 1)

    def test_only_reached_points_are_told(self):
        run = Measured("async def main():\n  if 0: await x\n")
        self.assertEqual(run.awaits, [])


class Raising(Clocked):
    def test_caught(self):
        """Trap 5: the time ends at the handler, not at the next await."""
        run = Measured("""
            import asyncio, contextlib, time
            async def boom():
                await asyncio.sleep(0)
                raise ValueError
            async def main():
                clock = [time.perf_counter_ns()]
                def tick():
                    clock.append(time.perf_counter_ns())
                    time.sleep(0.02)
                    clock.append(time.perf_counter_ns())
                try: await boom()
                except ValueError: tick()
                with contextlib.suppress(ValueError):
                    await boom()
                tick()
                try:
                    try: await boom()
                    finally: tick()
                except ValueError: pass
                return [clock[i + 1] - clock[i] for i in (0, 2, 4)]
        """)
        booms = [p for p in run.awaits if p["source"] == "await boom()"]
        self.assertEqual([(p["count"], p["raised"]) for p in booms], [(1, 1)] * 3)
        for point, clock in zip(booms, run.value):
            self.assertLess(point["elapsed_ns"]["max"], clock)

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
            import asyncio, time
            async def child(): await asyncio.sleep(10)
            async def main():
                began = time.perf_counter_ns()
                task = asyncio.ensure_future(child())
                await asyncio.sleep(0)
                await asyncio.sleep(0.1)
                task.cancel()
                await asyncio.wait([task])
                return time.perf_counter_ns() - began
        """)
        point = run.at("await asyncio.sleep(10)")
        self.assertEqual((point["count"], point["raised"]), (1, 1))
        self.bounded(point["elapsed_ns"]["total"], 0.1, run.value)

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
                began = time.perf_counter_ns()
                try: return [await half(x) for x in await numbers()]
                except ZeroDivisionError: raised = time.perf_counter_ns() - began
                time.sleep(0.02)
                return raised, [await  half(y) for y in range(1, 4)]
        """)
        self.assertEqual([(p["source"], p["count"], p["raised"]) for p in run.awaits if "half" in p["source"]],
                         [("await half(x)", 3, 1), ("await half(y)", 3, 0)])
        self.assertLess(run.at("await half(x)")["elapsed_ns"]["total"], run.value[0])


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
                for i in range(50):  # each leaves its mark in the timeline, within a bound
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
