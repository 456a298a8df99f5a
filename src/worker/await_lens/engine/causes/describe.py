"""Names what is awaited and what a task runs, without calling any of the user's code."""
import asyncio
import os
import types

from .awaitables import generator_behind

_Coroutine = types.CoroutineType
_Generator = types.GeneratorType
_AsyncGenerator = types.AsyncGeneratorType
_FOLDER = os.path.dirname(asyncio.__file__) + os.sep
_TASKS = (asyncio.Task, asyncio.tasks._PyTask)
_FUTURES = (asyncio.Future, asyncio.futures._PyFuture)
_Gathering = asyncio.tasks._GatheringFuture
# A class may come with a metaclass of the user's: read its name past it.
_qualname_of = type.__dict__["__qualname__"].__get__
_module_of = type.__dict__["__module__"].__get__
#: Longest name, in characters.
_LONGEST = 200


def describe(awaited):
    """What `awaited` is, in words: `asyncio.sleep`, `Client.fetch`, `Task (fetch)`, `gather of 3`, `Future`, a type."""
    kind = type(awaited)
    if kind is _Coroutine:
        name = _function(awaited.__qualname__, awaited.cr_code)
    elif kind is _AsyncGenerator:
        name = _function(awaited.__qualname__, awaited.ag_code)
    elif kind is _Generator:
        name = _function(awaited.__qualname__, awaited.gi_code)
    elif issubclass(kind, _Gathering):
        name = "gather of %d" % len(awaited._children)
    elif issubclass(kind, _TASKS):
        name = "Task (%s)" % task_function(awaited)
    elif kind in _FUTURES:
        name = "Future"
    else:
        generator = generator_behind(awaited)
        name = describe(generator) if generator is not None else _type(kind)
    return name[:_LONGEST]


def varies(kind):
    """Whether two objects of this type may need different words."""
    return issubclass(kind, _TASKS + (_Gathering,)) or kind is _AsyncGenerator or kind is _Generator


def task_function(task):
    """Qualified name of the coroutine function that `task` runs; empty once it has let go of its coroutine."""
    coroutine = coroutine_of(task)
    return describe(coroutine) if coroutine is not None else ""


def coroutine_of(task):
    """The coroutine of `task`, or None. Not `get_coro()`, which crashes CPython 3.12.1 on an ended eager task."""
    return getattr(task, "_coro", None)


def _function(name, code):
    return "asyncio." + name if code.co_filename.startswith(_FOLDER) else name


def _type(kind):
    name = _qualname_of(kind)
    module = _module_of(kind)
    if type(module) is str and (module == "asyncio" or module.startswith("asyncio.")):
        return "asyncio." + name
    return name
