"""Asks for the words of an awaitable within a running program."""
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import types

from await_lens.engine.causes import holders
from await_lens.engine.causes.describe import describe
from await_lens.engine.causes.fields import arguments
from measuring import build

holders.install()

PROGRAM = """
    import asyncio, concurrent.futures, contextlib, functools, sys, time
    class Client:
        async def fetch(self): pass
        def get(self): pass
        async def take(self, lock): await lock.acquire()
        def __await__(self): return iter(())
        async def __aenter__(self): pass
        async def __aexit__(self, *a): pass
    async def hello(): pass
    async def ticks():
        yield 1
    @contextlib.asynccontextmanager
    async def session():
        yield
    def decorated(function):
        @functools.wraps(function)
        async def inner(): return await function()
        return inner
    @decorated
    async def original(): pass
    async def hold(lock, inside):
        async with lock:
            inside.set()
            await asyncio.Event().wait()
    async def main():
        loop = asyncio.get_event_loop()
        lock, inside, queue, cleanups, works = asyncio.Lock(), asyncio.Event(), asyncio.Queue(), [], []
        def work(future): works.append(future); return future
        %s
        try:
            return say(%s)
        finally:
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for undo in cleanups + [task.cancel for task in left]: undo()
            await asyncio.gather(*works)
            if left: await asyncio.wait(left)
"""


def say(awaited, leaving=False):
    """The words, asked for twice: asking changes nothing."""
    first, second = describe(awaited, leaving), describe(awaited, leaving)
    if type(awaited) is types.CoroutineType:
        for inner in list(arguments(awaited).values()) + [awaited]:
            if type(inner) is types.CoroutineType:
                inner.close()
    if first != second:
        raise AssertionError("%r, then %r" % (first, second))
    return first


def said(expression, before="pass"):
    lines = textwrap.dedent(before).strip().replace("\n", "\n        ")
    namespace = build(PROGRAM % (lines, expression))
    namespace["say"] = say
    return asyncio.run(namespace["main"]())


#: Makes the notes within asyncio, in a program's first line.
NOTES = "from await_lens.engine.causes import holders; holders.install()"


def printed(program, first=""):
    """What a program (dedented) of its own process prints, on both streams, less its folder and all addresses.

    first: a statement of ours before it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "printing.py")
        with open(path, "w") as file:
            file.write(first + "\n" + textwrap.dedent(program))
        done = subprocess.run([sys.executable, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True,
                              env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)), universal_newlines=True)
    return re.sub("0x[0-9a-f]+", "0x", done.stdout.replace(folder, ""))
