"""Programs of trio, and of anyio on both: the three kinds of time, wakers, tasks, blocking steps."""
import importlib.util
import unittest

from await_lens import engine
from await_lens.engine.recording import states
from measuring import Clocked, Measured, woken

HAS_TRIO = importlib.util.find_spec("trio") is not None
HAS_ANYIO = importlib.util.find_spec("anyio") is not None
needs_trio = unittest.skipUnless(HAS_TRIO, "trio is not installed for this Python")
if HAS_TRIO:
    import trio
if HAS_ANYIO:
    import anyio

STARVED = """
    import time, {library} as library
    clock = {{}}
    async def sleeper():
        began = time.perf_counter_ns()
        await library.sleep(0.05)
        clock["sleeper"] = time.perf_counter_ns() - began
    async def blocker():
        await library.sleep(0.01)
        began = time.perf_counter_ns()
        time.sleep(0.3)
        clock["blocker"] = time.perf_counter_ns() - began
    async def main():
        began = time.perf_counter_ns()
        async with library.{group}() as group:
            group.start_soon(sleeper)
            group.start_soon(blocker)
        clock["main"] = time.perf_counter_ns() - began
        return 7
"""


class Starved(Clocked):
    """A sleep of 0.05 s that another task's `time.sleep(0.3)` starves, in each library that has tasks in groups."""

    def starved(self, library, group, run):
        run = Measured(STARVED.format(library=library, group=group), run=run)
        self.assertEqual((run.error, run.value), (None, 7))
        clock = run.namespace["clock"]
        point = run.at("await library.sleep(0.05)")
        total = point["elapsed_ns"]["total"]
        self.bounded(total, 0.31, clock["sleeper"])
        self.assertEqual(point["waiting_ns"] + point["ready_ns"] + point["running_ns"], total)
        self.bounded(point["waiting_ns"], 0.05, clock["sleeper"] - point["ready_ns"])
        # The blocker starts 0.01 s after, so that at least 0.2 s of it come after the sleep.
        self.bounded(point["ready_ns"], 0.2, clock["sleeper"] - 0.9 * 0.05e9)
        self.assertIn(point["woken_by"][0]["by"], ("timer", "callback"))
        tasks = {task["function"]: task for task in run.tasks}
        for name in ("sleeper", "blocker"):
            self.assertEqual(tasks[name]["parent"], tasks["main"]["id"])
        block, = [block for block in run.measured["blocking"] if block["duration_ns"] > 0.25e9]
        self.bounded(block["duration_ns"], 0.3, clock["main"])
        self.assertEqual((block["task"]["function"], block["line"]), ("blocker", 11))
        self.assertEqual([starved["function"] for starved in block["starved"]], ["sleeper"])
        return run

    @needs_trio
    def test_trio(self):
        run = self.starved("trio", "open_nursery", trio.run)
        self.assertEqual(woken(run.at("await library.sleep(0.05)")), [("timer", "timer", 1)])
        self.assertEqual(engine.loop_info(), {"type": "trio", "steps": True, "note": None})

    @unittest.skipUnless(HAS_ANYIO, "anyio is not installed for this Python")
    def test_anyio_on_asyncio(self):
        self.starved("anyio", "create_task_group", lambda main: anyio.run(main, backend="asyncio"))
        self.assertTrue(engine.loop_info()["type"].startswith("asyncio."))

    @unittest.skipUnless(HAS_ANYIO and HAS_TRIO, "anyio and trio are not installed for this Python")
    def test_anyio_on_trio(self):
        self.starved("anyio", "create_task_group", lambda main: anyio.run(main, backend="trio"))
        self.assertEqual(engine.loop_info()["type"], "trio")


@needs_trio
class Steps(Clocked):
    def test_gives_way(self):
        run = Measured("""
            import trio
            async def main():
                for _ in range(5):
                    await trio.lowlevel.checkpoint()
        """, run=trio.run)
        point = run.at("await trio.lowlevel.checkpoint()")
        self.assertEqual((point["count"], point["suspensions"]), (5, 5))
        self.assertEqual(woken(point), [("task", "itself", 5)])
        self.assertEqual(run.tasks[0]["steps"], 6)

    def test_never_suspended(self):
        run = Measured("""
            async def nothing(): pass
            async def main():
                for _ in range(5000): await nothing()
        """, run=trio.run)
        point = run.at("await nothing()")
        self.assertEqual((point["count"], point["suspensions"], point["suspended_ns"]), (5000, 0, 0))

    def test_wakers(self):
        run = Measured("""
            import time, trio
            async def waiting(event, started):
                started.set()
                await event.wait()
            async def main():
                event, started = trio.Event(), trio.Event()
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(waiting, event, started, name="patient")
                    await started.wait()
                    event.set()
                with trio.move_on_after(0.01):
                    await trio.sleep_forever()
                await trio.to_thread.run_sync(time.sleep, 0.01)
        """, run=trio.run)
        self.assertIsNone(run.error)
        self.assertEqual(woken(run.at("await event.wait()")), [("task", "Task (main)", 1)])
        self.assertEqual(woken(run.at("await started.wait()")), [("task", "Task 'patient' (waiting)", 1)])
        self.assertEqual(woken(run.at("await trio.sleep_forever()")), [("timer", "timer", 1)])
        self.assertEqual(woken(run.at("await trio.to_thread.run_sync(time.sleep, 0.01)")), [("thread", "thread", 1)])

    def test_io(self):
        run = Measured("""
            import threading, trio
            async def main():
                near, far = trio.socket.socketpair()
                threading.Timer(0.05, far._sock.send, [b"x"]).start()
                got = await near.recv(1)
                near.close(), far.close()
                return got
        """, run=trio.run)
        self.assertEqual(run.value, b"x")
        self.assertEqual(woken(run.at("await near.recv(1)")), [("io", "I/O", 1)])

    def test_thread_is_starved(self):
        """What a thread has finished while the loop was blocked is ready from then on, each by itself."""
        run = Measured("""
            import time, trio
            clock = {}
            def work(clock, seconds):
                clock.append(time.perf_counter_ns())
                time.sleep(seconds)
                clock.append(time.perf_counter_ns())
            async def early():
                clock["early"] = [time.perf_counter_ns()]
                await trio.to_thread.run_sync(work, clock["early"], 0.05)
                clock["early"].append(time.perf_counter_ns())
            async def late():
                clock["late"] = [time.perf_counter_ns()]
                await trio.to_thread.run_sync(work, clock["late"], 0.2)
                clock["late"].append(time.perf_counter_ns())
            async def main():
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(early)
                    nursery.start_soon(late)
                    await trio.sleep(0.01)
                    while len(clock["early"]) + len(clock["late"]) < 6: time.sleep(0.1)
                    time.sleep(0.2)
        """, run=trio.run)
        self.assertIsNone(run.error)
        for name in ("early", "late"):
            began, works, worked, went_on = run.namespace["clock"][name]
            point = next(p for p in run.awaits if p["function"] == name)
            self.bounded(point["ready_ns"], (went_on - worked) / 1e9, went_on - worked + works - began)

    def test_tasks(self):
        run = Measured("""
            import trio.testing
            async def returns(): return 1
            class Failure(Exception):
                @property
                def exceptions(self): raise OSError("not to be asked for")
            async def raises(): raise Failure
            async def waits(): await trio.sleep_forever()
            async def group_waits():
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(waits, name="inner")
                    await trio.sleep_forever()
            async def started(task_status):
                task_status.started(3)
            async def main():
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(returns)
                    value = await nursery.start(started)
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(waits, name="first")
                    nursery.start_soon(group_waits)
                    await trio.testing.wait_all_tasks_blocked()
                    nursery.cancel_scope.cancel()
                try:
                    async with trio.open_nursery() as nursery: nursery.start_soon(raises)
                except Exception: pass
                return value
        """, run=trio.run)
        self.assertEqual((run.error, run.value), (None, 3))
        self.assertEqual({task["name"]: task["outcome"] for task in run.tasks}, {
            "program.main": "returned", "program.returns": "returned", "program.started": "returned",
            "first": "cancelled", "program.group_waits": "cancelled", "inner": "cancelled", "program.raises": "raised",
        })
        self.assertEqual(run.task("inner")["parent"], run.task("program.group_waits")["id"])
        self.assertEqual(run.task("first")["cancelled_by"]["task"], run.task("program.main")["id"])
        self.assertEqual(run.task("first")["created_at"]["line"], 20)
        self.assertEqual(run.tasks[0]["name"], "program.main")
        for task in run.tasks:
            self.assertGreaterEqual(task["end_ns"], task["timeline"][-1][1] if task["timeline"] else 0)
        for point in run.awaits:
            self.assertEqual(point["pending"], 0)
        self.assertEqual((states.states, states._keys), ({}, {}))
