"""Sites whose awaits are only counted: counts are exact, surprises are told, and what was not timed is said."""
import sys
import unittest

from await_lens.engine.recording import blocking
from measuring import Clocked, Measured, what

#: So many short awaits in a row that most of them are only counted.
MANY = 5000
HEAD = """
    import asyncio, contextlib, threading, time
    MANY = 5000
    async def nothing(): pass
"""


class Exact(Clocked):
    def test_counted_and_raised(self):
        run = Measured(HEAD + """
    async def maybe(n):
        if n % 7 == 0: raise ValueError
    async def main():
        for n in range(MANY): await nothing()
        for n in range(MANY):
            try: await maybe(n)
            except ValueError: pass
        for n in range(MANY):
            with contextlib.suppress(ValueError): await  maybe(n)
        """)
        self.assertIsNone(run.error)
        raised = len(range(0, MANY, 7))
        self.assertEqual([(p["count"], p["raised"], p["pending"]) for p in run.awaits],
                         [(MANY, 0, 0), (MANY, raised, 0), (MANY, raised, 0)])
        self.assertEqual([what(p) for p in run.awaits], [{"nothing": MANY}, {"maybe": MANY}, {"maybe": MANY}])
        self.assertGreater(run.awaits[0]["sampled"], MANY / 2)
        self.assertLess(run.awaits[0]["sampled"], MANY)

    def test_rare_exceptions_at_a_trusted_site(self):
        """The site is trusted when it raises: by a handler, without one, and as the last thing of its task."""
        run = Measured(HEAD + """
    async def maybe(n):
        if n in (2000, 2001, 3500): raise ValueError(n)
    async def guarded(n):
        await maybe( n)
    async def main():
        for n in range(MANY):
            try: await guarded(n)
            except ValueError: pass
        for n in range(300): await  maybe(n)
        await   maybe(2000)
        """)
        self.assertIsInstance(run.error, ValueError)
        self.assertEqual({p["source"]: (p["count"], p["raised"]) for p in run.awaits}, {
            "await maybe( n)": (MANY, 3), "await maybe(n)": (300, 0), "await guarded(n)": (MANY, 3), "await maybe(2000)": (1, 1)})
        self.assertEqual([sum(what(p).values()) for p in run.awaits], [p["count"] for p in run.awaits])

    def test_times_are_near_the_truth(self):
        """100,000 awaits of some work: what is estimated is of the size of what was done, and our own cost is taken off."""
        program = HEAD + """
    async def work():
        for i in range(20): pass
    async def main():
        clock = time.perf_counter_ns
        began = clock()
        for n in range(100000): await work()
        took = clock() - began
        bare = min(times(clock) for i in range(5))
        return took, bare
    def times(clock):
        coroutines = [work() for n in range(2000)]
        began = clock()
        for each in coroutines:
            try: each.send(None)
            except StopIteration: pass
        return (clock() - began) * 50
        """
        for _ in range(5):
            run = Measured(program)
            point = run.at("await work()")
            took, bare = run.value
            if bare / 4 < point["running_ns"] < bare * 4:
                break  # else the machine did something else while one of the few was timed, or their cost
        self.assertEqual((point["count"], point["suspensions"], point["below_resolution"]), (100000, 0, True))
        self.assertGreater(point["overhead_ns"], 0)
        self.assertEqual(point["running_ns"], point["elapsed_ns"]["total"])
        self.assertLess(point["running_ns"], took * 2)  # most of it is estimated
        self.assertGreater(point["running_ns"], bare / 4)
        self.assertLess(point["running_ns"], bare * 4)

    def test_what_is_long_is_not_below_the_resolution(self):
        run = Measured(HEAD + """
    async def main():
        for n in range(20): await asyncio.sleep(0.001)
        """)
        point = run.at("await asyncio.sleep(0.001)")
        self.assertEqual((point["below_resolution"], point["sampled"]), (False, 0))
        self.assertGreater(point["overhead_ns"], 0)
        self.assertLess(point["overhead_ns"], point["elapsed_ns"]["total"] / 10)


class Surprises(Clocked):
    def test_a_suspension(self):
        """The first await that suspends is told, with its time, although it was only being counted."""
        run = Measured(HEAD + """
    async def maybe(n):
        if n == 4000: await asyncio.sleep(0.05)
    async def main():
        for n in range(MANY):
            if n == 4000: began = time.perf_counter_ns()
            await maybe(n)
            if n == 4000: took = time.perf_counter_ns() - began
        return took
        """)
        point = run.at("await maybe(n)")
        self.assertEqual((point["count"], point["raised"], point["suspensions"]), (MANY, 0, 1))
        self.assertEqual([each["by"] for each in point["woken_by"]], ["timer"])
        self.bounded(point["waiting_ns"], 0.05, run.value)
        longest = point["longest"][0]
        self.bounded(longest["elapsed_ns"], 0.05, run.value + 5e6)
        self.assertEqual((longest["suspensions"], longest["woken_by"]["by"], longest["task"]), (1, "timer", 1))
        self.assertEqual(point["elapsed_ns"]["max"], longest["elapsed_ns"])

    def test_a_long_block(self):
        run = Measured(HEAD + """
    async def maybe(n):
        if n == 4000: time.sleep(0.2)
    async def main():
        for n in range(MANY):
            await maybe(n)
            if n % 100 == 0: await asyncio.sleep(0)
        """)
        point = run.at("await maybe(n)")
        self.assertEqual((point["count"], point["suspensions"]), (MANY, 0))
        # From the watcher's last look on: that looks every 20 ms.
        self.bounded(point["elapsed_ns"]["max"], 0.15, run.measured["blocking"][0]["duration_ns"] + 20e6)
        self.assertGreater(point["elapsed_ns"]["total"], 0.15e9)

    def test_a_short_one_that_the_watcher_sees(self):
        """It is short all the same, although its step is long."""
        program = HEAD + """
    from await_lens.engine.recording import blocking
    from await_lens.engine.recording.states import looked_at
    from await_lens.engine.recording.threads import here
    blocking._sample = lambda record, entered: None  # it looks when the program says so
    def look():
        here.me.account = looked_at(here.account, time.perf_counter())
    def be_long():
        until = time.perf_counter() + 0.03
        while time.perf_counter() < until: pass
    async def maybe(n):
        if n == 3000: look()
    async def main():
        be_long()
        look()
        be_long()
        for n in range(MANY): await maybe(n)
        """
        self.addCleanup(setattr, blocking, "_sample", blocking._sample)
        for _ in range(5):
            point = Measured(program).at("await maybe(n)")
            if point["elapsed_ns"]["max"] < 2e6:
                break  # else the machine did something else at that moment
        self.assertEqual((point["count"], point["suspensions"]), (MANY, 0))
        self.assertGreater(point["sampled"], MANY / 2)
        self.assertLess(point["elapsed_ns"]["max"], 2e6)

    def test_several_tasks_at_one_site(self):
        """The others take turns while one of them is suspended at the site that they all pass."""
        run = Measured(HEAD + """
    async def maybe(n):
        if n % 500 == 499: await asyncio.sleep(0)
    async def passes():
        for n in range(MANY): await maybe(n)
    async def main():
        await asyncio.gather(passes(), passes(), passes())
        """)
        point = run.at("await maybe(n)")
        self.assertEqual((point["count"], point["raised"], point["pending"], point["suspensions"]), (3 * MANY, 0, 0, 30))
        self.assertEqual(run.at("await asyncio.sleep(0)")["count"], 30)
        self.assertEqual(what(point), {"maybe": 3 * MANY})

    def test_recursion(self):
        run = Measured(HEAD + """
    async def down(n):
        if n: await down(n - 1)
    async def main():
        for n in range(MANY): await  nothing()
        for n in range(300): await down(1)
        for n in range(100): await   down(30)
        """)
        self.assertEqual({p["source"]: (p["count"], p["raised"], p["pending"]) for p in run.awaits if p["function"] == "down"},
                         {"await down(n - 1)": (300 + 3000, 0, 0)})

    def test_a_coroutine_left_suspended_while_it_was_counted(self):
        """Driven by hand, and never driven to its end: the task that does it goes on at the same site."""
        run = Measured(HEAD + """
    import types
    @types.coroutine
    def pause(): yield
    async def maybe(n):
        if n == 2000: await pause()
    async def passes(first, last):
        for n in range(first, last): await maybe(n)
    async def main():
        await passes(0, 2000)
        by_hand = passes(2000, 2001)
        by_hand.send(None)
        await passes(3000, 4000)
        by_hand.close()
        """)
        self.assertIsNone(run.error)
        point = run.at("await maybe(n)")
        self.assertEqual(point["count"], 3001)


class Threads(unittest.TestCase):
    def test_a_second_thread_ends_the_counting(self):
        run = Measured(HEAD + """
    async def passes():
        for n in range(MANY): await nothing()
    def other():
        loop = asyncio.new_event_loop()
        loop.run_until_complete(passes())
        loop.close()
    async def main():
        await passes()
        threads = [threading.Thread(target=other) for i in range(3)]
        for thread in threads: thread.start()
        await passes()
        for thread in threads: thread.join()
        """)
        self.assertIsNone(run.error)
        point = run.at("await nothing()")
        self.assertEqual((point["raised"], point["pending"]), (0, 0))
        self.assertLess(point["sampled"], MANY, "those of the first thread, before there were others")
        # A thread may be interrupted between reading and writing a sum (before 3.10 anywhere, and what the others have
        # added until it goes on is lost).
        missing = 0.02 if sys.version_info >= (3, 10) else 0.5
        self.assertEqual(list(what(point)), ["nothing"])
        for told in (point["count"], what(point)["nothing"]):
            self.assertAlmostEqual(told, 5 * MANY, delta=missing * 5 * MANY)
