"""Await points that end without a note of their own."""
import unittest

from measuring import Measured


class Leaving(unittest.TestCase):
    """Trap 7: `return`, `break` and `continue` out of `async with` skip the note at its end."""

    def test_exits_are_neither_lost_nor_raised_nor_late(self):
        run = Measured("""
            import asyncio, time
            class Manager:
                async def __aenter__(self): pass
                async def __aexit__(self, *a): await asyncio.sleep(0.01)
            async def returning():
                async with Manager() as r:
                    return 1
            async def main():
                clock = [time.perf_counter_ns()]
                def tick():
                    clock.append(time.perf_counter_ns())
                    time.sleep(0.05)
                    clock.append(time.perf_counter_ns())
                await returning()
                tick()
                for i in range(3):
                    async with Manager() as c:
                        if i < 2: continue
                tick()
                for i in range(3):
                    async with Manager() as b, Manager() as d: break
                tick()
                while True:
                    async with Manager() as w:
                        if w is None: break
                tick()
                return dict(zip('rcbw', (clock[i + 1] - clock[i] for i in range(0, 8, 2))))
        """)
        exits = {p["source"][-1]: p for p in run.awaits if p["kind"] == "async with exit"}
        self.assertEqual({name: (p["count"], p["raised"]) for name, p in exits.items()},
                         {"r": (1, 0), "c": (3, 0), "b": (1, 0), "d": (1, 0), "w": (1, 0)})
        for name, point in exits.items():
            self.assertLess(point["elapsed_ns"]["total"], run.value["b" if name == "d" else name])
            self.assertGreater(point["elapsed_ns"]["min"], 0.009e9)


    def test_what_ends_with_its_task_was_not_suspended_by_its_end(self):
        run = Measured("""
            import asyncio
            class Manager:
                async def __aenter__(self): pass
                async def __aexit__(self, *a): await asyncio.sleep(0.01)
            async def boom():
                await asyncio.sleep(0.01)
                raise ValueError
            async def failing(): await boom()
            async def main():
                async with Manager() as m:
                    await asyncio.gather(asyncio.ensure_future(failing()), return_exceptions=True)
                    return 1
        """)
        told = {(p["source"], p["kind"]): p["suspensions"] for p in run.awaits}
        self.assertEqual(told[("await boom()", "await")], 1)
        self.assertEqual(told[("Manager() as m", "async with exit")], 1)
        self.assertEqual([task["steps"] for task in run.tasks[:2]], [3, 2])
