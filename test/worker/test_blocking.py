"""Who held the loop: blocking steps, where in them the time went, whom they starved; and many short steps together."""
import asyncio
import os
import time
import unittest
import warnings

from await_lens import engine
from measuring import Clocked, Measured, build
from written import written


class Blocking(Clocked):
    def test_the_line_where_most_of_the_time_went(self):
        run = written("""
            import asyncio, time
            def compute(seconds):
                until = time.perf_counter() + seconds
                total = 0
                while time.perf_counter() < until:
                    total += sum(range(1000))
                return total
            async def main():
                await asyncio.sleep(0)
                began = time.perf_counter_ns()
                time.sleep(0.03)
                compute(0.2)
                return time.perf_counter_ns() - began
        """)
        block, = run.measured["blocking"]
        self.bounded(block["duration_ns"], 0.23, run.value + 5e6)
        self.assertIn(block["line"], (6, 7))
        self.assertEqual((block["function"], block["task"]["function"], block["starved"]), ("compute", "main", []))
        self.assertGreater(block["samples"]["here"], block["samples"]["taken"] / 4)

    def test_the_library_is_not_guilty(self):
        """The user's line is named, also in a file without any await, and what ran innermost beside it."""
        run = written("""
            import asyncio, subprocess, sys
            async def main():
                subprocess.call([sys.executable, "-c", "import time; time.sleep(0.2)"])
        """)
        block, = run.measured["blocking"]
        self.assertEqual((block["line"], block["function"]), (4, "main"))
        self.assertTrue(block["innermost"].startswith("subprocess."), block["innermost"])

    def test_a_callback_that_blocks(self):
        run = written("""
            import asyncio, time
            def slow(): time.sleep(0.15)
            async def waits(): await asyncio.sleep(0.01)
            async def main():
                asyncio.get_event_loop().call_soon(slow)
                await waits()
        """)
        block, = run.measured["blocking"]
        self.assertIsNone(block["task"])
        self.assertEqual((block["line"], block["function"], block["innermost"]), (3, "slow", "time.sleep"))
        self.assertEqual([each["function"] for each in block["starved"]], ["main"])
        self.bounded(run.at("await waits()")["ready_ns"], 0.13, block["duration_ns"])

    def test_several_blocks_starve_one_task(self):
        run = written("""
            import asyncio, time
            async def blocker(n): time.sleep(n)
            async def main():
                asyncio.ensure_future(blocker(0.08))
                asyncio.ensure_future(blocker(0.12))
                await asyncio.sleep(0.01)
        """)
        first, second = run.measured["blocking"]
        kept = [{each["function"]: each["kept_ns"] for each in block["starved"]} for block in (first, second)]
        self.assertEqual([sorted(each) for each in kept], [["blocker", "main"], ["main"]])
        self.bounded(kept[0]["main"], 0.07, first["duration_ns"])
        self.assertAlmostEqual(kept[1]["main"], second["duration_ns"], delta=1e6)
        self.assertLess(first["start_ns"] + first["duration_ns"], second["start_ns"])

    def test_the_threshold(self):
        text = "import asyncio, time\nasync def main():\n  await asyncio.sleep(0)\n  time.sleep(0.02)\n"
        self.assertEqual(Measured(text).measured["blocking"], [])
        space = build(text)
        engine.start(time.perf_counter_ns(), 15_000_000)
        asyncio.run(space["main"]())
        measured = engine.measured(time.perf_counter_ns())
        self.assertEqual(len(measured["blocking"]), 1)
        self.assertEqual(measured["block_threshold_ns"], 15_000_000)

    def test_at_most_two_hundred_are_told(self):
        space = build("import asyncio, time\nasync def main():\n  for i in range(230): time.sleep(0.002); await asyncio.sleep(0)")
        engine.start(time.perf_counter_ns(), 1_000_000)
        asyncio.run(space["main"]())
        measured = engine.measured(time.perf_counter_ns())
        self.assertEqual(len(measured["blocking"]), 200)
        self.assertGreaterEqual(measured["blocking_omitted"], 30)

    def test_while_it_blocks(self):
        """The editor marks the line before the step has ended."""
        run = Measured("""
            import asyncio, time
            async def main():
                until = time.perf_counter() + 20
                while look() is None and time.perf_counter() < until: time.sleep(0.01)
                return look(), told()
        """, run=_looking)
        now, told = run.value
        self.assertEqual((now["line"], now["function"]), (5, "main"))
        self.assertGreaterEqual(now["duration_ns"], 50_000_000)
        # The report of a run that is ended meanwhile has it, too.
        self.assertEqual([step["line"] for step in told], [5])
        self.assertIsNone(engine.blocking_now(time.perf_counter_ns()))


def _looking(main):
    main.__globals__["look"] = lambda: engine.blocking_now(time.perf_counter_ns())
    main.__globals__["told"] = lambda: engine.measured(time.perf_counter_ns())["blocking"]
    return asyncio.run(main())


class Jointly(Clocked):
    PROGRAM = """
        import asyncio, time
        def busy(seconds):
            until = time.perf_counter() + seconds
            while time.perf_counter() < until: pass
        async def short(): busy(0.004)
        async def shorter(): busy(0.001)
        async def main():
            tasks = [asyncio.ensure_future(f()) for i in range(60) for f in (short, shorter)]
            await asyncio.sleep(0.001)
            await asyncio.gather(*tasks)
    """

    def test_many_short_steps(self):
        """cpython #101946: ten operations of 10 ms keep others waiting as one of 100 ms does, and nothing is logged."""
        for _ in range(10):
            run = Measured(self.PROGRAM)
            if not run.measured["blocking"]:
                break  # else the machine was so busy that a short step took long
        stretch = max(run.measured["starvation"], key=lambda each: each["duration_ns"])
        self.assertEqual(run.measured["blocking"], [])
        self.assertEqual([(each["function"], each["steps"]) for each in stretch["made_of"][:2]], [("short", 60), ("shorter", 60)])
        self.bounded(stretch["made_of"][0]["running_ns"], 0.24, stretch["duration_ns"])
        self.assertIn("main", {each["function"] for each in stretch["starved"]})
        kept, = [each["kept_ns"] for each in stretch["starved"] if each["function"] == "main"]
        self.assertAlmostEqual(kept, run.at("await asyncio.sleep(0.001)")["ready_ns"], delta=1e6)
        self.assertGreaterEqual(stretch["waits"], len(stretch["starved"]))
        self.assertEqual(len(stretch["starved"]), 20)
        self.assertGreater(stretch["starved_more"], 50)
        told = [each["kept_ns"] for each in stretch["starved"]]
        self.assertEqual(told, sorted(told, reverse=True))

    def test_nobody_is_starved(self):
        run = Measured("""
            import asyncio
            async def quick(): await asyncio.sleep(0.001)
            async def main(): await asyncio.gather(*(quick() for i in range(20)))
        """)
        self.assertEqual(run.measured["starvation"], [])


class Threads(Clocked):
    def test_only_the_tasks_of_its_own_loop_are_starved(self):
        """Trap 13: a blocking step on one thread keeps nobody waiting on another."""
        run = written("""
            import asyncio, threading, time
            async def blocks():
                asyncio.ensure_future(beside())
                time.sleep(0.2)
                await asyncio.sleep(0.01)
            async def beside(): await asyncio.sleep(0)
            def other():
                loop = asyncio.new_event_loop()
                loop.run_until_complete(blocks())
                loop.close()
            async def sleeps():
                await asyncio.sleep(0.03)
            async def main():
                thread = threading.Thread(target=other)
                thread.start()
                while thread.is_alive(): await sleeps()
        """)
        # On a busy machine a callback, which is no task's, takes long as well.
        block, = [each for each in run.measured["blocking"] if each["task"] and each["task"]["function"] == "blocks"]
        self.assertEqual((block["line"], block["innermost"]), (5, "time.sleep"))
        self.assertEqual([each["function"] for each in block["starved"]], ["beside"])
        sleeps = run.at("await asyncio.sleep(0.03)")
        self.assertGreaterEqual(sleeps["count"], 2)
        self.assertLess(sleeps["ready_ns"], sleeps["waiting_ns"])
        self.assertEqual({task["thread"] for task in run.tasks if task["function"] in ("blocks", "beside")}, {2})
        self.assertEqual(sleeps["meanwhile"]["tasks"], [], "what ran on the other thread is not told")


    def test_two_that_block_at_once(self):
        """Trap 13: each has the samples, and the starved tasks, of its own thread."""
        run = written("""
            import asyncio, threading, time
            barrier = threading.Barrier(2)
            def first_nap(): time.sleep(0.3)
            def second_nap(): time.sleep(0.3)
            async def beside(): await asyncio.sleep(0)
            async def blocks(nap):
                task = asyncio.ensure_future(beside())
                barrier.wait()
                nap()
                await task
            def other(nap):
                loop = asyncio.new_event_loop()
                loop.run_until_complete(blocks(nap))
                loop.close()
            async def main():
                threads = [threading.Thread(target=other, args=(nap,)) for nap in (first_nap, second_nap)]
                for thread in threads: thread.start()
                while any(thread.is_alive() for thread in threads): await asyncio.sleep(0.01)
        """)
        naps = [each for each in run.measured["blocking"] if each["task"] and each["task"]["function"] == "blocks"]
        self.assertEqual(sorted((each["function"], each["innermost"]) for each in naps),
                         [("first_nap", "time.sleep"), ("second_nap", "time.sleep")])
        parents = {task["id"]: task["parent"] for task in run.tasks}
        for each in naps:
            self.assertGreaterEqual(each["samples"]["here"], 4)
            self.assertEqual([parents[starved["task"]] for starved in each["starved"]], [each["task"]["task"]])

    def test_two_that_starve_theirs_jointly(self):
        run = Measured("""
            import asyncio, threading, time
            def work(short):
                async def main(): await asyncio.gather(*(short() for i in range(40)))
                loop = asyncio.new_event_loop()
                loop.run_until_complete(main())
                loop.close()
            async def mine(): time.sleep(0.005)
            async def theirs(): time.sleep(0.005)
            async def main():
                threads = [threading.Thread(target=work, args=(short,)) for short in (mine, theirs)]
                for thread in threads: thread.start()
                while any(thread.is_alive() for thread in threads): await asyncio.sleep(0.01)
        """)
        made_of = [{part["function"] for part in stretch["made_of"]} for stretch in run.measured["starvation"]]
        self.assertFalse([functions for functions in made_of if {"mine", "theirs"} <= functions])
        self.assertLess(len(made_of), 20, "each thread has its own, and they do not break each other up")
        self.assertTrue({"mine", "theirs"} <= set().union(*made_of))


@unittest.skipUnless(hasattr(os, "fork"), "this system cannot fork")
class Forking(unittest.TestCase):
    def test_no_warning_and_the_watch_goes_on(self):
        """Python (3.12 on) warns of a fork beside other threads: while it forks there is none of ours."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            run = written("""
                import asyncio, os, time
                async def main():
                    child = os.fork()
                    if not child: os._exit(7)
                    status = os.waitpid(child, 0)[1]
                    await asyncio.sleep(0)
                    time.sleep(0.2)
                    return status
            """)
        self.assertEqual([str(each.message) for each in caught if "fork" in str(each.message)], [])
        self.assertEqual(run.value >> 8, 7)
        block = run.measured["blocking"][-1]
        self.assertEqual((block["line"], block["innermost"]), (8, "time.sleep"))
