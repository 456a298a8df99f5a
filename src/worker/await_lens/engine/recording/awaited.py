"""What a suspended task awaits: the await point it stands at, and the tasks whose end it waits for.

Nothing of the program's is called: what asyncio's own objects hold is read as it lies there.
"""
import asyncio
import dis
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE
from types import CoroutineType

from ..causes import fields
from ..causes.awaitables import delegate
from ..causes.tasks import is_asyncio
from ..rewriting import names
from .sites import files, sites
from .states import states

#: What has await points; a generator that is awaited has none.
_NATIVE = CO_COROUTINE | CO_ASYNC_GENERATOR
#: How many tasks are told at most, and how many futures are looked at for them.
MOST = 100
_LOOKED_AT = 1000
_Task = asyncio.Task
_Gathering = asyncio.tasks._GatheringFuture
_Futures = (asyncio.Future, asyncio.futures._PyFuture)
#: A future in pure Python waits in a generator of its own.
_FUTURE = asyncio.futures._PyFuture.__await__.__code__
_SHIELD = "shield.<locals>._outer_done_callback"
#: Qualified name of asyncio's coroutine function -> (its variable that holds what it waits for, in which attribute).
_HOLDERS = {
    "_wait": ("fs", None), "wait_for": ("fut", None), "_cancel_and_wait": ("fut", None),
    "TaskGroup.__aexit__": ("self", "_tasks"), "TaskGroup._aexit": ("self", "_tasks"),
}
#: id of a code -> (the code, {index of an instruction: the site of the `await` there}).
_sites_in = {}


def innermost(awaitable):
    """(the innermost that `awaitable` has suspended, the innermost async function of the program's); None for none.

    Of coroutines and generators, as far as the chain of awaits can be followed.
    """
    inner = own = None
    while True:
        while type(awaitable) is CoroutineType:
            inner = awaitable
            if awaitable.cr_code.co_filename in files:
                own = awaitable
            awaitable = awaitable.cr_await
        found = delegate(awaitable)
        if found is None:
            return inner, own
        if found[1] is _FUTURE:
            return inner, own
        inner, code, _, awaitable = found
        if code.co_flags & _NATIVE and code.co_filename in files:
            own = inner


def site_of(state, own):
    """The site at which the innermost suspended function `own` of the program's stands; None if it is not known."""
    frame = own.cr_frame if type(own) is CoroutineType else own and getattr(own, delegate(own)[2])
    if frame is None:
        return None
    key = id(frame)
    for span in reversed(state.open):
        if span[0] == key:
            return span[1]
    return _counted_site(frame.f_code, frame.f_lasti)


def _counted_site(code, index):
    """The site of the `await` at this instruction: one that is only counted is not among the open ones."""
    known = _sites_in.get(id(code))
    if known is None:
        known = _sites_in[id(code)] = code, {}
    if index not in known[1]:
        known[1][index] = _site_in(code, index)
    return known[1][index]


def _site_in(code, index):
    """Each `await` loads the note of its begin, and calls it just before what it awaits is made an awaitable."""
    begun, found = [], None
    for instruction in dis.get_instructions(code):
        if instruction.offset > index:
            break
        if type(instruction.argval) is str and instruction.argval.startswith(names.BEGIN):
            number = instruction.argval[len(names.BEGIN):]
            begun.append(int(number) if number else 0)
        elif instruction.opname == "GET_AWAITABLE":
            found = begun.pop() if begun else None
    return sites[found] if found else None


def tasks(task, inner, own):
    """Numbers of the known tasks that `task` waits for, at most MOST; inner, own: what `innermost` says of it."""
    waiter = task._fut_waiter if type(task) is _Task else fields.read(task, "_fut_waiter")
    if waiter is None:
        return ()
    state = states.get(id(waiter))
    if state is not None:
        return (state.number,)
    if type(waiter) is _Gathering:
        return _numbers(fields.read(waiter, "_children"))
    if type(inner) is not CoroutineType or type(waiter) not in _Futures:
        return ()
    if inner is own:
        return _shielded(waiter)
    holder = _HOLDERS.get(inner.__qualname__)
    return _held(inner, *holder) if holder is not None and is_asyncio(inner.cr_code) else ()


def _held(coroutine, variable, attribute):
    held = fields.arguments(coroutine).get(variable)
    return _numbers(held if attribute is None else fields.read(held, attribute))


def _numbers(futures):
    """Numbers of the known tasks among `futures`, one or several in a container of Python's own, in their order."""
    if fields.size(futures) is None:
        futures = (futures,)
    numbers = []
    for _, future in zip(range(_LOOKED_AT), futures):
        state = states.get(id(future))
        if state is not None:
            numbers.append(state.number)
    return tuple(sorted(set(numbers))[:MOST])


def _shielded(waiter):
    """What `asyncio.shield` protects, when `waiter` is what it has made."""
    for entry in fields.read(waiter, "_callbacks") or ():
        function = entry[0]
        if getattr(function, "__qualname__", None) == _SHIELD and is_asyncio(function.__code__):
            return _numbers(fields.enclosed(function, "inner"))
    return ()
