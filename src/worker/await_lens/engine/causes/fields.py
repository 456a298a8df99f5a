"""Reads what objects of asyncio hold without running code of the user's: no `getattr`, `repr`, `__eq__`, `__hash__`.

A program may derive from every class of asyncio, and override what it likes.
"""
import collections
import types

_Slots = (types.GetSetDescriptorType, types.MemberDescriptorType)
_mro_of = type.__dict__["__mro__"].__get__
_names_of = type.__dict__["__dict__"].__get__
#: Name of a class, past its metaclass: qualified, without its module; its module.
own_name = type.__dict__["__qualname__"].__get__
module_of = type.__dict__["__module__"].__get__
_MISSING = object()
_SIZED = (list, tuple, set, frozenset, dict, collections.deque)


def mro_of(kind):
    """The class and its bases, in the order in which a name is looked up."""
    return _mro_of(kind) or (kind,)  # up to 3.9 some classes in C have none


def read(owner, name):
    """What `owner` holds as `name`, in a slot or in its dictionary; None if nothing."""
    for kind in mro_of(type(owner)):
        found = _names_of(kind).get(name, _MISSING)
        if found is _MISSING:
            continue
        if type(found) in _Slots:
            try:
                return found.__get__(owner)
            except AttributeError:  # a slot that is empty
                return None
        if found is not None:  # what the program put in its place
            return None
    try:
        return object.__getattribute__(owner, name)
    except AttributeError:
        return None


def number(owner, name):
    """The integer that `owner` holds as `name`; None if it is anything else."""
    value = read(owner, name)
    return value if type(value) is int else None


def size(container):
    """How many things are in `container`; None unless it is one of Python's own."""
    return len(container) if type(container) in _SIZED else None


def type_name(kind):
    """Qualified name of a class; one of asyncio's own with its module."""
    name = own_name(kind)
    module = module_of(kind)
    if type(module) is str and (module == "asyncio" or module.startswith("asyncio.")):
        return "asyncio." + name
    return name


def arguments(coroutine):
    """{name: value} of the arguments of a coroutine that has not started; empty when it has ended."""
    frame = coroutine.cr_frame
    if frame is None:
        return {}
    found = frame.f_locals
    values = dict(found)
    if type(found) is dict:  # up to 3.12 the frame keeps it, and all that is in it
        found.clear()
    return values


def enclosed(function, name):
    """What the closure of a plain function holds as `name`; None if nothing."""
    for variable, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        if variable == name:
            try:
                return cell.cell_contents
            except ValueError:  # not bound yet
                return None
    return None
