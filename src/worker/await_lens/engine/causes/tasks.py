"""Which task it is, and what it runs."""
import asyncio
import os
import re
import types

from .awaitables import generator_behind
from .fields import mro_of, read, type_name
from .words import text

_Coroutine = types.CoroutineType
_AsyncGenerator = types.AsyncGeneratorType
_Generator = types.GeneratorType
_Task = asyncio.Task
_PyTask = asyncio.tasks._PyTask
_FOLDER = os.path.dirname(asyncio.__file__) + os.sep
_HANDLE = "TaskHandle._run_coro"
_is_default = re.compile(r"Task-\d+\Z").match


def is_asyncio(code):
    """Whether this code is asyncio's own."""
    return code.co_filename.startswith(_FOLDER)


def coroutine_of(task):
    """The coroutine of `task`, or None. Not `get_coro()`, which crashes CPython 3.12.1 on an ended eager task."""
    return task._coro if type(task) is _Task else read(task, "_coro") or read(task, "coro")


def task_function(task):
    """Qualified name of the coroutine function that `task` runs; empty once it has let go of its coroutine."""
    coroutine = coroutine_of(task)
    return function_run_by(coroutine) if coroutine is not None else ""


def function_run_by(coroutine):
    """As `function_of`, of a task's coroutine: anyio (4.14 on) gives its tasks one that awaits the program's."""
    if type(coroutine) is _Coroutine and coroutine.__qualname__ == _HANDLE and coroutine.cr_frame is not None:
        found = coroutine.cr_frame.f_locals
        inner = read(found.get("self"), "_coro")
        if type(found) is dict:  # up to 3.12 the frame keeps it, and all that is in it
            found.pop("self", None)
        return function_of(inner if inner is not None else coroutine)
    return function_of(coroutine)


def function_of(coroutine):
    """Qualified name of the function that made a coroutine or a generator; else the name of the type.

    One of asyncio's own with its module: `asyncio.sleep`.
    """
    kind = type(coroutine)
    if kind is _Coroutine:
        code = coroutine.cr_code
    elif kind is _AsyncGenerator:
        code = coroutine.ag_code
    elif kind is _Generator:
        code = coroutine.gi_code
    else:
        generator = generator_behind(coroutine)
        return function_of(generator) if generator is not None else type_name(kind)
    return "asyncio." + coroutine.__qualname__ if is_asyncio(code) else coroutine.__qualname__


def name_of(task):
    """The name of a task, not through what its class may have overridden; empty where it has none."""
    for kind in mro_of(type(task)):
        if kind is _Task or kind is _PyTask:
            name = kind.get_name(task)
            return name if type(name) is str else ""
    return ""


def called_task(name, function):
    """A task in words: `Task-3 (fetch)`; `Task 'first' (fetch)` if its name was given by the program."""
    if not name or name == "None":  # 3.13.0 names eager tasks so (trap 8)
        name = "Task"
    elif function and name.endswith("." + function):  # as trio names its tasks
        name = "Task"
    elif not _is_default(name):
        name = "Task '%s'" % text(name)
    return "%s (%s)" % (name, text(function)) if function else name
