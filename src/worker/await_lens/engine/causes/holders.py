"""Sees what objects do not tell: who holds a lock, for what a semaphore or timeout was made, what an executor runs.

Noted within asyncio's own functions, by weak reference: nothing lives longer for it.
"""
import ast
import asyncio
import builtins
import sys
import time
from sys import _getframe
from typing import NamedTuple, Optional

from ..recording.states import State
from ..recording.threads import here
from ..rewriting import names
from ..rewriting.inject import NoSource, call, injected, read
from . import fields, notes
from .notes import held
from .tasks import is_asyncio
from .words import called

#: By the module of the class: not by the classes, for importing those takes long.
_EXECUTORS = {"concurrent.futures.thread": "thread executor", "concurrent.futures.process": "process executor"}
#: A lock held for longer is kept for the report, nanoseconds; at most so many.
LONG = 100_000_000
HOLDS = 200


class Hold(NamedTuple):
    """A lock that was held for long. Times are `perf_counter_ns`."""

    #: Its class: `Lock`.
    lock: str
    #: Of the task that held it.
    state: State
    start_ns: int
    end_ns: int
    #: How many waited for it in the end.
    waiters: int
    #: (file, line, function; before 3.11 not its qualified name).
    released_at: Optional[tuple]


_holds = []
#: What the notes use within asyncio, as `builtins` of names that cannot be written. The notes on locks are no calls:
#: a lock is taken and released in less time than a call of ours would take.
_NAMES = {
    "HELD": held, "HERE": here, "TIME": time, "ID": id, "LONG": LONG, "NEVER": (None, float("inf")),
}


def install():
    """Make the notes from now on, where asyncio's source is at hand. Once per process; idempotent."""
    hooks = {"RELEASED": released, "SIZED": notes.sized, "DELAYED": notes.delayed, "EXECUTED": executed}
    for name, value in dict(_NAMES, **hooks).items():
        setattr(builtins, _hidden(name), value)
    locks, loop = asyncio.locks, asyncio.base_events.BaseEventLoop
    changes = [
        (locks.Lock.acquire, "Lock", _note_acquisition), (locks.Lock.release, "Lock", _note_release),
        (locks.Semaphore.__init__, "Semaphore", _note_size), (loop.run_in_executor, "BaseEventLoop", _note_executor),
    ]
    if sys.version_info >= (3, 11):
        changes.append((asyncio.timeouts.timeout, None, _note_delay))
    for function, owner, change in changes:
        try:
            injected(function, owner, change)
        except NoSource:
            pass


def reset():
    """Forget the long holds; who holds what goes on."""
    del _holds[:]


def holds(origin):
    """The long holds in the order of their end, at most HOLDS. Times count from `origin` (`perf_counter_ns`).

    Each: `lock` (its class), `task` (number of the holder's, or None), `holder` (in words), `start_ns`, `end_ns`,
    `waiters` (how many waited for it in the end), `released_at` ((file, line, function), or None).
    """
    return [_told(hold, origin) for hold in list(_holds)]


def _told(hold, origin):
    words = notes.called_state(hold.state)
    return {
        "lock": hold.lock, "task": hold.state.number, "holder": words[0] if words else "no task",
        "start_ns": hold.start_ns - origin, "end_ns": hold.end_ns - origin, "waiters": hold.waiters,
        "released_at": hold.released_at,
    }


def released(lock, entry):
    """`lock` is about to be released, after a long time; `entry` is what `held` had of it."""
    if len(_holds) < HOLDS:
        state, since = entry
        place = _outside_of_asyncio(_getframe(1))
        waiters = fields.size(fields.read(lock, "_waiters")) or 0
        _holds.append(Hold(fields.own_name(type(lock)), state, since, time.perf_counter_ns(), waiters, place))


def executed(future, executor, function):
    """`future` stands for `function`, which `executor` runs; hands it back."""
    try:
        notes.executed(future, "%s (%s)" % (_kind(executor), called(function)))
    except Exception:  # the program's own executor, loop or function is none that can be named
        pass
    return future


def _kind(executor):
    for base in fields.mro_of(type(executor)):
        module = fields.module_of(base)
        if type(module) is str and module in _EXECUTORS:
            return _EXECUTORS[module]
    return "executor"


def _outside_of_asyncio(frame):
    while frame is not None and is_asyncio(frame.f_code):
        frame = frame.f_back
    if frame is None:
        return None
    code = frame.f_code
    return code.co_filename, frame.f_lineno, getattr(code, "co_qualname", code.co_name)


def _note_acquisition(function):
    _at_assignments(function, "True", "HELD[ID(self)] = HERE.state, TIME.perf_counter_ns()")


def _note_release(function):
    _at_assignments(function, "False", """
ENTRY = HELD.pop(ID(self), NEVER)
if TIME.perf_counter_ns() - ENTRY[1] > LONG: RELEASED(self, ENTRY)""")


def _at_assignments(function, value, note):
    """Make `note` before `self._locked` becomes `value`."""
    wanted = ast.dump(ast.parse("self._locked = %s" % value).body[0])
    for node in list(ast.walk(function)):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for index in reversed(range(len(body))):
                if ast.dump(body[index]) == wanted:
                    body[index:index] = _statements(note, body[index])


def _note_size(function):
    function.body += _statements("SIZED(self, value)", function.body[-1])


def _note_executor(function):
    _at_returns(function, "EXECUTED", "executor", "func")


def _note_delay(function):
    _at_returns(function, "DELAYED", "delay")


def _at_returns(function, hook, *arguments):
    """Have `hook` hand back what `function` returns, given these arguments of it too."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return):
            node.value = call(_hidden(hook), node, node.value, *(read(name, node) for name in arguments))


def _statements(note, like):
    """The statements of `note`, its capitals hidden names, placed at node `like`."""
    statements = ast.parse(note).body
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id.isupper():
                node.id = _hidden(node.id)
            if "lineno" in node._attributes:
                ast.copy_location(node, like)
    return statements


def _hidden(name):
    return names.PREFIX + name.lower()
