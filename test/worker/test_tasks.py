"""The tasks of a run: who created them, how they ended, when; and that they are left alone."""
import asyncio
import sys
import threading
import time
import unittest

from await_lens import engine
from await_lens.engine.recording import states
from measuring import Measured, build


class Parents(unittest.TestCase):
    def test_every_way_to_create_a_task(self):
        run = Measured("""
            import asyncio
            async def leaf(): pass
            async def child(): await asyncio.ensure_future(leaf())
            async def main():
                loop = asyncio.get_event_loop()
                await asyncio.create_task(child(), name='created')
                await loop.create_task(child())
                await asyncio.gather(child(), child())
                await asyncio.Task(child())
                await asyncio.wait_for(asyncio.ensure_future(child()), 1)
                loop.call_soon(loop.create_task, leaf())
                await asyncio.sleep(0); await asyncio.sleep(0)
        """)
        tasks = {task["id"]: task for task in run.tasks}
        functions = [(task["function"], tasks.get(task["parent"], {}).get("function")) for task in run.tasks]
        self.assertEqual(functions[:1], [("main", None)])
        self.assertEqual(functions.count(("child", "main")), 6)
        self.assertEqual(functions.count(("leaf", "child")), 6)
        self.assertEqual(functions.count(("leaf", None)), 1)
        self.assertEqual([task["id"] for task in run.tasks], list(range(1, len(run.tasks) + 1)))

    @unittest.skipIf(sys.version_info < (3, 11), "TaskGroup came with Python 3.11")
    def test_task_group(self):
        run = Measured("""
            import asyncio
            async def child(): await asyncio.sleep(0)
            async def main():
                async with asyncio.TaskGroup() as group:
                    group.create_task(child(), name='a'); group.create_task(child(), name='b')
        """)
        self.assertEqual([(t["name"], t["parent"], t["outcome"]) for t in run.tasks[1:3]],
                         [("a", 1, "returned"), ("b", 1, "returned")])


@unittest.skipIf(sys.version_info < (3, 12), "eager tasks came with Python 3.12")
class Eager(unittest.TestCase):
    """Trap 8: tasks that start while they are created."""

    BODY = """
        import asyncio, time
        async def busy():
            time.sleep(0.05)
            return 1
        async def slow():
            await busy()
            await asyncio.sleep(0.05)
            await  busy()
        async def yielding(): await asyncio.sleep(0)
        async def lazy(): await asyncio.sleep(0)
        async def main():
            loop = asyncio.get_running_loop()
            loop.set_task_factory(asyncio.eager_task_factory)
            assert loop.get_task_factory() is asyncio.eager_task_factory
            tasks = [asyncio.create_task(f(), name=f.__name__) for f in (busy, slow, yielding)]
            tasks.append(asyncio.create_task(asyncio.sleep(0.01), name='library'))
            loop.set_task_factory(lambda loop, coro, **options: asyncio.Task(coro, loop=loop, **options))
            tasks.append(asyncio.create_task(lazy(), name='lazy'))
            for task in tasks: await task
            try: loop.create_task(3)
            except TypeError: pass
    """

    def test_first_steps_are_timed_and_named(self):
        run = Measured(self.BODY)
        self.assertIsNone(run.error)
        told = {t["name"]: (t["function"], t["parent"], t["outcome"], t["steps"]) for t in run.tasks[1:6]}
        self.assertEqual(told, {
            "busy": ("busy", 1, "returned", 1), "slow": ("slow", 1, "returned", 2), "yielding": ("yielding", 1, "returned", 2),
            "library": ("asyncio.sleep", 1, "returned", 2), "lazy": ("lazy", 1, "returned", 2)})
        inner = [(p["function"], p["count"], p["raised"], p["suspensions"]) for p in run.awaits if p["function"] != "main"]
        self.assertEqual(inner, [("slow", 1, 0, 0), ("slow", 1, 0, 1), ("slow", 1, 0, 0), ("yielding", 1, 0, 1), ("lazy", 1, 0, 1)])
        busy, slow = run.task("busy"), run.task("slow")
        self.assertGreater(busy["running_ns"], 0.049e9)
        self.assertEqual(busy["start_ns"] + busy["running_ns"], busy["end_ns"])
        self.assertGreater(slow["running_ns"], 0.099e9)
        self.assertGreater(slow["end_ns"] - slow["start_ns"] - slow["running_ns"], 0.04e9)
        self.assertEqual(len(run.tasks), 6 + sum(t["function"].startswith("asyncio.BaseEventLoop") for t in run.tasks))

    def test_made_without_the_loop(self):
        """`Task(..., eager_start=True)` goes through no function of asyncio's that could tell of it."""
        run = Measured("""
            import asyncio
            async def child():
                await asyncio.sleep(0)
                await asyncio.sleep(-1)
            async def waiting(): await asyncio.sleep(0.01)
            async def main():
                loop = asyncio.get_running_loop()
                tasks = [asyncio.Task(f(), loop=loop, eager_start=True, name=f.__name__) for f in (child, waiting)]
                for task in tasks: await task
        """)
        self.assertIsNone(run.error)
        inner = [(p["source"], p["count"], p["raised"], p["suspensions"]) for p in run.awaits if p["function"] != "main"]
        self.assertEqual(inner, [("await asyncio.sleep(0)", 1, 0, 1), ("await asyncio.sleep(-1)", 1, 0, 1),
                                 ("await asyncio.sleep(0.01)", 1, 0, 1)])
        self.assertEqual([run.task(name)["steps"] for name in ("child", "waiting")], [3, 2])


class Endings(unittest.TestCase):
    def test_outcomes_and_names(self):
        run = Measured("""
            import asyncio
            async def good():
                asyncio.current_task().set_name('named later')
            async def bad(): raise ValueError
            async def cancelled(): await asyncio.sleep(9)
            async def never(): pass
            async def main():
                tasks = [asyncio.ensure_future(f()) for f in (good, bad, cancelled)]
                await asyncio.sleep(0)
                tasks[2].cancel()
                await asyncio.wait(tasks)
                tasks[1].exception()
                late = asyncio.ensure_future(never())
                late.cancel()
        """)
        self.assertEqual([(t["function"], t["outcome"]) for t in run.tasks[:5]], [
            ("main", "returned"), ("good", "returned"), ("bad", "raised"), ("cancelled", "cancelled"), ("never", "cancelled")])
        self.assertEqual(run.tasks[1]["name"], "named later")
        for task in run.tasks[:4]:
            self.assertLessEqual(0, task["start_ns"])
            self.assertLessEqual(task["start_ns"] + task["running_ns"], task["end_ns"])

    def test_exception_never_retrieved_is_still_told(self):
        """Reading the outcome must not count as retrieving the exception."""
        run = Measured("""
            import asyncio, gc
            async def bad(): raise ValueError
            async def main():
                told = []
                asyncio.get_event_loop().set_exception_handler(lambda loop, context: told.append(context['message']))
                task = asyncio.ensure_future(bad())
                await asyncio.sleep(0); await asyncio.sleep(0)
                del task
                gc.collect()
                return told
        """)
        self.assertEqual(run.value, ["Task exception was never retrieved"])

    def test_tasks_that_nobody_holds_are_still_lost(self):
        """A pending task that only the lens knew would live; and its id may serve another after it."""
        run = Measured("""
            import asyncio, gc, weakref
            async def inner(future): await future
            async def lost(): await inner(asyncio.get_event_loop().create_future())
            async def main():
                told = []
                asyncio.get_event_loop().set_exception_handler(lambda loop, context: told.append(context['message']))
                tasks = [asyncio.ensure_future(lost()) for i in range(50)]
                await asyncio.sleep(0)
                known = [weakref.ref(task) for task in tasks]
                del tasks
                gc.collect()
                others = [asyncio.ensure_future(asyncio.sleep(0)) for i in range(50)]
                await asyncio.wait(others)
                return told, sum(ref() is not None for ref in known)
        """)
        told, alive = run.value
        self.assertEqual((set(told), len(told), alive), ({"Task was destroyed but it is pending!"}, 50, 0))
        self.assertEqual([t["outcome"] for t in run.tasks[1:101]], ["pending"] * 50 + ["returned"] * 50)
        self.assertEqual([p["pending"] for p in run.awaits], [0] * len(run.awaits))

    def test_at_most_five_thousand_are_told(self):
        run = Measured("""
            import asyncio
            async def main():
                for i in range(60):
                    await asyncio.wait([asyncio.ensure_future(asyncio.sleep(0)) for j in range(100)])
        """)
        self.assertEqual((len(run.tasks), run.tasks[-1]["id"]), (states.TASKS, states.TASKS))
        self.assertGreaterEqual(run.omitted, 6001 - states.TASKS)
        self.assertEqual(states.states, {})


class Unfinished(unittest.TestCase):
    """A run that is looked at before its end, from another thread."""

    PROGRAM = """
        import asyncio, contextlib, threading
        async def wait(): await asyncio.sleep(60)
        async def ticks():
            await wait()
            yield 1
        async def through():
            async for x in ticks(): pass
        async def blocked():
            reached.set(); go.wait(60)
        async def raised(): raise ValueError
        async def after():
            with contextlib.suppress(ValueError):
                await raised()
            reached.set(); go.wait(60)
        async def main():
            asyncio.get_event_loop().call_later(0.05, reached.set)
            await outer()
    """

    def look(self, outer):
        """(what `pending` says, the report's awaits, times of the first task) while `await outer()` stands."""
        space = build(self.PROGRAM)
        reached, go = space["reached"], space["go"] = threading.Event(), threading.Event()
        space["outer"] = space[outer]
        loop = asyncio.new_event_loop()
        engine.start(time.perf_counter_ns())
        task = loop.create_task(space["main"]())

        def run():
            try:
                loop.run_until_complete(task)
            except asyncio.CancelledError:
                pass

        thread = threading.Thread(target=run)
        thread.start()
        try:
            self.assertTrue(reached.wait(30))
            now = time.perf_counter_ns()
            return engine.pending(now), {p["source"]: p for p in engine.measured(now)["awaits"]}, engine.main_task_times()
        finally:
            go.set()
            loop.call_soon_threadsafe(task.cancel)
            thread.join()
            loop.close()

    def test_suspended(self):
        pending, awaits, _ = self.look("wait")
        self.assertEqual((pending["source"], pending["function"], pending["line"]), ("await asyncio.sleep(60)", "wait", 3))
        self.assertGreater(pending["elapsed_ns"], 0.03e9)
        self.assertEqual([(p["count"], p["pending"]) for p in awaits.values()], [(0, 1), (0, 1)])
        self.assertGreater(awaits["await outer()"]["pending_ns"], 0.03e9)

    def test_suspended_in_an_asynchronous_generator(self):
        """Trap 12: the chain of awaits is followed through `asend`."""
        pending, awaits, _ = self.look("through")
        self.assertEqual(pending["source"], "await asyncio.sleep(60)")
        self.assertEqual({source: p["pending"] for source, p in awaits.items()}, {
            "await asyncio.sleep(60)": 1, "await wait()": 1, "async for x in ticks()": 1, "await outer()": 1})

    def test_blocked(self):
        pending, _, (began, ended, _) = self.look("blocked")
        self.assertEqual(pending["source"], "await outer()")
        self.assertLess(began, ended)

    def test_what_raised_is_not_pending(self):
        pending, awaits, _ = self.look("after")
        self.assertEqual(pending["source"], "await outer()")
        self.assertEqual(awaits["await raised()"]["pending"], 0)

    def test_nothing_is_pending_before_and_after(self):
        engine.start(time.perf_counter_ns())
        self.assertIsNone(engine.pending(time.perf_counter_ns()))
        self.assertIsNone(engine.main_task_times())
        Measured("async def main(): pass")
        self.assertIsNone(engine.pending(time.perf_counter_ns()))


class Stopping(unittest.TestCase):
    def test_what_happens_after_is_not_recorded(self):
        space = build("import asyncio\nasync def main():\n  await asyncio.sleep(0)\n")
        engine.start(time.perf_counter_ns())
        asyncio.run(space["main"]())
        engine.stop()
        known = engine.measured(0), engine.main_task_times()
        asyncio.run(space["main"]())
        self.assertEqual((engine.measured(0), engine.main_task_times()), known)
        self.assertEqual(known[0]["awaits"][0]["count"], 1)

    def test_installing_again_changes_nothing(self):
        code = asyncio.events.Handle._run.__code__
        engine.install()
        self.assertIs(asyncio.events.Handle._run.__code__, code)
