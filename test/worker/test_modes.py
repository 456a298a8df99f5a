"""Unusual ways to run: loops in several threads, one after another, debug mode, eager tasks."""
import asyncio
import sys
import unittest

from await_lens import engine
from measuring import Clocked, Measured


class Nested(Clocked):
    def test_asyncio_run_in_threads(self):
        """Each thread runs a whole program of its own, started by `asyncio.run` within one that runs already."""
        run = Measured("""
            import asyncio, threading, time
            async def leaf(n):
                await asyncio.sleep(0.02)
                return n
            async def inner(n):
                began = time.perf_counter_ns()
                found = await asyncio.gather(leaf(n), leaf(n + 1))
                return found, time.perf_counter_ns() - began
            async def main():
                results = {}
                def work(n): results[n] = asyncio.run(inner(n))
                loop = asyncio.get_event_loop()
                await asyncio.gather(*(loop.run_in_executor(None, work, n) for n in range(4)))
                return results
        """)
        self.assertIsNone(run.error)
        self.assertEqual({n: found for n, (found, _) in run.value.items()}, {n: [n, n + 1] for n in range(4)})
        inner = [task for task in run.tasks if task["function"] == "inner"]
        self.assertEqual([(task["parent"], task["outcome"], task["steps"]) for task in inner], [(None, "returned", 2)] * 4)
        self.assertNotIn(run.tasks[0]["thread"], {task["thread"] for task in inner})
        threads = {task["id"]: task["thread"] for task in run.tasks}
        for leaf in [task for task in run.tasks if task["function"] == "leaf"]:
            self.assertEqual(leaf["thread"], threads[leaf["parent"]])
        point = run.at("await asyncio.gather(leaf(n), leaf(n + 1))")
        self.bounded(point["elapsed_ns"]["total"], 0.08, sum(took for _, took in run.value.values()))
        self.assertEqual((point["count"], run.at("await asyncio.sleep(0.02)")["count"]), (4, 8))

    def test_one_loop_after_another(self):
        def run_twice(main):
            asyncio.run(main())
            return asyncio.run(main())

        run = Measured("import asyncio\nasync def main():\n  await asyncio.sleep(0.001)\n", run_twice)
        self.assertEqual([task["function"] for task in run.tasks].count("main"), 2)
        point = run.at("await asyncio.sleep(0.001)")
        self.assertEqual((point["count"], point["suspensions"], point["woken_by"]),
                         (2, 2, [{"by": "timer", "task": None, "what": "timer", "count": 2}]))


class Debug(Clocked):
    """asyncio's debug mode wraps coroutines, notes tracebacks and runs its callbacks by other ways."""

    PROGRAM = """
        import asyncio, time
        async def setter(event):
            await asyncio.sleep(0.02)
            event.set()
        async def main():
            event = asyncio.Event()
            task = asyncio.ensure_future(setter(event))
            began = time.perf_counter_ns()
            await event.wait()
            await task
            for i in range(3): await asyncio.sleep(0)
            return asyncio.get_event_loop().get_debug(), time.perf_counter_ns() - began
    """

    def test_the_same_as_without(self):
        told = []
        for debug in (False, True):
            run = Measured(self.PROGRAM, lambda main: asyncio.run(main(), debug=debug))
            self.assertIsNone(run.error)
            self.assertEqual(run.value[0], debug)
            point = run.at("await event.wait()")
            self.bounded(point["waiting_ns"], 0.02, run.value[1])
            self.assertEqual(point["waiting_ns"] + point["ready_ns"] + point["running_ns"], point["elapsed_ns"]["total"])
            told.append((
                [(task["function"], task["parent"], task["steps"], task["outcome"]) for task in run.tasks],
                [(p["source"], p["count"], p["raised"], p["suspensions"], [w["by"] for w in p["woken_by"]]) for p in run.awaits],
            ))
        self.assertEqual(told[0], told[1])

    def test_slow_callbacks_are_still_logged(self):
        with self.assertLogs("asyncio", "WARNING") as logged:
            run = Measured("""
                import asyncio, time
                async def main():
                    await asyncio.sleep(0)
                    time.sleep(0.15)
            """, lambda main: asyncio.run(main(), debug=True))
        self.assertEqual(len(run.measured["blocking"]), 1)
        self.assertRegex(logged.output[0], r"Executing .* took \d")


@unittest.skipIf(sys.version_info < (3, 12), "eager tasks came with Python 3.12")
class Eager(Clocked):
    """Trap 8: an await of an eager task, and what its first step takes, are told as of any other."""

    def test_blocking_waiting_and_wakers(self):
        run = Measured("""
            import asyncio, time
            async def eager(future):
                time.sleep(0.1)
                began = time.perf_counter_ns()
                await future
                return time.perf_counter_ns() - began
            async def main():
                loop = asyncio.get_running_loop()
                loop.set_task_factory(asyncio.eager_task_factory)
                future = loop.create_future()
                task = loop.create_task(eager(future))
                await asyncio.sleep(0.03)
                future.set_result(1)
                return await task
        """)
        point = run.at("await future")
        self.bounded(point["waiting_ns"], 0.03, run.value)
        self.assertEqual([(each["by"], each["task"]) for each in point["woken_by"]], [("task", 1)])
        self.assertEqual((point["count"], point["raised"], point["suspensions"]), (1, 0, 1))
        eager, = [task for task in run.tasks if task["function"] == "eager"]
        self.assertEqual((eager["steps"], eager["parent"], eager["outcome"]), (2, 1, "returned"))
        self.assertGreaterEqual(eager["running_ns"], 0.099e9)
        self.assertGreaterEqual(len(run.measured["blocking"]), 1)

    def test_many_that_end_at_once(self):
        run = Measured("""
            import asyncio
            async def nothing(): pass
            async def child():
                for i in range(200): await nothing()
            async def main():
                asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
                await asyncio.gather(*(child() for i in range(20)))
        """)
        point = run.at("await nothing()")
        self.assertEqual((point["count"], point["raised"], point["suspensions"]), (4000, 0, 0))
        children = [task for task in run.tasks if task["function"] == "child"]
        self.assertEqual([(task["steps"], task["outcome"], task["parent"]) for task in children], [(1, "returned", 1)] * 20)


class LoopInfo(unittest.TestCase):
    def test_of_the_loop_that_ran(self):
        Measured("async def main(): pass")
        self.assertEqual((engine.loop_info()["steps"], engine.loop_info()["note"]), (True, None))
