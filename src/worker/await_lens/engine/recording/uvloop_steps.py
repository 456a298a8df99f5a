"""Steps of uvloop. Its handles are in C; but its `Loop` is a Python class, and what is to run is given to its methods."""
import sys
from functools import partial
from time import perf_counter

from . import eager
from .importing import when_imported
from .steps import enter, leave, scheduled
from .wakers import TIMER, origins


class _Callback:
    """A callback, with its start and end noted. It stands for the handle, which nobody sees."""

    __slots__ = ("callback", "_loop", "due", "origin")

    def __init__(self, callback, loop, due=None):
        self.callback = callback
        self._loop = loop
        #: See `wakers.origins`.
        self.origin = None
        #: By the loop's clock, in seconds; None for soon.
        self.due = due

    def __call__(self, *args):
        if self.due is not None:
            late = max(0.0, self._loop.time() - self.due)
            self.origin = TIMER, perf_counter() - late, id(self.callback)
        if self.origin is not None:
            origins[id(self)] = self.origin
        before = enter(self.callback, self)
        try:
            self.callback(*args)
        finally:
            leave(before)

    def __repr__(self):
        return repr(self.callback)


def install(on_loop):
    """Note the steps of uvloop's tasks from now on, or from its import on; `on_loop` is given its class then."""
    when_imported("uvloop", partial(_hook, on_loop))


def _hook(on_loop, module):
    loop_type = module.Loop
    on_loop(loop_type)
    for name in ("call_soon", "call_soon_threadsafe"):
        setattr(loop_type, name, _noting_call(getattr(loop_type, name)))
    loop_type.call_later = _noting_call_later(loop_type.call_later)
    loop_type.call_at = _noting_call_at(loop_type.call_at)
    if sys.version_info >= (3, 12):
        loop_type.create_task = _noting_creation(loop_type.create_task)


def _noting_call(call):
    def noting_call(self, callback, *args, context=None):
        noted = _Callback(callback, self)
        scheduled(callback, noted)
        noted.origin = origins.pop(id(noted), None)
        return call(self, noted, *args, context=context)

    return noting_call


def _noting_call_later(call_later):
    def noting_call_later(self, delay, callback, *args, context=None):
        return call_later(self, delay, _Callback(callback, self, self.time() + delay), *args, context=context)

    return noting_call_later


def _noting_call_at(call_at):
    def noting_call_at(self, when, callback, *args, context=None):
        return call_at(self, when, _Callback(callback, self, when), *args, context=context)

    return noting_call_at


def _noting_creation(create_task):
    def noting_create_task(self, coro, **options):
        before = eager.creating(self, coro, options)
        try:
            return eager.created(before, create_task(self, coro, **options))
        finally:
            eager.abandoned(before)

    return noting_create_task
