"""What Python and asyncio themselves complain of, noted as they do: coroutines and tasks that were forgotten.

The notes are within their own functions (`rewriting/inject.py`): what the program prints stays as it is.
"""
import ast
import asyncio
import builtins
import warnings as python_warnings
from sys import _getframe
from typing import NamedTuple, Optional, Tuple

from ..causes.awaitables import suspended_frames
from ..causes.fields import type_name
from ..causes.tasks import called_task, coroutine_of, function_of, name_of, task_function
from ..causes.words import text
from ..rewriting import names
from ..rewriting.inject import NoSource, call, injected, read
from .facts import is_users

_UNAWAITED = names.PREFIX + "unawaited"
_COMPLAINED = names.PREFIX + "complained"
#: At most so many different ones of a kind are kept, and so many frames of each.
_MOST = 200
_FRAMES = 3
#: How asyncio words it, in every version.
_DESTROYED = "was destroyed but it is pending"
_NOT_RETRIEVED = "exception was never retrieved"
_traceback_of = BaseException.__dict__["__traceback__"].__get__
_arguments_of = BaseException.__dict__["args"].__get__


class Spot(NamedTuple):
    """A line of the program's that ran or waits."""

    file: str
    line: int
    function: str


class Unawaited(NamedTuple):
    """A coroutine that nobody awaited."""

    #: As it is called, and qualified (`asyncio.sleep`).
    name: str
    function: str
    defined: Spot
    #: What ran when it was dropped, the innermost first.
    stack: Tuple[Spot, ...]


class Complaint(NamedTuple):
    """What asyncio said of a task or future that was dropped."""

    #: In words: `Task-2 (worker)`.
    what: str
    name: str
    function: str
    #: In words: `ValueError: no such user`; None where there was none.
    exception: Optional[str]
    #: Where it was raised, or where it was waiting; None where that is not known.
    spot: Optional[Spot]
    #: Its coroutine function; None of a future.
    defined: Optional[Spot]


#: How often each was noted.
unawaited = {}
not_retrieved = {}
destroyed = {}


def install():
    """Make the notes from now on, where the source is at hand. Once per process; idempotent."""
    setattr(builtins, _UNAWAITED, _note_unawaited)
    setattr(builtins, _COMPLAINED, complained)
    for function, owner, hook, argument in (
        (python_warnings._warn_unawaited_coroutine, None, _UNAWAITED, "coro"),
        (asyncio.base_events.BaseEventLoop.call_exception_handler, "BaseEventLoop", _COMPLAINED, "context"),
    ):
        try:
            injected(function, owner, _Note(hook, argument))
        except NoSource:
            pass


def follow(loop_class):
    """Make the notes of a loop that is not asyncio's own: a Python class, such as `uvloop.Loop`."""
    handle = loop_class.call_exception_handler

    def call_exception_handler(self, context):
        complained(context)
        return handle(self, context)

    loop_class.call_exception_handler = call_exception_handler


def reset():
    """Forget what was noted."""
    for table in (unawaited, not_retrieved, destroyed):
        table.clear()


def complained(context):
    """A loop's exception handler is given `context`. Never raises."""
    try:
        _note_complaint(context)
    except Exception:  # a note must not decide what becomes of the program
        pass


def _note_unawaited(coroutine):
    try:
        code = coroutine.cr_code
        stack = []
        frame = _getframe(2)
        while frame is not None and len(stack) < _FRAMES:
            if is_users(frame.f_code.co_filename):
                stack.append(_spot(frame.f_code, frame.f_lineno))
            frame = frame.f_back
        name = coroutine.__qualname__.rpartition(".")[2]
        _count(unawaited, Unawaited(name, function_of(coroutine), _spot(code, code.co_firstlineno), tuple(stack)))
    except Exception:  # as above
        pass


def _note_complaint(context):
    if type(context) is not dict or type(context.get("message")) is not str:
        return
    message, exception = context["message"], context.get("exception")
    task = context.get("task")
    subject = context.get("future") if task is None else task
    if subject is None:
        return
    if _DESTROYED in message:
        spots = [_spot(frame.f_code, frame.f_lineno) for frame in suspended_frames(coroutine_of(subject))]
        _count(destroyed, _complaint(subject, None, spots))
    elif _NOT_RETRIEVED in message and exception is not None:
        spots = []
        traceback = _traceback_of(exception)
        while traceback is not None:
            spots.append(_spot(traceback.tb_frame.f_code, traceback.tb_lineno))
            traceback = traceback.tb_next
        _count(not_retrieved, _complaint(subject, _exception_words(exception), spots))


def _complaint(subject, exception, spots):
    name, function = name_of(subject), task_function(subject)
    users = [spot for spot in spots if is_users(spot.file)]
    what = called_task(name, function) if name or function else "A %s" % type_name(type(subject))
    code = getattr(coroutine_of(subject), "cr_code", None)
    defined = _spot(code, code.co_firstlineno) if code is not None and is_users(code.co_filename) else None
    return Complaint(what, name, function, exception, users[-1] if users else None, defined)


def _exception_words(exception):
    """Its class and what it was made of, if that is a text: its own `__str__` is the program's."""
    arguments = _arguments_of(exception)
    said = text(arguments[0]) if len(arguments) == 1 else None
    kind = type_name(type(exception))
    return "%s: %s" % (kind, said) if said else kind


def _spot(code, line):
    return Spot(code.co_filename, line or code.co_firstlineno, getattr(code, "co_qualname", code.co_name))


def _count(table, key):
    if key in table or len(table) < _MOST:
        table[key] = table.get(key, 0) + 1


class _Note:
    """Has a function begin with a call of `hook` with one of its arguments."""

    def __init__(self, hook, argument):
        self._hook = hook
        self._argument = argument

    def __call__(self, function):
        has_docstring = ast.get_docstring(function) is not None
        first = function.body[has_docstring]
        note = ast.Expr(call(self._hook, first, read(self._argument, first)))
        function.body.insert(has_docstring, ast.copy_location(note, first))
