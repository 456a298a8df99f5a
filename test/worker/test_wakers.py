"""Who woke a suspended task, who created it, who cancelled it, and who ran meanwhile."""
import asyncio
import sys
import unittest

from measuring import Measured
from written import written


def wakers(run, source):
    """{(by, function of the task or None): count} of an await point."""
    functions = {task["id"]: task["function"] for task in run.tasks}
    return {(each["by"], functions.get(each["task"])): each["count"] for each in run.at(source)["woken_by"]}


class Wakers(unittest.TestCase):
    def test_every_kind(self):
        run = Measured("""
            import asyncio, socket, time
            async def setter(future): future.set_result(1)
            async def main():
                loop = asyncio.get_event_loop()
                await asyncio.sleep(0.001)

                future = loop.create_future()
                asyncio.ensure_future(setter(future))
                await future

                by_callback = loop.create_future()
                loop.call_soon(by_callback.set_result, 1)
                await asyncio.wait([by_callback])

                by_timer = loop.create_future()
                loop.call_later(0.001, by_timer.set_result, 1)
                await by_timer

                by_thread = loop.run_in_executor(None, time.sleep, 0.02)
                await by_thread

                ours, theirs = socket.socketpair()
                ours.setblocking(False)
                loop.call_later(0.001, theirs.send, b"x")
                received = await loop.sock_recv(ours, 1)
                ours.close(); theirs.close()
                return received
        """)
        self.assertEqual(run.value, b"x")
        self.assertEqual(wakers(run, "await asyncio.sleep(0.001)"), {("timer", None): 1})
        self.assertEqual(wakers(run, "await future"), {("task", "setter"): 1})
        # `call_soon` was asked for by the task itself.
        self.assertEqual(wakers(run, "await asyncio.wait([by_callback])"), {("task", "main"): 1})
        self.assertEqual(wakers(run, "await by_timer"), {("timer", None): 1})
        self.assertEqual(wakers(run, "await by_thread"), {("thread", None): 1})
        self.assertEqual(wakers(run, "await loop.sock_recv(ours, 1)"), {("io", None): 1})
        setter, = [task for task in run.tasks if task["function"] == "setter"]
        self.assertEqual(run.at("await future")["woken_by"][0]["what"], "%s (setter)" % setter["name"])

    def test_from_outside_of_the_loop(self):
        def run(main):
            loop = asyncio.new_event_loop()
            try:
                task = loop.create_task(main())
                loop.call_soon(loop.stop)
                loop.run_forever()
                future, = main.__globals__["kept"]
                future.set_result(1)
                return loop.run_until_complete(task)
            finally:
                loop.close()

        measured = Measured("""
            import asyncio
            kept = []
            async def main():
                future = asyncio.get_event_loop().create_future()
                kept.append(future)
                await future
        """, run)
        self.assertEqual(wakers(measured, "await future"), {("callback", None): 1})

    def test_through_the_callbacks_of_gather(self):
        """The child that ends last wakes who gathers, although a callback of the loop's stands between."""
        run = Measured("""
            import asyncio
            async def first(): await asyncio.sleep(0)
            async def last(): await asyncio.sleep(0.005)
            async def main():
                await asyncio.gather(first(), last(), first())
        """)
        self.assertEqual(wakers(run, "await asyncio.gather(first(), last(), first())"), {("task", "last"): 1})

    def test_by_what_tasks_share(self):
        """An Event is set, a Queue filled, a Lock released, a Semaphore too: by the task that did it."""
        run = Measured("""
            import asyncio
            async def helper(event, queue, lock, semaphore):
                async with lock, semaphore:
                    for give in event.set, lambda: queue.put_nowait(1):
                        await asyncio.sleep(0.001)
                        give()
                    await asyncio.sleep(0.001)
            async def main():
                event, queue, lock, semaphore = asyncio.Event(), asyncio.Queue(), asyncio.Lock(), asyncio.Semaphore(1)
                task = asyncio.ensure_future(helper(event, queue, lock, semaphore))
                await asyncio.sleep(0)
                await event.wait()
                await queue.get()
                await lock.acquire()
                await task
        """)
        self.assertIsNone(run.error)
        for source in ("await event.wait()", "await queue.get()", "await lock.acquire()"):
            self.assertEqual(wakers(run, source), {("task", "helper"): 1}, source)

    def test_of_several_suspensions_the_last_counts(self):
        run = Measured("""
            import asyncio
            async def ends(future): future.set_result(1)
            async def both():
                await asyncio.sleep(0.001)
                future = asyncio.get_event_loop().create_future()
                asyncio.ensure_future(ends(future))
                await future
            async def main(): await both()
        """)
        self.assertEqual((wakers(run, "await both()"), run.at("await both()")["suspensions"]), ({("task", "ends"): 1}, 2))

    def test_who_gives_way_wakes_itself(self):
        run = Measured("import asyncio\nasync def main():\n  for i in range(3): await asyncio.sleep(0)")
        self.assertEqual(wakers(run, "await asyncio.sleep(0)"), {("task", None): 3})

    def test_a_task_in_pure_python_that_gives_way_wakes_itself(self):
        run = Measured("""
            import asyncio
            async def gives_way():
                for i in range(3): await asyncio.sleep(0)
            async def main():
                await asyncio.tasks._PyTask(gives_way(), loop=asyncio.get_event_loop())
        """)
        self.assertEqual(wakers(run, "await asyncio.sleep(0)"), {("task", None): 3})

    def test_at_most_sixteen_are_told(self):
        run = Measured("""
            import asyncio
            async def ends(future): future.set_result(1)
            async def main():
                for i in range(40):
                    future = asyncio.get_event_loop().create_future()
                    asyncio.ensure_future(ends(future))
                    await future
        """)
        told = run.at("await future")["woken_by"]
        self.assertLessEqual(len(told), 17)
        self.assertEqual(sum(each["count"] for each in told), 40)


class Meanwhile(unittest.TestCase):
    def test_who_ran_for_how_long(self):
        run = Measured("""
            import asyncio, time
            async def works(n):
                began = time.perf_counter_ns()
                while time.perf_counter_ns() - began < n * 2e6: pass
                return time.perf_counter_ns() - began
            async def main():
                took = [asyncio.ensure_future(works(n)) for n in range(1, 15)]
                await asyncio.sleep(0.001)
                return [await task for task in took]
        """)
        meanwhile = run.at("await asyncio.sleep(0.001)")["meanwhile"]
        self.assertEqual((meanwhile["of"], len(meanwhile["tasks"])), (1, 10))
        ran = [each["running_ns"] for each in meanwhile["tasks"]]
        self.assertEqual(ran, sorted(ran, reverse=True))
        self.assertEqual({each["function"] for each in meanwhile["tasks"]}, {"works"})
        total = sum(ran) + meanwhile["rest_ns"]
        self.assertGreaterEqual(total, sum(run.value))
        self.assertLessEqual(total, run.at("await asyncio.sleep(0.001)")["elapsed_ns"]["total"])

    def test_nobody(self):
        run = Measured("import asyncio\nasync def main(): await asyncio.sleep(0.001)")
        self.assertEqual(run.at("await asyncio.sleep(0.001)")["meanwhile"], {"of": 1, "tasks": [], "rest_ns": 0})


class Births(unittest.TestCase):
    def test_every_way_to_make_a_task(self):
        run = written("""
            import asyncio
            async def child(): pass
            def helper(): return asyncio.ensure_future(child())
            async def main():
                loop = asyncio.get_event_loop()
                await asyncio.create_task(child())  # made
                await loop.create_task(child())  # made
                await asyncio.ensure_future(child())  # made
                await asyncio.Task(child())  # made
                await asyncio.gather(child())  # made
                await asyncio.wait_for(asyncio.ensure_future(child()), 1)  # made
                await asyncio.shield(child())  # made
                await helper()
        """)
        self.assertIsNone(run.error)
        children = [task["created_at"] for task in run.tasks if task["function"] == "child"]
        self.assertEqual([at["line"] for at in children], [7, 8, 9, 10, 11, 12, 13, 4])
        self.assertEqual([at["function"] for at in children], ["main"] * 7 + ["helper"])
        self.assertTrue(all(at["source"].endswith("# made") for at in children[:7]))
        self.assertIsNone(run.tasks[0]["created_at"], "asyncio.run made it, not the program")

    @unittest.skipIf(sys.version_info < (3, 12), "eager tasks came with Python 3.12")
    def test_eager(self):
        run = written("""
            import asyncio
            async def child(): pass
            async def main():
                asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
                async with asyncio.TaskGroup() as group:
                    group.create_task(child())
                await asyncio.gather(child())
        """)
        self.assertEqual([task["created_at"]["line"] for task in run.tasks if task["function"] == "child"], [7, 8])


class Cancelled(unittest.TestCase):
    BODY = """
        import asyncio
        async def victim(): await asyncio.sleep(9)
        async def killer(task): task.cancel()
        async def main():
            loop = asyncio.get_event_loop()
            task = asyncio.ensure_future(victim())
            await asyncio.sleep(0)
            %s
            await asyncio.wait([task])
    """

    def by(self, statement):
        run = Measured(self.BODY % statement)
        self.assertIsNone(run.error)
        task, = [task for task in run.tasks if task["function"] == "victim"]
        functions = {task["id"]: task["function"] for task in run.tasks}
        self.assertEqual((task["outcome"], run.at("await asyncio.sleep(9)")["raised"]), ("cancelled", 1))
        return task["cancelled_by"]["by"], functions.get(task["cancelled_by"]["task"])

    def test_by_a_task(self):
        self.assertEqual(self.by("await asyncio.ensure_future(killer(task))"), ("task", "killer"))
        self.assertEqual(self.by("task.cancel()"), ("task", "main"))

    def test_through_what_it_awaits(self):
        """Cancelling a task cancels what it awaits first; that wakes it, and is not to blame."""
        run = Measured("""
            import asyncio
            async def victim(): await asyncio.sleep(9)
            async def outer(): await asyncio.ensure_future(victim())
            async def outermost(): await asyncio.ensure_future(outer())
            async def killer(task): task.cancel()
            async def main():
                task = asyncio.ensure_future(outermost())
                for i in range(4): await asyncio.sleep(0)
                asyncio.ensure_future(killer(task))
                await asyncio.wait([task])
        """)
        functions = {task["id"]: task["function"] for task in run.tasks}
        cancelled = {task["function"]: functions[task["cancelled_by"]["task"]] for task in run.tasks if task["cancelled_by"]}
        self.assertEqual(cancelled, {"outermost": "killer", "outer": "killer", "victim": "killer"})

    def test_by_a_timer(self):
        self.assertEqual(self.by("loop.call_later(0.001, task.cancel)"), ("timer", None))

    def test_by_a_timeout(self):
        statement = """
            try: await asyncio.wait_for(task, 0.001)
            except asyncio.TimeoutError: pass
        """.strip()
        # Up to 3.11 the timer wakes the one who waits, and that cancels.
        self.assertIn(self.by(statement), [("task", "main"), ("timer", None)])

    def test_nobody_cancelled_what_returned(self):
        run = Measured("async def main(): pass")
        self.assertIsNone(run.tasks[0]["cancelled_by"])
