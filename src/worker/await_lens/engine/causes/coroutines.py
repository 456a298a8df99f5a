"""What the coroutines of asyncio do, in words: each function is given the arguments of one that has not started."""
import os

from . import objects, words
from .fields import own_name, read, size
from .tasks import is_asyncio

_OTHER_SLEEPS = [os.path.join(folder, package, "") for folder in ("site-packages", "dist-packages")
                 for package in ("anyio", "trio")]


def _sleep(given, describe):
    """Also that of anyio (`delay`) and of trio (`seconds`)."""
    delay = words.seconds(given["seconds"] if "seconds" in given else given.get("delay"))
    return "sleep %s" % delay if delay else "sleep"


def _on_self(given, describe):
    """What waits for an object is named as the object."""
    return describe(given.get("self"))


def _get(given, describe):
    return _of_queue(given, ".get", "empty", False)


def _put(given, describe):
    return _of_queue(given, ".put", None, True)


def _of_queue(given, verb, nothing, may_be_full):
    queue = given.get("self")
    name = own_name(type(queue)) + verb
    count, room = size(read(queue, "_queue")), read(queue, "_maxsize")
    if count is None:
        return name
    if may_be_full and type(room) is int and 0 < room <= count:
        return name + ", full"
    return "%s, %s" % (name, nothing if nothing and not count else "%d in it" % count)


def _join(given, describe):
    queue = given.get("self")
    unfinished = read(queue, "_unfinished_tasks")
    name = own_name(type(queue)) + ".join"
    return "%s, %d unfinished" % (name, unfinished) if type(unfinished) is int else name


def _condition(given, describe):
    """The lock is held by who waits for it."""
    return own_name(type(given.get("self")))


def _wait_for(given, describe):
    return "wait_for of " + describe(given.get("fut")) + _within(given.get("timeout"))


def _wait(given, describe):
    count = size(given.get("fs"))
    first = {"FIRST_COMPLETED": ", first completed", "FIRST_EXCEPTION": ", first exception"}
    when = given.get("return_when")
    return "wait%s%s%s" % (
        "" if count is None else " of %d" % count, first.get(when, "") if type(when) is str else "",
        _within(given.get("timeout")),
    )


def _within(timeout):
    limit = words.seconds(timeout)
    return ", timeout %s" % limit if limit else ""


def _as_completed(given, describe):
    return "as_completed"


def _read(given, describe):
    return words.placed("stream read from", objects.peer(read(given.get("self"), "_transport")))


def _drain(given, describe):
    return words.placed("stream drain to", objects.peer(read(given.get("self"), "_transport")))


def _close(given, describe):
    return words.placed("stream close to", objects.peer(read(given.get("self"), "_transport")))


def _connect(name):
    return lambda given, describe: words.placed(
        name + " to", words.endpoint(given.get("host"), given.get("port")) or words.text(given.get("path")))


def _look_up(given, describe):
    return words.placed("address look-up of", words.text(given.get("host")))


def _to_thread(given, describe):
    return "thread executor (%s)" % words.called(given.get("func"))


def _subprocess(given, describe):
    number = read(given.get("self"), "pid")
    return "subprocess %d" % number if type(number) is int else "subprocess"


def _spawn(given, describe):
    command = words.text(given.get("program")) or words.text(given.get("cmd"))
    return "start of subprocess %s" % command if command else "start of a subprocess"


#: Qualified name of asyncio's coroutine function -> its words.
_TABLE = {
    "sleep": _sleep, "wait_for": _wait_for, "wait": _wait, "to_thread": _to_thread,
    "as_completed.<locals>._wait_for_one": _as_completed, "_AsCompletedIterator._wait_for_one": _as_completed,
    "Lock.acquire": _on_self, "Semaphore.acquire": _on_self, "Event.wait": _on_self, "Barrier.wait": _on_self,
    "Condition.wait": _condition, "Condition.wait_for": _condition,
    "Queue.get": _get, "Queue.put": _put, "Queue.join": _join,
    "StreamReader.read": _read, "StreamReader.readline": _read, "StreamReader.readexactly": _read,
    "StreamReader.readuntil": _read, "StreamWriter.drain": _drain, "StreamWriter.wait_closed": _close,
    "open_connection": _connect("open_connection"), "open_unix_connection": _connect("open_unix_connection"),
    "BaseEventLoop.create_connection": _connect("create_connection"), "BaseEventLoop.getaddrinfo": _look_up,
    "Process.wait": _subprocess, "Process.communicate": _subprocess,
    "create_subprocess_exec": _spawn, "create_subprocess_shell": _spawn,
    "BaseEventLoop.subprocess_exec": _spawn, "BaseEventLoop.subprocess_shell": _spawn,
}


def words_of(coroutine):
    """The function that puts `coroutine` in words; None if nothing is known of it but its name."""
    found = _TABLE.get(coroutine.__qualname__)
    if found is None or is_asyncio(coroutine.cr_code):
        return found
    path = coroutine.cr_code.co_filename
    return found if found is _sleep and any(folder in path for folder in _OTHER_SLEEPS) else None
