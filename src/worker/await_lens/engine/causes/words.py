"""How amounts, addresses and functions are put in words."""
import functools
import math
import os
import sys
import types

from .fields import own_name, type_name

_Function = types.FunctionType
_Method = types.MethodType
_Builtin = types.BuiltinFunctionType
_STANDARD = os.path.dirname(os.__file__) + os.sep
_INSTALLED = ("site-packages", "dist-packages")
#: Longest piece of a program's own text (a name, a host, a command), in characters.
_LONGEST = 80


def seconds(value):
    """A time as a person writes it: `0.5 s`, `2 min`, `0`; None if it is no plain number."""
    if issubclass(type(value), float):
        value = float.__float__(value)
    elif type(value) is not int and type(value) is not bool:
        return None
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "%g s" % value
    for unit, name in ((3600, "h"), (60, "min")):
        if value >= 2 * unit and value % unit == 0:
            return "%d %s" % (value // unit, name)
    if abs(value) < 0.001:
        return "%.4g ms" % (value * 1000)
    return ("%.4f" % value).rstrip("0").rstrip(".") + " s"


def text(value):
    """A program's own text, bounded; None if it is none."""
    if type(value) is bytes:
        value = value.decode("utf-8", "replace")
    if type(value) is not str:
        return None
    return value if len(value) <= _LONGEST else value[:_LONGEST - 1] + "…"


def placed(words, place):
    """`words`, which end in a preposition, with the place; without both if it is not known."""
    return "%s %s" % (words, place) if place else words.rpartition(" ")[0]


def endpoint(host, port):
    """`host:port`, `[::1]:80`; None without a host."""
    host = text(host)
    if not host:
        return None
    if type(port) is not int and type(port) is not str:
        return host
    return "%s:%s" % ("[%s]" % host if ":" in host else host, text(str(port)))


def address(name):
    """The address of a socket as it names it (`getpeername`); None if there is none."""
    if type(name) is tuple and len(name) >= 2:
        return endpoint(name[0], name[1])
    return text(name) or ("a Unix socket" if type(name) in (str, bytes) else None)


def called(function):
    """A function as a person calls it: `time.sleep`, `requests.get`; one of the program's own by its qualified name."""
    function = _unwrapped(function)
    kind = type(function)
    if kind is _Function:
        module = function.__module__ if _is_library(function.__code__.co_filename) else None
        name = function.__qualname__
        return text("lambda" if function.__name__ == "<lambda>" else _public(function, module, name))
    if kind is _Builtin:
        owner = function.__self__
        if type(owner) is types.ModuleType or owner is None:
            return text(_public(function, function.__module__, function.__name__))
        return text(function.__qualname__)
    return text(type_name(function if kind is type else kind))


def plain_name(function):
    """A callback by its qualified name alone: `gather.<locals>._done_callback`; an object that is called, by its class."""
    function = _unwrapped(function)
    kind = type(function)
    return text(function.__qualname__ if kind is _Function or kind is _Builtin else own_name(kind)) or "callback"


def _unwrapped(function):
    """The function that a partial or a method stands for."""
    kind = type(function)
    while kind is functools.partial:
        inner = function.func
        # What `asyncio.to_thread` makes: the run of a function in a context.
        runs = type(inner) is _Builtin and inner.__name__ == "run" and type(inner.__self__).__name__ == "Context"
        function = function.args[0] if runs and function.args else inner
        kind = type(function)
    return function.__func__ if kind is _Method else function


def _public(function, module, name):
    """The name with the shortest of its packages that has the function under that name."""
    if type(module) is not str or module in ("builtins", "__main__"):
        return name
    parts = module.split(".")
    for length in range(1, len(parts)):
        package = ".".join(parts[:length])
        found = sys.modules.get(package)
        if type(found) is types.ModuleType and vars(found).get(name) is function:
            return "%s.%s" % (package, name)
    return "%s.%s" % (module, name)


def _is_library(path):
    return path.startswith(_STANDARD) or any(part in path for part in _INSTALLED) or path.startswith("<frozen ")
