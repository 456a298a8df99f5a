"""Rows of the trace, of programs of which it is known what they must say."""
import asyncio
import json
import sys
import unittest

from await_lens.engine.recording import blocking, timeline, trace
from measuring import Measured

RAN, CANCELLED = 1, 2


class Rows(unittest.TestCase):
    def steps(self, run, function):
        """Rows of the only task of this function."""
        task, = [task for task in run.tasks if task["function"] == function]
        return [row for row in run.measured["trace"]["steps"] if row[0] == task["id"]]

    def sources(self, run, function):
        """Where each of its steps ended: the source of the await point."""
        return [run.awaits[row[6]]["source"] if row[6] >= 0 else None for row in self.steps(run, function)]

    def awaited(self, run, function):
        return [row[8:] for row in self.steps(run, function)]


class Awaited(Rows):
    def test_each_way_to_wait_for_tasks(self):
        run = Measured("""
            import asyncio
            async def child(): await asyncio.sleep(0.01)
            async def main():
                tasks = [asyncio.ensure_future(child()) for i in range(3)]
                await tasks[0]
                tasks = [asyncio.ensure_future(child()) for i in range(3)]
                await asyncio.gather(*tasks)
                tasks = [asyncio.ensure_future(child()) for i in range(3)]
                await asyncio.wait(tasks)
                tasks = [asyncio.ensure_future(child()) for i in range(3)]
                await asyncio.shield(tasks[1])
                await asyncio.wait_for(asyncio.ensure_future(child()), 10)
                await asyncio.sleep(0)
        """)
        self.assertIsNone(run.error)
        self.assertEqual(self.awaited(run, "main"), [[2], [5, 6, 7], [8, 9, 10], [12], [14], [], []])
        self.assertEqual(self.sources(run, "main"), [
            "await tasks[0]", "await asyncio.gather(*tasks)", "await asyncio.wait(tasks)", "await asyncio.shield(tasks[1])",
            "await asyncio.wait_for(asyncio.ensure_future(child()), 10)", "await asyncio.sleep(0)", None])

    def test_by_futures_in_pure_python(self):
        run = Measured("""
            import asyncio
            async def child(): await asyncio.sleep(0.01)
            async def main():
                loop = asyncio.get_event_loop()
                loop.create_future = lambda: asyncio.futures._PyFuture(loop=loop)
                await asyncio.wait([asyncio.ensure_future(child()) for i in range(3)])
        """)
        self.assertIsNone(run.error)
        self.assertEqual(self.awaited(run, "main")[0], [2, 3, 4])

    @unittest.skipIf(sys.version_info < (3, 11), "task groups are new in 3.11")
    def test_a_task_group(self):
        run = Measured("""
            import asyncio
            async def child(n): await asyncio.sleep(n)
            async def main():
                async with asyncio.TaskGroup() as group:
                    for n in (0.01, 0.02): group.create_task(child(n))
        """)
        self.assertEqual(self.awaited(run, "main")[0], [2, 3])
        self.assertEqual(run.awaits[self.steps(run, "main")[0][6]]["kind"], "async with exit")

    def test_many_tasks(self):
        run = Measured("""
            import asyncio
            async def child(): await asyncio.sleep(0)
            async def main(): await asyncio.gather(*(child() for i in range(500)))
        """)
        self.assertEqual(self.awaited(run, "main"), [list(range(2, 102)), []])


class Sites(Rows):
    def test_one_that_was_only_counted(self):
        """After many short awaits a site is not timed: where its task is suspended then is told all the same."""
        run = Measured("""
            import asyncio
            async def maybe(n):
                if n > 290: await asyncio.sleep(0)
            async def work():
                for n in range(292):
                    await (maybe(n) if n else maybe(await number()))
            async def number(): return 0
            async def main(): await work()
        """)
        self.assertGreater(run.at("await (maybe(n) if n else maybe(await number()))")["sampled"], 0)
        self.assertEqual(self.sources(run, "main"), ["await asyncio.sleep(0)", None])
        run = Measured("""
            import asyncio
            class Now:
                n = 0
                def __await__(self):
                    Now.n += 1
                    if Now.n > 290: yield
            async def number(): return 0
            async def work():
                for n in range(291):
                    await (Now() if n else pick(await number(), Now()))
            def pick(_, now): return now
            async def main(): await work()
        """)
        self.assertEqual(self.sources(run, "main"), ["await (Now() if n else pick(await number(), Now()))", None])

    def test_after_one_that_raised(self):
        """A library that is not rewritten catches what `failing` raises: nobody says that its await has ended."""
        run = Measured("""
            import asyncio
            exec(compile('''async def retried(function):
                try: await function()
                except ValueError: await asyncio.sleep(0)''', "library.py", "exec"))
            async def other():
                await asyncio.sleep(0)
                raise ValueError
            async def failing(): await other()
            async def main(): await retried(failing)
        """)
        self.assertIsNone(run.error)
        self.assertEqual(self.sources(run, "main"), ["await asyncio.sleep(0)", "await retried(failing)", None])

    def test_statements(self):
        run = Measured("""
            import asyncio
            class Manager:
                async def __aenter__(self): await asyncio.sleep(0)
                async def __aexit__(self, *error): await asyncio.sleep(0)
            async def numbers():
                yield 1
                await asyncio.sleep(0)
            class Plain:
                def __init__(self): self.left = 1
                def __aiter__(self): return self
                def __anext__(self): return Plain.next(self)
                class next:
                    def __init__(self, own): self.own = own
                    def __await__(self):
                        yield
                        self.own.left -= 1
                        if self.own.left < 0: raise StopAsyncIteration
            async def main():
                async with Manager(): pass
                async for n in numbers(): pass
                async for n in Plain(): pass
        """)
        self.assertIsNone(run.error)
        kinds = [(run.awaits[row[6]]["kind"], run.awaits[row[6]]["function"]) for row in self.steps(run, "main")[:-1]]
        self.assertEqual(kinds, [("await", "Manager.__aenter__"), ("await", "Manager.__aexit__"), ("await", "numbers"),
                                 ("async for", "main"), ("async for", "main")])


class Timers(Rows):
    def test_set_by_whom_and_how_they_end(self):
        run = Measured("""
            import asyncio
            def rings(): pass
            async def main():
                loop = asyncio.get_running_loop()
                loop.call_later(0.01, rings)
                loop.call_later(1000, rings).cancel()
                never = loop.call_later(float("inf"), rings)
                loop.call_soon(lambda: loop.call_later(0.001, rings))
                await asyncio.sleep(0.02)
        """)
        names = run.measured["trace"]["names"]
        rows = [(*row[3:5], run.awaits[row[5]]["source"] if row[5] >= 0 else None, names[row[6]]) for row in run.measured["trace"]["timers"]]
        self.assertEqual(rows[:5], [
            (RAN, 1, None, "rings"), (CANCELLED, 1, None, "rings"), (0, 1, None, "rings"),
            (RAN, 1, "await asyncio.sleep(0.02)", "_set_result_unless_cancelled"), (RAN, 0, None, "rings")])
        for start, due, end, how, *_ in run.measured["trace"]["timers"]:
            self.assertLess(due, 2**53)
            self.assertEqual(end == -1, how == 0)
            if how == RAN:
                self.assertGreaterEqual(end, due)


class Bounds(Rows):
    def test_many_tasks_and_timers(self):
        run = Measured("""
            import asyncio
            async def child():
                await asyncio.wait_for(asyncio.sleep(0), 100)
            async def main():
                for i in range(10): await asyncio.gather(*(child() for i in range(4000)))
        """)
        self.assertIsNone(run.error)
        blocking.unwatch()
        timeline.keep_bound()
        run.read()
        told = run.measured["trace"]
        self.assertIs(told["complete"], False)
        self.assertTrue(len(told["timers"]) == trace.TIMERS or sum(1 for row in told["steps"] if row[1] < row[2]) == trace.STEPS)
        self.assertLess(len(json.dumps(run.measured)), 5_000_000)

    def test_nothing_of_the_run_before(self):
        Measured("import asyncio\nasync def main(): await asyncio.sleep(0.001)")
        run = Measured("async def main(): pass")
        self.assertEqual(len(self.steps(run, "main")), 1)
        self.assertEqual(run.measured["trace"]["steps"][0][:2], [1, run.tasks[0]["start_ns"]])
        self.assertEqual(run.measured["trace"]["timers"], [])

    def test_who_runs_and_who_is_ready_at_the_end(self):
        """The report is read within a step."""
        told = []

        def run_it(main):
            main.__globals__["measured"] = lambda: told.append(trace.going_on(0))
            return asyncio.run(main())

        Measured("""
            import asyncio
            async def child(): pass
            async def main():
                tasks = [asyncio.ensure_future(child()) for i in range(2)]
                await asyncio.sleep(0)
                tasks = [asyncio.ensure_future(child()) for i in range(2)]
                measured()
                await asyncio.gather(*tasks)
        """, run_it)
        rows = list(zip(*[iter(told[0])] * trace.STEP_FIELDS))
        self.assertEqual([row[0] for row in rows], [1, 4, 5])
        self.assertTrue(rows[0][1] > rows[1][1] == rows[1][2] == 0)
