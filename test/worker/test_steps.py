"""Steps of the loop: elapsed is the sum of suspended and running, and both are true."""
import asyncio
import importlib.util
import sys
import time
import unittest

from await_lens import engine
from measuring import Clocked, Measured


def run_with_python_tasks(main):
    """Like asyncio.run, with the pure-Python Task."""
    loop = asyncio.new_event_loop()
    loop.set_task_factory(lambda loop, coroutine, **options: asyncio.tasks._PyTask(coroutine, loop=loop, **options))
    try:
        return loop.run_until_complete(loop.create_task(main()))
    finally:
        loop.close()


class Accuracy(Clocked):
    def test_sleep(self):
        started = time.perf_counter_ns()
        run = Measured("""
            import asyncio, time
            async def main():
                began = time.perf_counter_ns()
                await asyncio.sleep(0.2)
                return time.perf_counter_ns() - began
        """)
        point = run.at("await asyncio.sleep(0.2)")
        self.bounded(point["elapsed_ns"]["total"], 0.2, run.value)
        self.bounded(point["suspended_ns"], 0.2, point["elapsed_ns"]["total"])
        self.assertEqual(point["suspensions"], 1)
        began, ended, cost = engine.main_task_times()
        self.assertLess(started, began * 1e9)
        self.assertLess(ended, time.perf_counter())
        self.assertGreater((ended - began) * 1e9, run.value)

    def test_gather_overlaps(self):
        run = Measured("""
            import asyncio, time
            async def child(n):
                began = time.perf_counter_ns()
                await asyncio.sleep(n)
                return time.perf_counter_ns() - began
            async def main():
                began = time.perf_counter_ns()
                each = await asyncio.gather(child(0.2), child(0.2), child(0.1))
                return time.perf_counter_ns() - began, sum(each)
        """)
        whole, each = run.value
        self.bounded(run.at("await asyncio.gather(child(0.2), child(0.2), child(0.1))")["elapsed_ns"]["total"], 0.2, whole)
        self.bounded(run.at("await asyncio.sleep(n)")["elapsed_ns"]["total"], 0.5, each)
        self.assertGreater(each, 1.5 * whole)

    def test_busy_code_is_running(self):
        run = Measured("""
            import asyncio, time
            async def busy(seconds):
                began = time.perf_counter_ns()
                while time.perf_counter_ns() - began < seconds * 1e9: pass
            async def mixed():
                clock = [time.perf_counter_ns()]
                await asyncio.sleep(0.1)
                clock.append(time.perf_counter_ns())
                await busy(0.15)
                clock.append(time.perf_counter_ns())
                return clock[1] - clock[0], clock[2] - clock[1]
            async def main():
                began = time.perf_counter_ns()
                return (*await mixed(), time.perf_counter_ns() - began)
        """)
        slept, ran, whole = run.value
        busy, mixed = run.at("await busy(0.15)"), run.at("await mixed()")
        self.bounded(busy["running_ns"], 0.15, ran)
        self.assertEqual((busy["suspended_ns"], busy["suspensions"]), (0, 0))
        self.bounded(mixed["suspended_ns"], 0.1, slept)
        self.bounded(mixed["running_ns"], 0.15, whole - mixed["suspended_ns"])

    def test_the_work_of_others_is_not_running(self):
        run = Measured("""
            import asyncio, time
            async def blocker(): time.sleep(0.2)
            async def main():
                other = asyncio.ensure_future(blocker())
                await asyncio.sleep(0.01)
        """)
        point = run.at("await asyncio.sleep(0.01)")
        self.assertGreater(run.tasks[1]["running_ns"], 0.199e9)
        self.assertGreater(point["suspended_ns"], run.tasks[1]["running_ns"])
        self.assertLess(point["running_ns"], 0.1e9)

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


class Sources(Clocked):
    PROGRAM = """
        import asyncio, time
        async def child():
            clock = [time.perf_counter_ns()]
            await asyncio.sleep(0.05)
            clock.append(time.perf_counter_ns())
            time.sleep(0.05)
            return clock[1] - clock[0]
        async def main():
            await asyncio.gather(child(), child())
            began = time.perf_counter_ns()
            return await child(), time.perf_counter_ns() - began
    """

    def split(self, run):
        point = run.at("await child()")
        self.assertIsNone(run.error)
        slept, whole = run.value
        self.bounded(point["suspended_ns"], 0.05, slept)
        self.bounded(point["running_ns"], 0.05, whole - point["suspended_ns"])
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
                def other():
                    loop = asyncio.new_event_loop()
                    loop.run_until_complete(one())
                    loop.close()
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

    @unittest.skipIf(sys.version_info >= (3, 14), "3.14 refuses a task within a task's step")
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
        self.assertGreater(run.at("await asyncio.sleep(0.05)")["suspended_ns"], 0.03e9)
        self.assertEqual((run.at("await asyncio.sleep(-1)")["count"], run.at("await asyncio.sleep(-1)")["raised"]), (1, 0))
        self.assertEqual([(t["function"], t["steps"], t["parent"]) for t in run.tasks[:2]],
                         [("main", 3, None), ("inner", 2, 1)])


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
