"""Event loops that tell their steps, and those that do not."""
import asyncio
import heapq
import time
import unittest

from await_lens import engine
from measuring import Clocked, Measured


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


class WithoutSteps(Clocked):
    """Loops that tell nothing: counts and totals are right, nothing is said of shares."""

    PROGRAM = """
        clock = []
        import asyncio, contextlib, time
        async def leaf(n):
            await pause(n)
            if n > 0.02: raise ValueError
        async def child(n):
            began = time.perf_counter_ns()
            with contextlib.suppress(ValueError):
                await leaf(n)
            clock.append(time.perf_counter_ns() - began)
            return await  leaf(n / 2)
    """

    def totals(self, run):
        self.assertIsNone(run.error)
        self.assertEqual({p["source"]: (p["count"], p["raised"]) for p in run.awaits if "leaf" in p["source"]}, {
            "await leaf(n)": (3, 1), "await leaf(n / 2)": (3, 0)})
        self.bounded(run.at("await leaf(n)")["elapsed_ns"]["total"], 0.06, sum(run.namespace["clock"]))
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
        self.assertEqual((told["type"], told["steps"]), ("test_loops.OwnLoop", False))
        self.assertIn("totals", told["note"])


class Loops(unittest.TestCase):
    def test_known(self):
        loop = asyncio.new_event_loop()
        self.addCleanup(loop.close)
        told = engine.loop_info(loop)
        self.assertEqual((told["steps"], told["note"]), (True, None))
        self.assertTrue(told["type"].startswith("asyncio."))
        engine.start(0)
        self.assertEqual(engine.loop_info(), {"type": None, "steps": False, "note": None})
