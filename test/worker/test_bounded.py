"""Many steps, many awaits, many tasks: the timelines are merged within a bound and nothing of them is lost."""
import asyncio
import json
import sys
import threading
import time
import unittest

from await_lens import engine
from await_lens.engine.recording import blocking, timeline
from measuring import Measured


def slices(run):
    """How many slices all timelines of a run have."""
    return sum(len(task["timeline"]) for task in run.tasks) + len(run.measured["callbacks"])


def bound(run):
    """Keep the bound once more, as the watching thread does every 20 ms, and read again."""
    blocking.unwatch()
    timeline.keep_bound()
    run.read()


class Timelines(unittest.TestCase):
    def whole(self, run):
        """The timeline of each task is in order, and sums up to its steps and its running time."""
        for task in run.tasks:
            entries = task["timeline"]
            self.assertEqual(sum(steps for *_, steps in entries), task["steps"])
            self.assertAlmostEqual(sum(running for _, _, running, _ in entries), task["running_ns"], delta=len(entries) + 1)
            for (_, end, _, _), (start, _, _, _) in zip(entries, entries[1:]):
                self.assertLessEqual(end, start)
            for start, end, running, steps in entries:
                self.assertLessEqual(running, end - start + 1 if steps == 1 else end - start + steps)
                self.assertGreaterEqual(steps, 1)
            if entries and task["end_ns"] is not None:
                self.assertAlmostEqual(entries[0][0], task["start_ns"], delta=1)
                self.assertAlmostEqual(entries[-1][1], task["end_ns"], delta=1)

    def test_a_step_is_a_slice(self):
        run = Measured("""
            import asyncio
            async def child():
                for i in range(20): await asyncio.sleep(0)
            async def main(): await asyncio.gather(child(), child())
        """)
        self.whole(run)
        self.assertEqual([len(task["timeline"]) for task in run.tasks[1:3]], [21, 21])
        self.assertIs(run.measured["timeline_merged"], False)

    def test_merged_within_the_bound(self):
        """200,000 awaits and 100,000 steps."""
        run = Measured("""
            import asyncio
            async def nothing(): pass
            async def child():
                for i in range(25000):
                    await nothing()
                    await  nothing()
                    await asyncio.sleep(0)
            async def main(): await asyncio.gather(child(), child(), child(), child())
        """)
        self.assertIsNone(run.error)
        self.assertEqual([task["steps"] for task in run.tasks[1:5]], [25001] * 4)
        self.assertEqual([p["count"] for p in run.awaits if p["function"] == "child"], [100000] * 3)
        self.assertIs(run.measured["timeline_merged"], True)
        bound(run)
        self.assertLessEqual(slices(run), timeline.BOUND)
        self.whole(run)
        self.assertLess(len(json.dumps(run.measured)), 5_000_000)

    def test_read_while_it_is_merged(self):
        """A report may be asked for at any time; the watching thread may be merging then."""
        self.addCleanup(setattr, timeline, "BOUND", timeline.BOUND)
        timeline.BOUND = 100
        log = [0, 0, 0, 0]
        for step in range(3000):
            log += (step, step + 1, 1, 1)

        class Grown(list):
            """A log that is merged by another thread as soon as its length has been asked for."""

            def __len__(self):
                length = super().__len__()
                if not merged:
                    merged.append(timeline._halve(self))
                return length

        merged = []
        entries = timeline.slices(Grown(log), 0)
        self.assertEqual(sum(steps for *_, steps in entries), 3000)
        self.assertEqual(sum(running for _, _, running, _ in entries), 3000 * 10**9)

    def test_merging_by_hand_loses_nothing(self):
        """The bound is kept while steps go on; what is merged has the sums of what it was."""
        self.addCleanup(setattr, timeline, "BOUND", timeline.BOUND)
        timeline.BOUND = 100
        text = """
            import asyncio
            async def child(n):
                for i in range(200):
                    await asyncio.sleep(0)
                    if i % 20 == 0: keep_bound()
            async def main(): await asyncio.gather(*(child(n) for n in range(5)))
        """

        def run_it(main):
            blocking.unwatch()
            main.__globals__["keep_bound"] = timeline.keep_bound
            return asyncio.run(main())

        run = Measured(text, run_it)
        self.assertIsNone(run.error)
        self.assertIs(run.measured["timeline_merged"], True)
        self.whole(run)
        self.assertEqual([task["steps"] for task in run.tasks[1:6]], [201] * 5)
        bound(run)
        self.assertLessEqual(slices(run), 100)
        self.whole(run)


class Tasks(unittest.TestCase):
    def test_twenty_thousand_in_one_gather(self):
        run = Measured("""
            import asyncio
            async def child(): await asyncio.sleep(0.01)
            async def main(): await asyncio.gather(*(child() for i in range(20000)))
        """)
        self.assertIsNone(run.error)
        self.assertEqual(run.at("await asyncio.sleep(0.01)")["count"], 20000)
        self.assertEqual(run.at("await asyncio.sleep(0.01)")["suspensions"], 20000)
        self.assertGreaterEqual(len(run.tasks) + run.omitted, 20001)
        self.assertEqual(len(run.tasks), 5000)
        bound(run)
        self.assertLessEqual(slices(run), timeline.BOUND)
        self.assertLess(len(json.dumps(run.measured)), 5_000_000)
        self.assertEqual(len(run.at("await asyncio.sleep(0.01)")["longest"]), 8)

    def test_the_steps_of_those_left_out_are_among_the_callbacks(self):
        run = Measured("""
            import asyncio
            async def child(): await asyncio.sleep(0)
            async def main():
                for i in range(60): await asyncio.gather(*(child() for j in range(100)))
        """)
        bound(run)
        told = sum(task["steps"] for task in run.tasks) + sum(steps for *_, steps in run.measured["callbacks"])
        self.assertGreaterEqual(told, 2 * 6000)


class Stopped(unittest.TestCase):
    def test_the_watching_thread_ends(self):
        space = Measured("async def main(): pass").namespace
        engine.start(time.perf_counter_ns())
        asyncio.run(space["main"]())
        engine.stop()
        self.assertEqual(set(sys._current_frames()) - {thread.ident for thread in threading.enumerate()}, set())
