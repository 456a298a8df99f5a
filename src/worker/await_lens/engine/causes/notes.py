"""What was noted about objects of asyncio, by their id."""
from weakref import ref

from .tasks import called_task, name_of

#: id(lock) -> (state of the holder, `perf_counter_ns` since when). Of a lock that is held it is never another's: who
#: takes a lock writes it anew.
held = {}
#: id(semaphore) -> (weak reference, its value when it was made).
_sizes = {}
#: id(timeout) -> (weak reference, its delay).
_delays = {}
#: id(future) -> (weak reference, what an executor runs for it, in words).
_executed = {}


class _Reference(ref):
    """Takes its entry out of `table` when the object is gone, before its id can be another's."""

    __slots__ = ("table", "key")

    def __new__(cls, target, table):
        return super().__new__(cls, target, _vanished)

    def __init__(self, target, table):
        super().__init__(target, _vanished)
        self.table = table
        self.key = id(target)


def _vanished(reference):
    entry = reference.table.get(reference.key)
    if entry is not None and entry[0] is reference:
        del reference.table[reference.key]


def sized(semaphore, value):
    """`semaphore` was made for `value` holders."""
    _sizes[id(semaphore)] = _Reference(semaphore, _sizes), value


def delayed(timeout, delay):
    """`timeout` was made for `delay` seconds; hands it back."""
    _delays[id(timeout)] = _Reference(timeout, _delays), delay
    return timeout


def executed(future, words):
    """`future` stands for what an executor runs."""
    _executed[id(future)] = _Reference(future, _executed), words


def size_of(semaphore):
    """How many may hold `semaphore` at once; None if that was not seen."""
    return _about(_sizes, semaphore)


def delay_of(timeout):
    """The seconds that `timeout` was made for; None if that was not seen."""
    return _about(_delays, timeout)


def executed_for(future):
    """What an executor runs for `future`, in words; None if nothing was noted."""
    return _about(_executed, future)


def holder_of(lock):
    """The state of the task that holds `lock`, which is held; None if that was not seen."""
    entry = held.get(id(lock))
    return entry[0] if entry is not None else None


def _about(table, owner):
    entry = table.get(id(owner))
    return entry[1] if entry is not None and entry[0]() is owner else None


def called_state(state):
    """The task of a recorder's state in words, `Task-2 (worker)`, and whether it has ended; None outside of tasks."""
    if state.number is None:
        return None
    task = state.reference() if state.reference is not None else None
    ended = state.reference is not None and (task is None or bool(state.ended))
    name = state.name or (name_of(task) if task is not None else "")
    return called_task(name, state.function), ended
