"""What a program prints, its tracebacks and its stacks must not tell whether the lens is there."""
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

TRICKY = os.path.join(os.path.dirname(__file__), os.pardir, "fixtures", "worker", "tricky.py")
RUNNER = """
import ast, asyncio, sys, types
lens, path = sys.argv[1] == "lens", sys.argv[2]
with open(path, encoding="utf-8") as file:
    text = file.read()
tree = ast.parse(text, path)
if lens:
    from await_lens import engine
    engine.install()
    tree = engine.transform(tree, path, text)
module = sys.modules["program"] = types.ModuleType("program")
module.__file__ = path
sys.stdout.reconfigure(encoding="utf-8", newline="")
exec(compile(tree, path, "exec", dont_inherit=True), module.__dict__)
print(module.go())
"""

# Every way in which the protocols can be missing or broken, told by the traceback that Python gives.
BROKEN = """
import asyncio, inspect, sys, traceback
out = []
def told(error): out.append("".join(traceback.format_exception(type(error), error, error.__traceback__)))
def seen(): out.append([(f.filename, f.lineno, f.function) for f in inspect.stack()])
class Aiter:
    def __init__(self, made): self.made = made
    def __aiter__(self): seen(); return self.made
class Anext:
    def __init__(self, made): self.made = made
    def __anext__(self): seen(); return self.made
class Both(Anext):
    def __aiter__(self): return self
class Raises:
    def __aiter__(self): raise KeyError("aiter")
class Enter:
    def __aenter__(self): seen(); return ready()
class Exit:
    def __aexit__(self, *a): seen(); return ready()
class Manager(Enter, Exit): pass
class EnterInt(Exit):
    def __aenter__(self): return 1
class ExitInt(Enter):
    def __aexit__(self, *a): return 1
class ExitRaises(Enter):
    def __aexit__(self, *a): raise KeyError("aexit", a[0])
class Static(Enter):
    @staticmethod
    def __aexit__(*a): seen(); return ready()
    @classmethod
    def __aenter__(cls): seen(); return ready()
class OnInstance:
    def __init__(self): self.__aenter__ = self.__aexit__ = ready
class Proxy:
    __class__ = property(lambda self: asyncio.Future)
    def __await__(self): seen(); return iter(())
class Odd:
    def __await__(self): return 3
    def __eq__(self, other): raise RuntimeError
    __hash__ = None
    def __repr__(self): raise RuntimeError
async def ready(*a): return 7
async def loop(x):
    async for y in x: pass
async def managed(x):
    async with x as y: out.append(y)
async def failing(x):
    async with x as y: raise ValueError("body")
async def comprehension(x):
    return [y async for y in x]
async def generator(x):
    async for y in (y async for y in x): pass
async def awaiting(x):
    return await x
async def decorated():
    async def inner(*a):
        async with Manager() as a, Manager() as b:
            for i in range(3):
                async with Manager():
                    if i == 1: continue
                    if i == 2: break
            else:
                return 1
        return a, b
    return await inner()
async def main():
    for run in loop, comprehension, generator:
        for x in ([1], Aiter(1), Aiter(Anext(1)), Aiter(Anext(None)), Both(1), Both(ready), Raises(), Anext(1), None, int):
            try: await run(x)
            except Exception as error: told(error)
    for run in managed, failing:
        for x in (1, Enter(), Exit(), Manager(), EnterInt(), ExitInt(), ExitRaises(), Static(), OnInstance(), Manager):
            try: await run(x)
            except Exception as error: told(error)
    for x in (1, None, Proxy(), Odd(), ready, [], main):
        try: await awaiting(x)
        except Exception as error: told(error)
    out.append(await decorated())
    coroutine = ready()
    await coroutine
    try: await coroutine
    except RuntimeError as error: told(error)
    seen()
def go():
    asyncio.run(main())
    asyncio.run(main(), debug=True)
    return "\\n".join(map(str, out))
"""

# `^^^^` markers, exception groups, chained exceptions, the exits of the loop.
EXITING = """
import asyncio, sys, traceback
async def stop(error):
    await asyncio.sleep(0)
    raise error
async def main(error):
    try:
        return (1 + await stop(error)) * 2
    finally:
        await asyncio.sleep(0)
def go():
    text = []
    for error in SystemExit(3), KeyboardInterrupt(), ValueError(1), asyncio.CancelledError():
        try: asyncio.run(main(error))
        except BaseException as e: text += traceback.format_exception(type(e), e, e.__traceback__)
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, context: text.append(sorted(context)))
    loop.call_soon(lambda: 1 / 0)
    for wrong in (1, None, int):
        try: loop.create_task(wrong)
        except TypeError as e: text += traceback.format_exception(type(e), e, e.__traceback__)
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()
    try: loop.call_soon(print)
    except RuntimeError as e: text += traceback.format_exception(type(e), e, e.__traceback__)
    return "".join(map(str, text))
"""

# An exception on the way out of a block is shown at the line that ran last, before 3.10 (found by a random program).
LEAVING = """
import asyncio, traceback
class Items:
    def __init__(self): self.left = 2
    def __aiter__(self): return self
    async def __anext__(self):
        self.left -= 1
        if self.left < 0: raise StopAsyncIteration
        return self.left
class Raises:
    async def __aenter__(self): return self
    async def __aexit__(self, *error): raise KeyError("exit")
async def after_a_loop():
    async with Raises():
        async for item in Items():
            if item:
                str(item)
async def after_its_else():
    async with Raises():
        async for item in Items():
            pass
        else:
            str(1)
async def after_a_nested_one():
    async with Raises():
        async for item in Items():
            async for item in Items():
                pass
def go():
    text = []
    for function in after_a_loop, after_its_else, after_a_nested_one:
        try: asyncio.run(function())
        except KeyError as e: text += traceback.format_exception(type(e), e, e.__traceback__)
    return "".join(text)
"""


def output(mode, path):
    """What the program prints, run in a process of its own."""
    run = subprocess.run([sys.executable, "-c", RUNNER, mode, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         timeout=60)
    if run.returncode:
        raise AssertionError(run.stderr.decode())
    return run.stdout


class SameMeaning(unittest.TestCase):
    maxDiff = 5000

    def same(self, path):
        bare, lens = output("bare", path), output("lens", path)
        self.assertGreater(len(bare), 1000)
        if bare != lens:
            self.assertEqual(bare.decode().splitlines(), lens.decode().splitlines())
            self.assertEqual(bare, lens)

    def same_text(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "program.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(text))
            self.same(path)

    def test_tricky_program_prints_the_same_bytes(self):
        self.same(os.path.abspath(TRICKY))

    def test_missing_and_broken_protocols(self):
        """Trap 6, trap 15: native errors, and no frame of ours on any stack."""
        self.same_text(BROKEN)

    def test_exceptions_that_leave_the_loop(self):
        self.same_text(EXITING)

    def test_exceptions_on_the_way_out_of_a_block(self):
        self.same_text(LEAVING)
