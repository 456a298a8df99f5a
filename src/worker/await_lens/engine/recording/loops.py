"""Where asyncio's own event loops tell of steps and of new tasks."""
import ast
import asyncio
import sys
import threading

from ..rewriting import names
from ..rewriting.inject import NoSource, call, injected, read

_Handle = asyncio.events.Handle
_TimerHandle = asyncio.events.TimerHandle
_Loop = asyncio.base_events.BaseEventLoop


def install():
    """Note every callback that a handle runs and every task that a loop is given. Raises inject.NoSource."""
    injected(_Handle._run, "Handle", _note_callback)
    injected(_Loop._call_soon, "BaseEventLoop", _note_scheduling)
    if sys.version_info >= (3, 14):
        injected(_Loop.call_soon_threadsafe, "BaseEventLoop", _note_scheduling)
    injected(_Loop.call_at, "BaseEventLoop", _note_timer)
    injected(_TimerHandle.cancel, "TimerHandle", _note_cancellation)
    injected(threading.Thread.start, "Thread", _note_thread)
    if sys.version_info >= (3, 12):
        injected(_Loop.create_task, "BaseEventLoop", _note_creation)
    if sys.version_info[:2] == (3, 12):
        injected(asyncio.tasks._set_task_name, None, _note_naming)


def _note_callback(function):
    first = function.body[0]
    enter = call(names.ENTER, first, read("self._callback", first), read("self", first))
    _put_between(function, enter, names.LEAVE)


def _note_scheduling(function):
    """After the handle is made, before the loop can see it."""
    _note_made(function, "handle", names.SCHEDULED, "callback", "handle")


def _note_timer(function):
    """After the handle is made."""
    _note_made(function, "timer", names.TIMER_SET, "timer")


def _note_made(function, variable, hook, *arguments):
    """Have the hook called with these variables as soon as `variable` is assigned."""
    for index, statement in enumerate(function.body):
        if isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", None) == variable:
            note = call(hook, statement, *(read(argument, statement) for argument in arguments))
            function.body.insert(index + 1, ast.Expr(note))
            return _place(function, statement)
    raise NoSource("asyncio makes its handles in another way")


def _note_cancellation(function):
    """Also while Python ends: then there are no hooks any more."""
    first = function.body[0]
    note = ast.Expr(call(names.TIMER_CANCELLED, first, read("self", first)))
    gone = ast.ExceptHandler(read("NameError", first), None, [ast.Pass()])
    function.body.insert(0, ast.Try([note], [gone], [], []))
    _place(function, first)


def _note_thread(function):
    first = function.body[0]
    function.body.insert(0, ast.Expr(call(names.THREADED, first)))
    _place(function, first)


def _note_creation(function):
    """Tasks may start at once, within their creation (3.12+)."""
    first = function.body[0]
    options = read(function.args.kwarg.arg if function.args.kwarg else "None", first)
    begin = call(names.CREATING, first, read("self", first), read("coro", first), options)
    for node in ast.walk(function):
        if isinstance(node, ast.Return):
            node.value = call(names.CREATED, node, ast.Name(names.BEFORE, ast.Load()), node.value)
    _put_between(function, begin, names.ABANDONED)


def _note_naming(function):
    """3.12 names a task after its creation, when an eager one may have ended (trap 8)."""
    last = function.body[-1]
    function.body.append(ast.Expr(call(names.NAMED, last, read("task", last))))
    _place(function, last)


def _put_between(function, begin, end):
    """Have the call `begin` made before the body, and the hook named `end` called with its result in any case after."""
    first = function.body[0]
    ended = ast.Expr(call(end, first, ast.Name(names.BEFORE, ast.Load())))
    function.body = [
        ast.Assign([ast.Name(names.BEFORE, ast.Store())], begin),
        ast.Try(function.body, [], [], [ended]),
    ]
    _place(function, first)


def _place(function, like):
    """Give the nodes that were made here the place of `like`; the others have theirs."""
    for node in ast.walk(function):
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            ast.copy_location(node, like)
