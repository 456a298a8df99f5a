"""What objects of asyncio are, in words: each function is given the object and whether `async with` is leaving it."""
import asyncio
import contextlib
import time
import types

from . import notes, words
from .fields import enclosed, module_of, mro_of, number, own_name, read, size
from .tasks import called_task, is_asyncio, name_of, task_function

_Function = types.FunctionType


def task(awaited, leaving, describe):
    return called_task(name_of(awaited), task_function(awaited))


def gathering(awaited, leaving, describe):
    return _counted("gather", size(read(awaited, "_children")))


def future(awaited, leaving, describe):
    """Some say by their callbacks what they stand for."""
    noted = notes.executed_for(awaited)
    if noted is not None:
        return noted
    for entry in read(awaited, "_callbacks") or ():
        callback = entry[0]
        if type(callback) is _Function and is_asyncio(callback.__code__):
            if callback.__qualname__ == "shield.<locals>._outer_done_callback":
                return "shield of " + describe(enclosed(callback, "inner"))
            if callback.__qualname__ == "_chain_future.<locals>._call_check_cancel":
                return "Future of an executor"
    return own_name(type(awaited))


def lock(awaited, leaving, describe):
    return own_name(type(awaited)) + ("" if leaving else _held(awaited))


def condition(awaited, leaving, describe):
    """Entering it is taking its lock."""
    inner = read(awaited, "_lock")
    return own_name(type(awaited)) + ("" if leaving or inner is None else _held(inner))


def semaphore(awaited, leaving, describe):
    name, free = own_name(type(awaited)), number(awaited, "_value")
    total = number(awaited, "_bound_value")
    total = notes.size_of(awaited) if total is None else total
    if leaving or free is None:
        return name
    if type(total) is not int:
        return "%s full" % name if free <= 0 else "%s, %d free" % (name, free)
    taken = "%d of %d" % (total - free, total)
    return "%s full, %s" % (name, taken) if free <= 0 else "%s, %s" % (name, taken)


def event(awaited, leaving, describe):
    return own_name(type(awaited)) + (", set" if read(awaited, "_value") is True else "")


def barrier(awaited, leaving, describe):
    """Which of how many comes here."""
    parties, count = number(awaited, "_parties"), number(awaited, "_count")
    if leaving or parties is None or count is None:
        return own_name(type(awaited))
    return "%s %d of %d" % (own_name(type(awaited)), min(count + 1, parties), parties)


def queue(awaited, leaving, describe):
    count = size(read(awaited, "_queue"))
    name = own_name(type(awaited))
    if count is None:
        return name
    return "%s, %s" % (name, "%d in it" % count if count else "empty")


def group(awaited, leaving, describe):
    name = own_name(type(awaited))
    return _counted(name, size(read(awaited, "_tasks"))) if leaving else name


def timeout(awaited, leaving, describe):
    delay, when = notes.delay_of(awaited), read(awaited, "_when")
    if leaving or type(when) is not float:
        return "timeout"
    if delay is None:  # made with a deadline (`timeout_at`), in the time of the loop: that of `time.monotonic`
        delay = round(when - time.monotonic(), 2)
    return "timeout %s" % words.seconds(delay)


def reader(awaited, leaving, describe):
    return words.placed("stream read from", peer(read(awaited, "_transport")))


def completed(awaited, leaving, describe):
    return "as_completed"


def manager(awaited, leaving, describe):
    """Of `contextlib`: it runs an asynchronous generator of the program's."""
    generator = read(awaited, "gen")
    return describe(generator) if type(generator) is types.AsyncGeneratorType else own_name(type(awaited))


def peer(transport):
    """The address that a transport is connected to, or `a pipe`; None if it does not say."""
    if transport is None:
        return None
    kind = type(transport)
    if module_of(kind) == "uvloop.loop":
        return words.address(kind.get_extra_info(transport, "peername"))
    inner = read(transport, "_ssl_protocol")
    if inner is not None:
        return peer(read(inner, "_transport"))
    extra = read(transport, "_extra")
    if type(extra) is not dict:
        return None
    return words.address(extra.get("peername")) or ("a pipe" if "pipe" in extra else None)


def _counted(name, count):
    return name if count is None else "%s of %d" % (name, count)


def _held(lock):
    if read(lock, "_locked") is not True:
        return ", free"
    state = notes.holder_of(lock)
    holder = notes.called_state(state) if state is not None else None
    return " held by %s%s" % (holder[0], ", which has ended" if holder[1] else "") if holder else ", held"


#: class -> its words. A class that a version of Python lacks is None.
_TABLE = (
    (asyncio.Task, task), (asyncio.tasks._PyTask, task), (asyncio.tasks._GatheringFuture, gathering),
    (asyncio.Future, future), (asyncio.futures._PyFuture, future),
    (asyncio.Lock, lock), (asyncio.Condition, condition), (asyncio.Semaphore, semaphore), (asyncio.Event, event),
    (getattr(asyncio, "Barrier", None), barrier), (asyncio.Queue, queue), (getattr(asyncio, "TaskGroup", None), group),
    (getattr(asyncio, "Timeout", None), timeout), (asyncio.StreamReader, reader),
    (getattr(asyncio.tasks, "_AsCompletedIterator", None), completed),
    (contextlib._AsyncGeneratorContextManager, manager),
)
#: By id: the hash of a class can be the program's own.
_WORDS = {id(kind): function for kind, function in _TABLE if kind is not None}


def words_of(kind):
    """The function that puts objects of this class in words; None if nothing is known of it."""
    for base in mro_of(kind):
        found = _WORDS.get(id(base))
        if found is not None:
            return found
    return None
