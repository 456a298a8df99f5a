"""The traps that were found while this way of timing was tried; the others stand with what they are about."""
import asyncio
import ctypes
import gc
import glob
import os
import re
import sys
import textwrap
import unittest
import warnings

from await_lens import engine
from measuring import Measured
from processes import Folder

#: Prints from which size on glibc gives a block a mapping of its own, before and after a program was timed.
THRESHOLD = """
import ctypes, sys
libc = ctypes.CDLL(None)
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in
                ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]
libc.mallinfo.restype = Info
libc.malloc.restype = ctypes.c_void_p
def threshold():
    for power in range(16, 26):  # none of these is freed: that would change it
        before = libc.mallinfo().hblks
        libc.malloc(1 << power)
        if libc.mallinfo().hblks > before:
            return power
import ast, asyncio, time
from await_lens import engine
before = threshold()
engine.install()
text = '''
import asyncio
async def nothing(): pass
async def main():
    for i in range(2000):
        await nothing()
        await asyncio.sleep(0)
'''
space = {}
exec(compile(engine.transform(ast.parse(text), "p.py", text), "p.py", "exec"), space)
engine.start(0)
asyncio.run(space["main"]())
engine.stop()
print(before, threshold())
"""


@unittest.skipUnless(sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallinfo"), "this is about glibc's malloc")
class LargeBlocks(Folder):
    def test_none_is_freed(self):
        """Trap 1: freeing one would make glibc map fewer blocks, and the program's own streams faster than alone."""
        path = self.write("threshold.py", THRESHOLD)
        done = self.python(path, env={"PYTHONPATH": os.pathsep.join(sys.path)})
        before, after = done.stdout.split()
        self.assertEqual(before, after, done.stderr)


class Collections(unittest.TestCase):
    def test_steps_leave_nothing_to_collect(self):
        """Trap 2: an object for each step would have the garbage collector run far more often."""
        def count(text, rewritten):
            def run(main):
                gc.collect()
                before = gc.get_stats()[0]["collections"]
                asyncio.run(main())
                return gc.get_stats()[0]["collections"] - before

            if rewritten:
                return Measured(text, run).value
            space = {}
            exec(textwrap.dedent(text), space)
            engine.stop()
            return run(space["main"])

        text = """
            import asyncio
            async def child():
                kept = []
                for i in range(10000):
                    await asyncio.sleep(0)
                    kept.append([])
            async def main(): await asyncio.gather(child(), child())
        """
        alone, timed = count(text, False), count(text, True)
        self.assertLess(timed, 1.3 * alone + 5)


class Code(unittest.TestCase):
    def test_is_never_hashed(self):
        """Trap 3: the hash of a code object is that of all its constants, each time anew."""
        asked = []

        class Constant:
            def __hash__(self):
                asked.append(1)
                return 1

        def main_of(main):
            space = main.__globals__
            for name in ("leaf", "parent"):
                code = space[name].__code__
                space[name].__code__ = code.replace(co_consts=code.co_consts + (Constant(),))
            hash(space["leaf"].__code__)
            self.assertEqual(len(asked), 1, "this is how it would be noticed")
            return asyncio.run(main())

        run = Measured("""
            import asyncio
            async def leaf(): await asyncio.sleep(0)
            async def parent():
                for i in range(200): await leaf()
            async def main():
                await parent()
                await asyncio.ensure_future(leaf())
                await asyncio.gather(parent(), leaf())
        """, main_of)
        self.assertIsNone(run.error)
        self.assertEqual(run.at("await leaf()")["count"], 400)
        self.assertEqual(len(asked), 1)


class Recursion(unittest.TestCase):
    TEXT = """
        async def down(n):
            global deepest
            deepest = n
            await down(n + 1)
        async def main():
            try: await down(0)
            except RecursionError: pass
            return deepest
    """

    def test_the_limit_is_reached_hardly_earlier(self):
        """Trap 10: the notes need a level of their own at the end, and leave no other."""
        alone = {}
        exec(textwrap.dedent(self.TEXT), alone)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the coroutine that could not be entered any more
            run = Measured(self.TEXT)
            deepest = asyncio.run(alone["main"]())
        self.assertLessEqual(run.value, deepest)
        self.assertGreater(run.value, deepest - 20)
        self.assertEqual(run.at("await down(n + 1)")["count"], run.at("await down(n + 1)")["raised"])


class AllOfThem(unittest.TestCase):
    def test_each_is_named_by_a_test(self):
        folder = os.path.dirname(os.path.abspath(__file__))
        named = set()
        for path in glob.glob(os.path.join(folder, "test_*.py")):
            with open(path, encoding="utf-8") as file:
                named.update(map(int, re.findall(r"\b[Tt]rap (\d+)\b", file.read())))
        self.assertEqual(named, set(range(1, 18)))
