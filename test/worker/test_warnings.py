"""What looks wrong in a run: each rule is provoked by a real program, and silent where nothing is wrong."""
import importlib.util
import unittest

from await_lens.engine import warnings
from await_lens.engine.causes import holders
from awaiting import printed
from warned import Warned


class Tasks(unittest.TestCase):
    def test_exception_never_retrieved(self):
        run = Warned("""
            import asyncio
            async def worker(): raise ValueError("no such user")
            async def main():
                task = asyncio.get_event_loop().create_task(worker())
                task.set_name("w")
                await asyncio.sleep(0)
                await asyncio.sleep(0)
        """)
        self.assertEqual(run.of("exception-never-retrieved"),
                         [("The exception of Task 'w' (worker) was never retrieved: ValueError: no such user.", 3, 1)])

    def test_the_text_of_an_exception_is_not_asked_of_the_program(self):
        run = Warned("""
            import asyncio
            class Own(Exception):
                def __str__(self): asked.append(1); return "no"
            asked = []
            async def worker(): raise Own(1, 2)
            async def main():
                asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)
                asyncio.get_event_loop().create_task(worker()).set_name("w")
                await asyncio.sleep(0)
                await asyncio.sleep(0)
        """)
        self.assertEqual(run.of("exception-never-retrieved"),
                         [("The exception of Task 'w' (worker) was never retrieved: Own.", 6, 1)])
        self.assertEqual(run.run.namespace["asked"], [])

    def test_retrieved(self):
        run = Warned("""
            import asyncio
            async def worker(): raise ValueError
            async def main():
                await asyncio.gather(worker(), return_exceptions=True)
        """)
        self.assertEqual(run.all, [])

    def test_destroyed_pending(self):
        run = Warned("""
            import asyncio, gc
            async def worker():
                await asyncio.get_event_loop().create_future()
            async def main():
                asyncio.get_event_loop().create_task(worker()).set_name("lost")
                await asyncio.sleep(0)
                gc.collect()
                await asyncio.sleep(0)
        """)
        (message, line, count), = run.of("destroyed-pending")
        self.assertEqual((message, count), ("Task 'lost' (worker) was destroyed while it was pending: nothing kept it.", 1))
        self.assertIn(line, (3, 4), "where it waited; the garbage collector may have cleared that before")

    @unittest.skipIf(importlib.util.find_spec("uvloop") is None, "there is no uvloop")
    def test_on_uvloop(self):
        import uvloop

        def on_uvloop(main):
            loop = uvloop.new_event_loop()
            try:
                return loop.run_until_complete(main())
            finally:
                loop.close()

        run = Warned("""
            import asyncio
            async def worker(): raise ValueError("no such user")
            async def main():
                asyncio.get_event_loop().create_task(worker()).set_name("w")
                await asyncio.sleep(0)
                await asyncio.sleep(0)
        """, run=on_uvloop)
        self.assertEqual(run.of("exception-never-retrieved"),
                         [("The exception of Task 'w' (worker) was never retrieved: ValueError: no such user.", 3, 1)])

    def test_left_running(self):
        run = Warned("""
            import asyncio
            async def worker(): await asyncio.sleep(100)
            async def helped(): await asyncio.sleep(0)
            async def main():
                global tasks
                loop = asyncio.get_event_loop()
                tasks = [loop.create_task(worker()) for i in range(3)]
                for i, task in enumerate(tasks): task.set_name("left-%d" % i)
                await loop.create_task(helped())
        """)
        (message, _, count), = run.of("left-running")
        self.assertRegex(message, r"\ATask 'left-0' \(worker\) and 2 others like it were still running when "
                                  r"Task-\d+ \(main\) ended\.\Z")
        self.assertEqual(count, 3)
        self.assertIn("3 of 3 were cancelled when the loop was closed", run.all[0]["evidence"])


class Awaits(unittest.TestCase):
    def test_never_suspends_in_a_loop(self):
        run = Warned("""
            async def step(): pass
            async def main():
                for i in range(%d):
                    await step()
        """ % 100)
        self.assertEqual(run.of("never-suspends-in-loop"),
                         [("This await in a loop never gave up control: no other task could run in 100 rounds.", 5, 100)])

    def test_not_often_or_not_in_a_loop_or_suspended(self):
        for program in (
            "async def main():\n for i in range(99):\n  await step()",
            "async def main():\n" + " await step()\n" * 200,
            "async def main():\n for i in range(200):\n  await asyncio.sleep(0)",
        ):
            with self.subTest(program=program):
                self.assertEqual(Warned("import asyncio\nasync def step(): pass\n" + program).of("never-suspends-in-loop"), [])

    def test_silent_without_steps(self):
        self.assertEqual(warnings.collect(warnings.Facts([], [], [], [], False)), [])


class Locks(unittest.TestCase):
    PROGRAM = """
        import asyncio
        async def worker(lock):
            async with lock:
                await asyncio.sleep(%s)
        async def other(lock):
            async with lock: pass
        async def main():
            lock = asyncio.Lock()
            await asyncio.gather(worker(lock), other(lock), other(lock))
    """

    def test_lock_across_await(self):
        run = Warned(self.PROGRAM % 0.15)
        (message, line, count), = run.of("lock-across-await")
        self.assertRegex(message, r"\AThe Lock `lock` was held for 1\d\d ms across this await\.\Z")
        self.assertEqual((line, count), (5, 1))
        held, waited, released = run.all[0]["evidence"]
        self.assertRegex(held, r"\Aheld by Task-\d+ \(worker\) for 1\d\d ms, of which 1\d\d ms in this await\Z")
        self.assertEqual(waited, "2 tasks waited for it when it was released")
        self.assertRegex(released, r"\Areleased in line [45] of worker \(program\.py\): ")

    def test_a_short_hold_is_not_kept(self):
        Warned(self.PROGRAM % 0)
        self.assertEqual(holders.holds(0), [])


class Bounded(unittest.TestCase):
    def test_at_most_fifty(self):
        point = Warned("""
            async def step(): pass
            async def main():
                for i in range(100): await step()
        """).run.awaits[0]
        facts = warnings.Facts([], [dict(point, line=line) for line in range(1000)], [True] * 1000, [], True)
        self.assertEqual(len(warnings.collect(facts)), warnings.MOST_OF_ONE)

    def test_noted_are_bounded(self):
        run = Warned("""
            async def main():
                for i in range(1000):
                    async def f(): pass
                    f.__qualname__ = 'f%d' % i
                    f()
        """)
        self.assertEqual(len(run.of("never-awaited")), warnings.MOST_OF_ONE)


class SameOutput(unittest.TestCase):
    def test_what_python_and_asyncio_say_is_the_same(self):
        program = """
            import asyncio, gc, traceback
            async def fetch(): pass
            async def fails(): raise ValueError("boom")
            async def forever(): await asyncio.get_event_loop().create_future()
            async def main():
                loop = asyncio.get_event_loop()
                loop.set_debug(False)
                fetch()
                task = loop.create_task(fails(), **NAME)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                del task
                loop.create_task(forever(), **NAME)
                await asyncio.sleep(0)
                gc.collect()
                def handler(loop, context): traceback.print_stack(); print(context["message"])
                loop.set_exception_handler(handler)
                task = loop.create_task(fails(), **NAME)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                del task
            NAME = {"name": "named"}
            asyncio.run(main())
        """
        alone = printed(program)
        self.assertEqual(printed(program, "from await_lens.engine import warnings; warnings.install()"), alone)
        for words in ("coroutine 'fetch' was never awaited", "was destroyed but it is pending", "exception was never retrieved"):
            self.assertIn(words, alone)
