"""Programs that other profilers were reported to get wrong, written anew; and the starved sleep."""
from measuring import Clocked, Measured
from written import written

#: Nanoseconds that a machine with nothing else to do needs at most for what a test takes to be instantaneous.
TOLERANCE = 5e6


class Starved(Clocked):
    """A sleep of 0.1 s that another task's `time.sleep(0.4)` makes last 0.4 s."""

    @classmethod
    def setUpClass(cls):
        cls.run_ = written("""
            import asyncio, time
            clock = time.perf_counter_ns
            async def sleeper():
                began = clock()
                await asyncio.sleep(0.1)
                return began, clock()
            async def blocker():
                began = clock()
                time.sleep(0.4)
                return began, clock()
            async def main():
                return await asyncio.gather(sleeper(), blocker())
        """)
        (cls.began, cls.ended), (cls.blocked, cls.freed) = cls.run_.value
        cls.point = cls.run_.at("await asyncio.sleep(0.1)")

    def test_elapsed_is_waiting_and_ready(self):
        point = self.point
        elapsed, waiting, ready = point["elapsed_ns"]["total"], point["waiting_ns"], point["ready_ns"]
        # The timer was due 0.1 s after the sleep began; from then on only the blocking step was in its way.
        self.assertAlmostEqual(elapsed, self.ended - self.began, delta=TOLERANCE)
        self.assertAlmostEqual(waiting, 0.1e9, delta=TOLERANCE)
        self.assertAlmostEqual(ready, self.ended - self.began - 0.1e9, delta=TOLERANCE)
        self.assertGreaterEqual(ready, 0.29e9)
        self.assertEqual(waiting + ready + point["running_ns"], elapsed)
        self.assertEqual((point["suspensions"], point["woken_by"]),
                         (1, [{"by": "timer", "task": None, "what": "timer", "count": 1}]))

    def test_its_task_has_the_same_shares(self):
        sleeper = self.run_.tasks[1]
        for share in ("waiting_ns", "ready_ns"):
            self.assertAlmostEqual(sleeper[share], self.point[share], delta=TOLERANCE)

    def test_the_blocking_line_is_named(self):
        block, = self.run_.measured["blocking"]
        self.bounded(block["duration_ns"], 0.4, self.freed - self.blocked + TOLERANCE)
        self.assertEqual((block["task"]["function"], block["task"]["task"]), ("blocker", 3))
        self.assertEqual((block["line"], block["function"], block["source"]), (10, "blocker", "time.sleep(0.4)"))
        self.assertEqual(block["innermost"], "time.sleep")
        self.assertGreaterEqual(block["samples"]["here"], 1)
        self.assertLessEqual(block["samples"]["here"], block["samples"]["taken"])

    def test_the_starved_task_is_named(self):
        block, = self.run_.measured["blocking"]
        starved, = block["starved"]
        self.assertEqual((starved["function"], starved["task"], block["starved_more"]), ("sleeper", 2, 0))
        self.assertAlmostEqual(starved["kept_ns"], self.point["ready_ns"], delta=TOLERANCE)
        self.assertEqual(self.run_.measured["starvation"], [])

    def test_the_blocker_ran_meanwhile(self):
        meanwhile = self.point["meanwhile"]
        ran, = meanwhile["tasks"]
        self.assertEqual((meanwhile["of"], ran["function"], meanwhile["rest_ns"]), (1, "blocker", 0))
        self.assertAlmostEqual(ran["running_ns"], self.freed - self.blocked, delta=TOLERANCE)


class OfPeers(Clocked):
    def test_overlapping_task_and_await(self):
        """yappi #58: a coroutine awaited, while a task of the same function ends first, loses its time there."""
        for early in (-0.06, 0, 0.06):
            with self.subTest(early=early):
                run = Measured("""
                    import asyncio, time
                    async def nap(seconds):
                        began = time.perf_counter_ns()
                        await asyncio.sleep(seconds)
                        return time.perf_counter_ns() - began
                    async def main():
                        task = asyncio.ensure_future(nap(0.1 + %r))
                        began = time.perf_counter_ns()
                        mine = await nap(0.1)
                        took = time.perf_counter_ns() - began
                        return mine, took, await task
                """ % early)
                mine, took, other = run.value
                self.bounded(run.at("await nap(0.1)")["elapsed_ns"]["total"], 0.1, took)
                both = run.at("await asyncio.sleep(seconds)")
                self.bounded(both["elapsed_ns"]["total"], 0.2 + early, mine + other)
                self.assertEqual((both["count"], both["suspensions"]), (2, 2))
                rest = run.at("await task")
                if early > 0:
                    self.assertEqual(rest["suspensions"], 1)
                self.assertLessEqual(rest["elapsed_ns"]["total"], max(0, other - mine) + 0.05e9)

    def test_each_says_its_own_time(self):
        """pyinstrument #111: of three tasks that work and sleep at once each gets the others' work, or loses its own."""
        run = Measured("""
            import asyncio, time
            def busy(seconds):
                until = time.perf_counter() + seconds
                while time.perf_counter() < until: pass
            async def say(when):
                began = time.perf_counter_ns()
                busy(0.03)
                worked = time.perf_counter_ns() - began
                await asyncio.sleep(when)
                began = time.perf_counter_ns()
                busy(0.03)
                return worked + time.perf_counter_ns() - began
            async def main():
                return await asyncio.gather(say(0.2), say(0.1), say(0.3))
        """)
        said = [task for task in run.tasks if task["function"] == "say"]
        for task, worked in zip(said, run.value):
            self.assertGreaterEqual(task["running_ns"], worked)
            self.assertLess(task["running_ns"], worked + 0.02e9, "the work of the others is not its own")
            lasted = task["end_ns"] - task["start_ns"]
            self.assertAlmostEqual(task["running_ns"] + task["waiting_ns"] + task["ready_ns"], lasted, delta=10)
        self.bounded(run.at("await asyncio.sleep(when)")["waiting_ns"], 0.6, 0.6e9 + 3 * TOLERANCE)

    def test_background_work_is_not_the_requests(self):
        """pyinstrument #292: a task in the background, which nobody awaits, is added to the time of the request."""
        run = Measured("""
            import asyncio, time
            async def background():
                for i in range(20):
                    time.sleep(0.01)
                    await asyncio.sleep(0)
            async def answer():
                await asyncio.sleep(0.05)
            async def request():
                asyncio.ensure_future(background())
                await answer()
            async def main():
                began = time.perf_counter_ns()
                await request()
                return time.perf_counter_ns() - began
        """)
        latency = run.value
        request = run.at("await request()")
        self.bounded(request["elapsed_ns"]["total"], 0.05, latency)
        self.assertLess(request["running_ns"], 0.01e9, "no step of the background task is the request's")
        ran, = request["meanwhile"]["tasks"]
        self.assertEqual(ran["function"], "background")
        self.assertLessEqual(ran["running_ns"], latency)
        self.assertGreater(ran["running_ns"], 0.04e9)

    def test_await_time_belongs_to_its_function(self):
        """cpython #115218: of `await asyncio.sleep(howlong)` in two tasks cProfile tells four calls and no time."""
        run = Measured("""
            import asyncio, time
            async def sleeper(howlong):
                began = time.perf_counter_ns()
                await asyncio.sleep(howlong)
                return time.perf_counter_ns() - began
            async def main():
                began = time.perf_counter_ns()
                first = asyncio.ensure_future(sleeper(0.1))
                second = asyncio.ensure_future(sleeper(0.2))
                slept = await asyncio.gather(first, second)
                return time.perf_counter_ns() - began, sum(slept)
        """)
        whole, slept = run.value
        point = run.at("await asyncio.sleep(howlong)")
        self.assertEqual((point["count"], point["function"]), (2, "sleeper"))
        self.bounded(point["elapsed_ns"]["total"], 0.3, slept)
        self.assertGreaterEqual(point["elapsed_ns"]["max"], 0.2e9 * 0.99)
        self.bounded(run.at("await asyncio.gather(first, second)")["elapsed_ns"]["total"], 0.2, whole)
