"""Runs of trio: several, in threads, as a guest, and what a program sees of ours."""
import importlib.util
import os
import unittest

from measuring import Clocked, Measured, woken
from processes import Folder

HAS_TRIO = importlib.util.find_spec("trio") is not None
needs_trio = unittest.skipUnless(HAS_TRIO, "trio is not installed for this Python")
if HAS_TRIO:
    import trio


@needs_trio
class Runs(Clocked):
    def test_several_runs(self):
        main = """
            import trio
            async def main():
                await trio.sleep(0.01)
        """

        def twice(main):
            trio.run(main)
            trio.run(main)

        run = Measured(main, run=twice)
        self.assertEqual([(task["name"], task["outcome"], task["parent"]) for task in run.tasks],
                         2 * [("program.main", "returned", None)])
        self.assertEqual(run.at("await trio.sleep(0.01)")["count"], 2)

    def test_instruments_of_the_program(self):
        seen = []

        class Own(trio.abc.Instrument):
            def task_exited(self, task):
                seen.append(task.name)

        run = Measured("""
            async def main(): pass
        """, run=lambda main: trio.run(main, instruments=[Own()]))
        self.assertIsNone(run.error)
        self.assertIn("program.main", seen)
        self.assertEqual(run.task("program.main")["outcome"], "returned")

    def test_time_of_its_own(self):
        """A clock that jumps says nothing of when a timer was due."""
        run = Measured("""
            import trio, trio.testing
            async def main(): await trio.sleep(1000)
        """, run=lambda main: trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0)))
        point = run.at("await trio.sleep(1000)")
        self.assertEqual(woken(point), [("timer", "timer", 1)])
        self.assertLess(point["elapsed_ns"]["total"], 100e9)

    def test_in_threads(self):
        """Runs in threads beside asyncio's loop: each has its own steps."""
        run = Measured("""
            import asyncio, concurrent.futures, time, trio
            async def child(n):
                await trio.sleep(n)
                return n
            async def asked():
                return await trio.to_thread.run_sync(trio.from_thread.run, child, 0.01)
            async def main():
                loop = asyncio.get_running_loop()
                with concurrent.futures.ThreadPoolExecutor(2) as pool:
                    jobs = [loop.run_in_executor(pool, trio.run, *call) for call in ((child, 0.1), (asked,))]
                    await asyncio.sleep(0.02)
                    return await asyncio.gather(*jobs)
        """)
        self.assertEqual((run.error, run.value), (None, [0.1, 0.01]))
        point = run.at("await trio.sleep(n)")
        self.assertEqual((point["count"], point["suspensions"]), (2, 2))
        self.bounded(point["waiting_ns"], 0.11, point["elapsed_ns"]["total"])
        self.assertEqual(run.at("await asyncio.sleep(0.02)")["suspensions"], 1)
        tasks = {task["function"]: task for task in run.tasks}
        self.assertEqual(len({tasks[name]["thread"] for name in ("main", "child", "asked")} - {1}), 2)
        self.assertEqual({task["outcome"] for task in run.tasks}, {"returned"})

    def test_guest(self):
        """Within asyncio's loop: its tasks and trio's are told apart, and neither's time is counted twice."""
        run = Measured("""
            import asyncio, time, trio
            async def inner():
                await trio.sleep(0.02)
                time.sleep(0.2)
                return 5
            async def main():
                loop = asyncio.get_running_loop()
                over = loop.create_future()
                trio.lowlevel.start_guest_run(
                    inner, run_sync_soon_threadsafe=loop.call_soon_threadsafe, done_callback=over.set_result,
                    host_uses_signal_set_wakeup_fd=True)
                return (await over).unwrap()
        """)
        self.assertEqual((run.error, run.value), (None, 5))
        inner = next(task for task in run.tasks if task["function"] == "inner")
        self.assertEqual(inner["outcome"], "returned")
        self.assertGreaterEqual(inner["running_ns"], 0.18e9)
        self.assertEqual(run.at("await trio.sleep(0.02)")["suspensions"], 1)
        blocks = [block["task"] and block["task"]["function"] for block in run.measured["blocking"]
                  if block["duration_ns"] > 0.15e9]
        self.assertEqual(blocks, ["inner"])


@needs_trio
class SameMeaning(Folder):
    PROGRAM = """
        import traceback, trio
        async def fails():
            await trio.sleep(0)
            raise KeyError("here")
        async def main():
            async with trio.open_nursery() as nursery:
                nursery.start_soon(fails)
        class Bad:
            @property
            def task_exited(self): raise OSError("bad")
        for run in (lambda: trio.run(main), lambda: trio.run(fails), lambda: trio.run(main, instruments=[Bad()]),
                    lambda: trio.run(trio.run, main), lambda: trio.run(3)):
            try: run()
            except BaseException: traceback.print_exc()
    """

    def test_tracebacks(self):
        path = self.write("failing.py", self.PROGRAM)
        bare, lens = self.python(path), self.lens("--json", os.path.join(self.folder, "report.json"), path)
        self.assertIn(b"KeyError", bare.stderr)
        self.assertEqual(lens.stderr.decode(), bare.stderr.decode())
