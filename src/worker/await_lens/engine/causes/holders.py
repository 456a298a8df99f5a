"""Sees what asyncio's objects do not tell: who holds a lock, how large a semaphore was, what an executor runs.

Noted within asyncio's own functions, by weak reference: nothing lives longer for it.
"""
import ast
import asyncio
import builtins
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from sys import _getframe
from time import perf_counter_ns as clock
from typing import NamedTuple, Optional
from weakref import ref

from ..recording.states import State, here
from ..rewriting import names
from ..rewriting.inject import NoSource, call, injected, read
from . import fields, notes
from .notes import held
from .tasks import is_asyncio
from .words import called

_ACQUIRED = names.PREFIX + "acquired"
_RELEASED = names.PREFIX + "released"
_SIZED = names.PREFIX + "sized"
_EXECUTED = names.PREFIX + "executed"
#: A lock held for longer is kept for the report, nanoseconds; at most so many.
LONG = 100_000_000
HOLDS = 200
_EXECUTORS = ((ThreadPoolExecutor, "thread executor"), (ProcessPoolExecutor, "process executor"))


class Hold(NamedTuple):
    """A lock that was held for long. Times are `perf_counter_ns`."""

    #: Its class: `Lock`.
    lock: str
    #: Of the task that held it.
    state: State
    start_ns: int
    #: None: it was not released.
    end_ns: Optional[int]
    #: How many waited for it in the end.
    waiters: int
    #: Where it was released: (file, line, qualified or plain name of the function); None if it was not.
    released_at: Optional[tuple]


_holds = []
#: At this many held locks, those that are gone are looked for.
_many = 1000


def install():
    """Make the notes from now on, where asyncio's source is at hand. Once per process; idempotent."""
    for name, hook in (
        (_ACQUIRED, acquired), (_RELEASED, released), (_SIZED, notes.sized), (_EXECUTED, executed),
    ):
        setattr(builtins, name, hook)
    locks, loop = asyncio.locks, asyncio.base_events.BaseEventLoop
    for function, owner, change in (
        (locks.Lock.acquire, "Lock", _note_acquisition), (locks.Lock.release, "Lock", _note_release),
        (locks.Semaphore.__init__, "Semaphore", _note_size), (loop.run_in_executor, "BaseEventLoop", _note_executor),
    ):
        try:
            injected(function, owner, change)
        except NoSource:
            pass


def reset():
    """Forget the long holds; who holds what goes on."""
    del _holds[:]


def holds():
    """The long holds, in the order of their end; at last those that are not released."""
    now = clock()
    still = [Hold(fields.own_name(type(lock)), state, since, None, _waiting(lock), None)
             for lock, state, since in [(entry[0](),) + entry[1:] for entry in list(held.values())]
             if lock is not None and now - since > LONG]
    return _holds + still[:HOLDS]


def acquired(lock):
    """`lock` is now held by what runs here."""
    held[id(lock)] = ref(lock), here.state, clock()
    if len(held) > _many:
        _forget_vanished()


def released(lock):
    """`lock` is about to be released."""
    entry = held.pop(id(lock), None)
    if entry is not None and len(_holds) < HOLDS:
        now = clock()
        if now - entry[2] > LONG and entry[0]() is lock:
            place = _outside_of_asyncio(_getframe(1))
            _holds.append(Hold(fields.own_name(type(lock)), entry[1], entry[2], now, _waiting(lock), place))


def executed(future, executor, function):
    """`future` stands for `function`, which `executor` runs; hands it back."""
    for base in fields.mro_of(type(executor)):
        for kind, words in _EXECUTORS:
            if base is kind:
                notes.executed(future, "%s (%s)" % (words, called(function)))
                return future
    notes.executed(future, "executor (%s)" % called(function))
    return future


def _forget_vanished():
    """A lock that vanished while it was held says nothing."""
    global _many
    for key, entry in list(held.items()):
        if entry[0]() is None and held.get(key) is entry:
            del held[key]
    _many = 2 * len(held) + 1000


def _waiting(lock):
    return fields.size(fields.read(lock, "_waiters")) or 0


def _outside_of_asyncio(frame):
    while frame is not None and is_asyncio(frame.f_code):
        frame = frame.f_back
    if frame is None:
        return None
    code = frame.f_code
    return code.co_filename, frame.f_lineno, getattr(code, "co_qualname", code.co_name)


def _note_acquisition(function):
    _at_assignments(function, "True", _ACQUIRED, after=True)


def _note_release(function):
    _at_assignments(function, "False", _RELEASED, after=False)


def _at_assignments(function, value, hook, after):
    """Call `hook` wherever `self._locked` becomes `value`."""
    wanted = ast.dump(ast.parse("self._locked = %s" % value).body[0])
    for node in list(ast.walk(function)):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for index in reversed(range(len(body))):
                if ast.dump(body[index]) == wanted:
                    body.insert(index + after, _statement(body[index], hook, "self"))


def _note_size(function):
    function.body.append(_statement(function.body[-1], _SIZED, "self", "value"))


def _note_executor(function):
    for node in ast.walk(function):
        if isinstance(node, ast.Return):
            node.value = call(_EXECUTED, node, node.value, read("executor", node), read("func", node))


def _statement(like, hook, *arguments):
    return ast.copy_location(ast.Expr(call(hook, like, *(read(name, like) for name in arguments))), like)
