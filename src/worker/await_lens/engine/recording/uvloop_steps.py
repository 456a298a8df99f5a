"""Steps of uvloop. Its handles are in C; but its `Loop` is a Python class, and tasks schedule their steps by it."""
import sys
from importlib import util

from . import eager
from .steps import enter, leave, scheduled, task_of

_NAME = "uvloop"


class _Step:
    """A step of a task, with its start and end noted."""

    __slots__ = ("callback",)

    def __init__(self, callback):
        self.callback = callback

    def __call__(self, *args):
        before = enter(self.callback)
        try:
            self.callback(*args)
        finally:
            leave(before)


class _WhenImported:
    """Waits for the user's program to import uvloop. It is not imported on our account."""

    _asking = False

    def find_spec(self, name, path=None, target=None):
        if name != _NAME or self._asking:
            return None
        self._asking = True
        try:
            spec = util.find_spec(name)
        finally:
            self._asking = False
        if spec is not None and spec.loader is not None:
            self._follow(spec.loader)
        return spec

    def _follow(self, loader):
        execute = loader.exec_module

        def exec_module(module):
            del loader.exec_module
            sys.meta_path.remove(self)
            execute(module)
            _hook(module)

        loader.exec_module = exec_module


def install():
    """Note the steps of uvloop's tasks from now on, or from its import on."""
    module = sys.modules.get(_NAME)
    if module is None:
        sys.meta_path.insert(0, _WhenImported())
    else:
        _hook(module)


def _hook(module):
    call_soon, create_task = module.Loop.call_soon, module.Loop.create_task

    def noting_call_soon(self, callback, *args, context=None):
        if task_of(callback) is not None:
            scheduled(callback)
            callback = _Step(callback)
        return call_soon(self, callback, *args, context=context)

    module.Loop.call_soon = noting_call_soon
    if sys.version_info >= (3, 12):
        module.Loop.create_task = _noting_creation(create_task)


def _noting_creation(create_task):
    def noting_create_task(self, coro, **options):
        before = eager.creating(self, coro, options)
        try:
            return eager.created(before, create_task(self, coro, **options))
        finally:
            eager.abandoned(before)

    return noting_create_task
