"""Steps of the loop: elapsed is the sum of suspended and running, and both are true."""
import asyncio
import heapq
import importlib.util
import time
import unittest

from await_lens import engine
from measuring import Measured


def run_with_python_tasks(main):
    """Like asyncio.run, with the pure-Python Task."""
    loop = asyncio.new_event_loop()
    loop.set_task_factory(lambda loop, coroutine, **options: asyncio.tasks._PyTask(coroutine, loop=loop, **options))
    try:
        return loop.run_until_complete(loop.create_task(main()))
    finally:
        loop.close()


class OwnLoop(asyncio.AbstractEventLoop):
    """A loop that shares nothing with asyncio's: no handles, and no word of its steps."""

    def __init__(self):
        self._timers = []
        self._number = 0

    def get_debug(self):
        return False

    def time(self):
        return time.monotonic()

    def call_soon(self, callback, *args, context=None):
        return self.call_at(0, callback, *args, context=context)

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        self._number += 1
        heapq.heappush(self._timers, (when, self._number, callback, args))
        return self

    def cancel(self):
        pass

    def create_future(self):
        return asyncio.Future(loop=self)

    def create_task(self, coroutine, **options):
        return asyncio.Task(coroutine, loop=self, **options)

    def call_exception_handler(self, context):
        raise AssertionError(context)

    def run(self, main):
        asyncio._set_running_loop(self)
        try:
            task = self.create_task(main())
            while not task.done():
                when, _, callback, args = heapq.heappop(self._timers)
                time.sleep(max(0, when - self.time()))
                callback(*args)
        finally:
            asyncio._set_running_loop(None)
        return task.result()


class Accuracy(unittest.TestCase):
    def near(self, nanoseconds, seconds, share=0.05):
        self.assertAlmostEqual(nanoseconds / 1e9, seconds, delta=seconds * share)

    def test_sleep(self):
        run = Measured("import asyncio\nasync def main():\n  await asyncio.sleep(0.2)\n")
        point = run.at("await asyncio.sleep(0.2)")
        self.near(point["elapsed_ns"]["total"], 0.2)
        self.near(point["suspended_ns"], 0.2)
        self.assertEqual(point["suspensions"], 1)
        began, ended = engine.main_task_times()
        self.near(ended - began, 0.2)

    def test_gather_overlaps(self):
        run = Measured("""
            import asyncio
            async def child(n): await asyncio.sleep(n)
            async def main():
                await asyncio.gather(child(0.2), child(0.2), child(0.1))
        """)
        self.near(run.at("await asyncio.gather(child(0.2), child(0.2), child(0.1))")["elapsed_ns"]["total"], 0.2)
        self.near(run.at("await asyncio.sleep(n)")["elapsed_ns"]["total"], 0.5)

    def test_busy_code_is_running(self):
        run = Measured("""
            import asyncio, time
            async def busy(seconds):
                until = time.perf_counter() + seconds
                while time.perf_counter() < until: pass
            async def mixed():
                await asyncio.sleep(0.1)
                await busy(0.15)
            async def main():
                await mixed()
        """)
        busy, mixed = run.at("await busy(0.15)"), run.at("await mixed()")
        self.near(busy["running_ns"], 0.15)
        self.assertEqual((busy["suspended_ns"], busy["suspensions"]), (0, 0))
        self.near(mixed["running_ns"], 0.15)
        self.near(mixed["suspended_ns"], 0.1)

    def test_the_work_of_others_is_not_running(self):
        run = Measured("""
            import asyncio, time
            async def blocker(): time.sleep(0.2)
            async def main():
                other = asyncio.ensure_future(blocker())
                await asyncio.sleep(0.01)
        """)
        point = run.at("await asyncio.sleep(0.01)")
        self.near(point["suspended_ns"], 0.2)
        self.assertLess(point["running_ns"], 0.02e9)
        self.near(run.tasks[1]["running_ns"], 0.2)

    def test_suspended_and_running_make_up_elapsed(self):
        run = Measured("""
            import asyncio, contextlib
            async def child(n):
                for i in range(n): await asyncio.sleep(0)
                if n % 3 == 0: raise ValueError
            async def main():
                await asyncio.gather(*(child(n) for n in range(50)), return_exceptions=True)
                for n in range(20):
                    with contextlib.suppress(ValueError): await child(n)
        """)
        for point in run.awaits:
            self.assertEqual(point["suspended_ns"] + point["running_ns"], point["elapsed_ns"]["total"])
        self.assertEqual(run.at("await asyncio.sleep(0)")["suspensions"], sum(range(50)) + sum(range(20)))


class Sources(unittest.TestCase):
    PROGRAM = """
        import asyncio, time
        async def child():
            await asyncio.sleep(0.05)
            time.sleep(0.05)
        async def main():
            await asyncio.gather(child(), child())
            await child()
    """

    def split(self, run):
        point = run.at("await child()")
        self.assertIsNone(run.error)
        self.assertAlmostEqual(point["suspended_ns"] / 1e9, 0.05, delta=0.02)
        self.assertAlmostEqual(point["running_ns"] / 1e9, 0.05, delta=0.02)
        self.assertEqual([task["function"] for task in run.tasks[:3]], ["main", "child", "child"])
        self.assertEqual([task["parent"] for task in run.tasks[:3]], [None, 1, 1])

    def test_asyncio(self):
        self.split(Measured(self.PROGRAM))

    def test_tasks_in_pure_python(self):
        """Trap 9: steps of `_PyTask` are bound methods."""
        self.split(Measured(self.PROGRAM, run=run_with_python_tasks))

    def test_callbacks_of_a_task_that_are_no_steps(self):
        """Trap 9: `call_soon(task.cancel)` belongs to a task and is no step of it."""
        for run in (None, run_with_python_tasks):
            measured = Measured("""
                import asyncio
                async def child():
                    try: await asyncio.sleep(10)
                    except asyncio.CancelledError: return 1
                async def main():
                    task = asyncio.ensure_future(child())
                    await asyncio.sleep(0)
                    loop = asyncio.get_event_loop()
                    loop.call_soon(task.done); loop.call_soon(task.get_coro); loop.call_soon(task.cancel)
                    return await task
            """, run=run)
            self.assertEqual(measured.value, 1)
            self.assertEqual([task["steps"] for task in measured.tasks[:2]], [3, 2])
            self.assertEqual(measured.at("await asyncio.sleep(10)")["suspensions"], 1)

    def test_loops_in_several_threads(self):
        """Trap 13: what runs on one thread does not mix with what runs on another."""
        run = Measured("""
            import asyncio, threading
            async def deep(n):
                await asyncio.sleep(0.001)
                if n: await deep(n - 1)
            async def one():
                for i in range(5): await deep(5)
            async def main():
                def other(): asyncio.new_event_loop().run_until_complete(one())
                threads = [threading.Thread(target=other) for i in range(4)]
                for thread in threads: thread.start()
                await one()
                for thread in threads: thread.join()
        """)
        self.assertIsNone(run.error)
        self.assertEqual({p["source"]: (p["count"], p["raised"]) for p in run.awaits}, {
            "await asyncio.sleep(0.001)": (150, 0), "await deep(n - 1)": (125, 0), "await deep(5)": (25, 0),
            "await one()": (1, 0)})
        for point in run.awaits:
            self.assertEqual(point["suspended_ns"] + point["running_ns"], point["elapsed_ns"]["total"])
        self.assertEqual([task["parent"] for task in run.tasks if task["function"] == "one"], [None] * 4)

    def test_a_loop_within_a_step(self):
        """A step may run another loop to its end, on its own thread."""
        run = Measured("""
            import asyncio
            async def inner():
                await asyncio.sleep(0.05)
            async def main():
                await asyncio.sleep(0)
                outer = asyncio.get_event_loop()
                asyncio._set_running_loop(None)
                loop = asyncio.new_event_loop()
                loop.run_until_complete(inner())
                loop.close()
                asyncio._set_running_loop(outer)
                await asyncio.sleep(-1)
        """)
        self.assertIsNone(run.error)
        self.assertAlmostEqual(run.at("await asyncio.sleep(0.05)")["suspended_ns"] / 1e9, 0.05, delta=0.02)
        self.assertEqual((run.at("await asyncio.sleep(-1)")["count"], run.at("await asyncio.sleep(-1)")["raised"]), (1, 0))
        self.assertEqual([(t["function"], t["steps"], t["parent"]) for t in run.tasks[:2]],
                         [("main", 3, None), ("inner", 2, 1)])


class WithoutSteps(unittest.TestCase):
    """Loops that tell nothing: counts and totals are right, nothing is said of shares."""

    PROGRAM = """
        import asyncio, contextlib
        async def leaf(n):
            await pause(n)
            if n > 0.02: raise ValueError
        async def child(n):
            with contextlib.suppress(ValueError):
                await leaf(n)
            return await  leaf(n / 2)
    """

    def totals(self, run):
        self.assertIsNone(run.error)
        self.assertEqual({p["source"]: (p["count"], p["raised"]) for p in run.awaits if "leaf" in p["source"]}, {
            "await leaf(n)": (3, 1), "await leaf(n / 2)": (3, 0)})
        self.assertAlmostEqual(run.at("await leaf(n)")["elapsed_ns"]["total"] / 1e9, 0.06, delta=0.02)
        for point in run.awaits:
            self.assertEqual((point["suspended_ns"], point["running_ns"], point["suspensions"]), (0, 0, 0))
        self.assertEqual(run.tasks, [])

    def test_own_loop(self):
        loop = OwnLoop()
        self.totals(Measured(self.PROGRAM + """
        pause = asyncio.sleep
        async def main():
            for task in [asyncio.ensure_future(child(n)) for n in (0.01, 0.02, 0.03)]: await task
        """, run=loop.run))
        told = engine.loop_info(loop)
        self.assertEqual((told["type"], told["steps"]), ("test_steps.OwnLoop", False))
        self.assertIn("totals", told["note"])

    @unittest.skipUnless(importlib.util.find_spec("trio"), "trio is not installed for this Python")
    def test_trio(self):
        import trio
        self.totals(Measured(self.PROGRAM + """
        import trio
        pause = trio.sleep
        async def main():
            async with trio.open_nursery() as nursery:
                for n in (0.01, 0.02, 0.03): nursery.start_soon(child, n)
        """, run=trio.run))


@unittest.skipUnless(importlib.util.find_spec("uvloop"), "uvloop is not installed for this Python")
class Uvloop(Sources):
    def setUp(self):
        import uvloop
        self.addCleanup(asyncio.set_event_loop_policy, asyncio.get_event_loop_policy())
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

    def test_is_known(self):
        loop = asyncio.new_event_loop()
        self.addCleanup(loop.close)
        self.assertEqual(engine.loop_info(loop), {"type": "uvloop.Loop", "steps": True, "note": None})


class Loops(unittest.TestCase):
    def test_known(self):
        loop = asyncio.new_event_loop()
        self.addCleanup(loop.close)
        told = engine.loop_info(loop)
        self.assertEqual((told["steps"], told["note"]), (True, None))
        self.assertTrue(told["type"].startswith("asyncio."))
        engine.start(0)
        self.assertEqual(engine.loop_info(), {"type": None, "steps": False, "note": None})
