"""The trace, replayed, says what asyncio itself knew: who runs, who is ready, which timers sleep, who awaits whom."""
import asyncio
import os
import random
import sys
import time
import unittest

from await_lens import engine
from await_lens.engine.recording import trace
from measuring import Measured

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, os.pardir, "examples")
#: Nanoseconds that may be lost in rounding.
TOLERANCE = 1000
CLOCKS = {time.get_clock_info(name).implementation for name in ("monotonic", "perf_counter")}


class Look:
    """What asyncio knows at one moment within a step of the program."""

    def __init__(self):
        self.at = time.perf_counter_ns()
        loop = asyncio.get_running_loop()
        current = asyncio.current_task()
        self.current = current.get_name() if current is not None else None
        steps = [handle._callback for handle in loop._ready if not handle._cancelled]
        tasks = [getattr(callback, "__self__", None) for callback in steps]
        self.ready = sorted(task.get_name() for task in tasks if isinstance(task, (asyncio.Task, asyncio.tasks._PyTask)))
        timers = [handle for handle in [*loop._scheduled, *loop._ready] if isinstance(handle, asyncio.TimerHandle)]
        self.timers = sorted(
            (handle._callback.__qualname__, handle._when * 1e9) for handle in timers if not handle._cancelled
        )
        tasks = asyncio.all_tasks(loop)
        self.awaited = {
            task.get_name(): sorted(each.get_name() for each in tasks if awaits(task, each)) for task in tasks
        }


def awaits(task, other):
    """Whether `task` goes on when `other` ends, or when that and more do: by itself, by `gather`, `wait` or `wait_for`."""
    waiter = task._fut_waiter
    if waiter is None or isinstance(waiter, asyncio.tasks._GatheringFuture):
        return waiter is not None and other in waiter._children
    held = [other]
    for callback, _ in other._callbacks or ():
        held += getattr(callback, "args", ())
        held += [cell.cell_contents for cell in getattr(callback, "__closure__", None) or ()]
    return any(each is waiter for each in held)


class Replay:
    """The trace of a run, at a moment (`perf_counter_ns`)."""

    def __init__(self, run):
        self.trace = run.measured["trace"]
        self.origin = round(engine._Run.origin * 1e9)
        self.names = {task["id"]: task["name"] for task in run.tasks}
        self.ends = {task["id"]: task["end_ns"] for task in run.tasks}

    def running(self, at):
        """Who runs, the innermost last: an eager task begins within a step of another one. None for a callback."""
        return [self.names.get(row[0]) for row in self.trace["steps"] if row[1] <= at - self.origin < row[2]]

    def ready(self, at):
        """(those whose step the loop has in its queue, those that the callback that runs puts there sooner or later).

        What a callback is still to put there is ready, and in no queue.
        """
        at -= self.origin
        queued, maybe = [], []
        for row in self.trace["steps"]:
            if row[0] and row[3] != -1 and row[3] <= at < row[1]:
                callbacks = [each for each in self.trace["steps"] if not each[0] and each[4:6] == row[4:6] and at < each[2] <= row[1]]
                through = [each for each in callbacks if each[3] == row[3]]
                # Ready before its last step had ended: since when the callback was ready is not told.
                unsure = not through and callbacks and any(each[0] == row[0] and each[2] == row[3] for each in self.trace["steps"])
                if unsure or through and all(each[1] <= at for each in through):
                    maybe.append(self.names[row[0]])
                elif not through:
                    queued.append(self.names[row[0]])
        return queued, maybe

    def timers(self, at):
        at -= self.origin
        rows = [row for row in self.trace["timers"] if row[0] <= at and (row[2] == -1 or at < row[2])]
        return sorted((self.trace["names"][row[6]], row[1] + self.origin) for row in rows)

    def awaited(self, name, at):
        """The tasks that the task of this name awaited at the end of its last step, and that have not ended since."""
        at -= self.origin
        steps = [row for row in self.trace["steps"] if row[2] <= at and self.names.get(row[0]) == name]
        numbers = steps[-1][8:] if steps else []
        return sorted(self.names[number] for number in numbers if self.ends[number] is None or self.ends[number] > at)


@unittest.skipIf(len(CLOCKS) > 1, "asyncio's loops have another clock than the lens here")
class Truth(unittest.TestCase):
    def followed(self, text, run=None, least=10):
        """Run a program that calls `look()`, and hold the trace to what was seen."""
        looks = []

        def run_it(main):
            main.__globals__["look"] = lambda: looks.append(Look())
            return asyncio.run(main()) if run is None else run(main)

        measured = Measured(text, run_it)
        self.assertIsNone(measured.error)
        replay = Replay(measured)
        until = replay.trace["until_ns"] + replay.origin
        looks = [look for look in looks if look.at < until]
        self.assertGreaterEqual(len(looks), least)
        for look in looks:
            self.assertEqual(replay.running(look.at)[-1], look.current)
            queued, maybe = replay.ready(look.at)
            self.assertEqual(sorted(set(look.ready) - set(maybe)), sorted(queued))
            told = replay.timers(look.at)
            self.assertEqual([name for name, _ in told], [name for name, _ in look.timers])
            for (_, due), (_, expected) in zip(told, look.timers):
                self.assertAlmostEqual(due, expected, delta=TOLERANCE)
            for name, awaited in look.awaited.items():
                if name not in replay.running(look.at):
                    self.assertEqual(replay.awaited(name, look.at), awaited)
        return measured

    def test_the_example_of_a_queue(self):
        with open(os.path.join(EXAMPLES, "06_queue_workers.py"), encoding="utf-8") as file:
            text = file.read()
        for line in ("results.append", "queue.task_done()", "await queue.join()", "task.cancel()", "await queue.put", "await asyncio.sleep"):
            self.assertIn(line, text)
            text = text.replace(line, "look(); " + line)
        measured = self.followed(text.replace('print(*results, sep="\\n")', "look()"), least=25)
        self.assertIs(measured.measured["trace"]["complete"], True)

    def test_random_programs(self):
        for seed in range(30):
            with self.subTest(seed=seed):
                self.followed(program(seed))

    def test_tasks_in_pure_python(self):
        if sys.version_info >= (3, 14) or sys.version_info[:3] == (3, 13, 0):
            self.skipTest("3.14's all_tasks lacks those made in Python, and 3.13.0 gives them no name")
        for seed in range(40, 50):
            with self.subTest(seed=seed):
                self.followed(program(seed), runner(lambda loop, coroutine, **more: asyncio.tasks._PyTask(coroutine, loop=loop, **more)))

    @unittest.skipIf(sys.version_info < (3, 12) or sys.version_info[:3] == (3, 13, 0), "no eager tasks, or none with a name")
    def test_eager_tasks(self):
        for seed in range(50, 60):
            with self.subTest(seed=seed):
                self.followed(program(seed), runner(asyncio.eager_task_factory))

    def test_until_the_trace_is_over(self):
        self.addCleanup(setattr, trace, "STEPS", trace.STEPS)
        for seed in range(60, 75):
            trace.STEPS = seed - 40
            with self.subTest(seed=seed):
                told = self.followed(program(seed), least=4).measured["trace"]
                self.assertIs(told["complete"], False)
                self.assertEqual(sum(1 for row in told["steps"] if row[1] < row[2]), trace.STEPS)
                self.assertLessEqual(max(row[2] for row in told["steps"]), told["until_ns"])


def runner(factory):
    """As `asyncio.run`, with tasks made by `factory`."""
    def run(main):
        loop = asyncio.new_event_loop()
        loop.set_task_factory(factory)
        try:
            result = loop.run_until_complete(main())
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            if left:
                loop.run_until_complete(asyncio.wait(left))
            return result
        finally:
            loop.close()

    return run


def program(seed):
    """A random program of a few tasks that wait for each other, for timers and for nothing, and look about."""
    chosen = random.Random(seed)
    return """
        import asyncio, contextlib
        TASKS = []
        async def nap(): await asyncio.sleep(0.002)
        async def helper(n):
            look()
            await asyncio.sleep(n / 1000)
            look()
            if n == 2: raise ValueError(n)
            return n
        def called(event): look(); event.set()
        async def body(queue, event, lock, plan):
            loop = asyncio.get_running_loop()
            handles = []
            for what, n in plan:
                look()
                try:
                    if what == "sleep": await asyncio.sleep(n / 1000)
                    elif what == "give way": await asyncio.sleep(0)
                    elif what == "put": await queue.put(n)
                    elif what == "get": await asyncio.wait_for(queue.get(), 0.003)
                    elif what == "set": event.set()
                    elif what == "event": await asyncio.wait_for(event.wait(), n / 1000 + 0.001); event.clear()
                    elif what == "lock":
                        async with lock:
                            look(); await helper(n)
                    elif what == "gather": await asyncio.gather(*(helper(i) for i in range(n)), return_exceptions=True)
                    elif what == "task": await asyncio.ensure_future(helper(n))
                    elif what == "later": handles.append(loop.call_later(n / 1000, called, event))
                    elif what == "unset" and handles: handles.pop().cancel()
                    elif what == "soon": loop.call_soon(called, event)
                    elif what == "cancel" and TASKS: TASKS[n % len(TASKS)].cancel()
                    elif what == "wait": await asyncio.wait([asyncio.ensure_future(nap()) for i in range(n + 1)], timeout=0.001)
                    elif what == "suppress":
                        with contextlib.suppress(ValueError): await helper(2)
                        await asyncio.sleep(0)
                    elif what == "work":
                        for i in range(3000): pass
                except (asyncio.TimeoutError, ValueError): look()
            look()
        async def main():
            queue, event, lock = asyncio.Queue(3), asyncio.Event(), asyncio.Lock()
            TASKS[:] = [asyncio.ensure_future(body(queue, event, lock, plan)) for plan in PLANS]
            look()
            await asyncio.wait(TASKS, timeout=0.1)
            look()
    """.replace("PLANS", repr([[(chosen.choice(WHAT), chosen.randrange(4)) for _ in range(12)] for _ in range(5)]))


WHAT = ["sleep", "give way", "put", "get", "set", "event", "lock", "gather", "task", "later", "unset", "soon", "cancel",
        "wait", "suppress", "work"]
