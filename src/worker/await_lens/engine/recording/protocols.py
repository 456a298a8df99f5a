"""`async for`, `async with` and comprehensions: note their steps and leave no frame on the user's stack.

Python looks special methods up on the type and calls what it finds. Where that is a property, our getter notes the
moment and hands back the user's own bound method: when it runs, we are gone. Where the user's object lacks a method
it goes through unchanged, for Python's own TypeError.
"""
from functools import partial

from .spans import begin

_mro_of = type.__dict__["__mro__"].__get__
_MISSING = object()


def _special(owner, name):
    """The method `name` of `owner` as the interpreter looks it up: on the type, bound; _MISSING if there is none."""
    kind = type(owner)
    for base in _mro_of(kind):
        if name in base.__dict__:
            found = base.__dict__[name]
            bind = getattr(type(found), "__get__", None)
            return found if bind is None else bind(found, owner, kind)
    return _MISSING


def _has(owner, name):
    return any(name in base.__dict__ for base in _mro_of(type(owner)))


class _Untouched(tuple):
    """An object without `__aiter__`."""

    __slots__ = ()


class _Unusable:
    """Hands `async for` an iterator that has no `__anext__`."""

    __slots__ = ("iterator",)

    def __init__(self, iterator):
        self.iterator = iterator

    def __aiter__(self):
        return self.iterator


class _Iterator:
    """Stands for an asynchronous iterator: notes when a step is asked for."""

    __slots__ = ("number", "iterator")

    def __init__(self, number, iterator):
        self.number = number
        self.iterator = iterator

    def __aiter__(self):
        return self

    @property
    def __anext__(self):
        begin(self.number, self.iterator, 2)
        return _special(self.iterator, "__anext__")


def iterating(iterable):
    """What to call, in the user's frame, to get the iterator of `iterable`."""
    method = _special(iterable, "__aiter__")
    return partial(_Untouched, (iterable,)) if method is _MISSING else method


def steps(number, iterator):
    """What `async for` runs over in place of `iterator`, at site `number`."""
    if type(iterator) is _Untouched:
        return iterator[0]
    return _Iterator(number, iterator) if _has(iterator, "__anext__") else _Unusable(iterator)


class _Manager:
    """Stands for an asynchronous context manager: notes its enter (site `number`) and exit (`number + 1`)."""

    __slots__ = ("number", "manager")

    def __init__(self, number, manager):
        self.number = number
        self.manager = manager

    @property
    def __aenter__(self):
        begin(self.number, self.manager, 2)
        return _special(self.manager, "__aenter__")

    @property
    def __aexit__(self):
        return _Exit(self.number + 1, self.manager, _special(self.manager, "__aexit__"))


class _Exit:
    """The exit of a context manager, looked up when it is entered and called when it is left."""

    __slots__ = ("number", "manager", "method")

    def __init__(self, number, manager, method):
        self.number = number
        self.manager = manager
        self.method = method

    @property
    def __call__(self):
        begin(self.number, self.manager, 2)
        return self.method


def managing(number, manager):
    """What `async with` enters in place of `manager`; its sites are `number` and `number + 1`."""
    return _Manager(number, manager) if _has(manager, "__aenter__") and _has(manager, "__aexit__") else manager
