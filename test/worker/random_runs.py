"""Runs a random program bare or under the lens, within this process, and keeps all that can be seen of it."""
import ast
import asyncio
import functools
import gc
import linecache
import os
import re
import sys
import traceback
import warnings

from await_lens import engine
from virtual_loop import Stuck, VirtualLoop

LIBRARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "program_library.py")
#: How often the tasks that are left at the end are cancelled: some do not give in.
CANCELLATIONS = 4
_ADDRESS = re.compile("0x[0-9a-f]+")
#: Tasks without a name of their own are numbered through the whole process.
_NUMBER = re.compile(r"Task-\d+")


def compiled(text, path):
    """(bare code, code with its await points rewritten) of `text`. Raises SyntaxError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text, path)
        bare = compile(tree, path, "exec", dont_inherit=True)
        return bare, compile(engine.transform(tree, path, text), path, "exec", dont_inherit=True)


@functools.lru_cache()
def library():
    """Both codes of the library."""
    with open(LIBRARY, encoding="utf-8") as file:
        return compiled(file.read(), LIBRARY)


def loop_of(seed):
    """A loop: every 16th in debug mode, every 8th with tasks made in Python, every 8th with eager ones.

    Eager ones are there since 3.12; 3.14's `all_tasks` lacks those made in Python; 3.13.0 leaves names to the
    factories, and by their names the tasks are put in order.
    """
    loop = VirtualLoop()
    loop.set_debug(seed % 16 == 0)
    if sys.version_info[:3] == (3, 13, 0):
        return loop
    if seed % 8 == 1 and sys.version_info < (3, 14):
        loop.set_task_factory(lambda loop, coroutine, **more: asyncio.tasks._PyTask(coroutine, loop=loop, **more))
    elif seed % 8 == 2 and sys.version_info >= (3, 12):
        loop.set_task_factory(asyncio.eager_task_factory)
    return loop


class Seen:
    """record: all that could be seen, in its order; begun, ended: the program's own counts by await point.

    complete: whether every task came to its end, so that the counts must be met.
    """

    def __init__(self, program, library, seed):
        """Run `main()` of the code `program` beside that of the library, on the loop of `seed`."""
        self.complete = True
        namespace = {"__name__": "program"}
        exec(library, namespace)
        exec(program, namespace)
        self.record, self.begun, self.ended = namespace["record"], namespace["begun"], namespace["ended"]
        hook, sys.unraisablehook = sys.unraisablehook, self._unraisable
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = self._warned
                self._run(namespace["main"], loop_of(seed))
                # What one task began by hand and another goes on with is nobody's own.
                self.complete &= not namespace["handed"]
                namespace.clear()
                gc.collect()
        finally:
            sys.unraisablehook = hook
        self.record = [_NUMBER.sub("Task", _ADDRESS.sub("0x", str(entry))) for entry in self.record]

    def _run(self, main, loop):
        loop.set_exception_handler(self._told)
        try:
            self._until_complete(loop, main())
            for _ in range(CANCELLATIONS):
                left = sorted(asyncio.all_tasks(loop), key=lambda task: int(re.sub(r"\D", "", task.get_name())))
                if not left:
                    break
                for task in left:
                    task.cancel()
                self._until_complete(loop, _gathered(left))
            self.complete &= not asyncio.all_tasks(loop)
        finally:
            loop.close()

    def _until_complete(self, loop, work):
        try:
            self.record.append("returned %s" % loop.run_until_complete(work))
        except Stuck:
            self.record.append("stuck")
        except BaseException as error:
            self.record.append("".join(traceback.format_exception(type(error), error, error.__traceback__)))

    def _told(self, loop, context):
        error = context.get("exception")
        self.record.append((context["message"], sorted(context), repr(error)))
        if error is not None:
            self.record.append("".join(traceback.format_exception(type(error), error, error.__traceback__)))
        self.complete &= "destroyed" not in context["message"]

    def _warned(self, message, *more):
        self.record.append(("warning", str(message)))

    def _unraisable(self, unraisable):
        self.record.append(("unraisable", repr(unraisable.exc_value), str(unraisable.object)))


async def _gathered(tasks):
    return await asyncio.gather(*tasks, return_exceptions=True)


def both(seed, text, path):
    """(bare, under the lens) of a program; the library is rewritten for every other seed."""
    linecache.cache[path] = len(text), None, text.splitlines(True), path
    try:
        bare, lens = compiled(text, path)
        return Seen(bare, library()[0], seed), Seen(lens, library()[seed % 2], seed)
    finally:
        del linecache.cache[path]
