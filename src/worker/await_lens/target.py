"""Finds what a request names: the module of a file, and the function in it."""
import difflib
import importlib
import importlib.util
import inspect
import os
import sys
import sysconfig
from importlib.machinery import PathFinder

from .loader import Loader
from .request import Unusable


class Place:
    """Where a file stands among the modules.

    name: what the module is called; folder: the first entry of `sys.path`; parent: dotted name of its package or "".
    """

    def __init__(self, file):
        folder, base = os.path.split(file)
        stem = os.path.splitext(base)[0]
        packages = []
        while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.basename(folder).isidentifier():
            folder, package = os.path.split(folder)
            packages.insert(0, package)
        if packages and _is_taken(packages[0], os.path.join(folder, packages[0], "__init__.py")):
            packages, folder = [], os.path.dirname(file)
        self.folder = folder
        if not packages:
            self.parent = ""
            self.name = stem.replace(".", "_")
            while _is_taken(self.name, file):
                self.name += "_"
        else:
            if stem == "__init__":
                stem = packages.pop()
            self.parent = ".".join(packages)
            self.name = ".".join(packages + [stem])


def _is_taken(name, file):
    """Whether a module of Python's own, or one that is already loaded from elsewhere, has this name."""
    module = sys.modules.get(name)
    if module is not None:
        return not _same_file(getattr(module, "__file__", None), file)
    if sys.version_info >= (3, 10):
        return name in sys.stdlib_module_names
    library = [sysconfig.get_path("stdlib")]
    return name in sys.builtin_module_names or PathFinder.find_spec(name, library) is not None


def modules_hidden_by(folder):
    """Names of Python's own modules that are loaded, and that a file in `folder` would hide had it been asked first."""
    try:
        stems = sorted(entry[:-3] for entry in os.listdir(folder or os.curdir) if entry.endswith(".py"))
    except OSError:
        return []
    return [stem for stem in stems if stem in sys.modules and _is_taken(stem, os.path.join(folder, stem + ".py"))]


def _same_file(path, other):
    return path is not None and os.path.realpath(path) == os.path.realpath(other)


def load_module(file, place, compiler):
    """Import the module of `file` under its place's name. Raises whatever its code raises."""
    if place.parent:
        importlib.import_module(place.parent)
    if place.name in sys.modules:  # its package has imported it
        return sys.modules[place.name]
    spec = importlib.util.spec_from_file_location(place.name, file, loader=Loader(place.name, file, compiler))
    module = importlib.util.module_from_spec(spec)
    sys.modules[place.name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[place.name]
        raise
    if place.parent:
        setattr(sys.modules[place.parent], place.name.rpartition(".")[2], module)
    return module


class Function:
    """A callable found by its qualified name.

    owner: the class it was found in, or None; needs_instance: whether an object has to be made to call it.
    """

    def __init__(self, qualname, callable_, owner, needs_instance):
        self.qualname = qualname
        self.callable = callable_
        self.owner = owner
        self.needs_instance = needs_instance

    @property
    def label(self):
        return self.qualname + "()"


def find_function(module, qualname, file, not_meant=()):
    """The function of that qualified name, which must be async, or decorated, or made by a call.

    not_meant: first lines of the functions of that name that the request does not mean.
    Raises Unusable: `no-function` with the names there are, `not-async` for what can never be awaited.
    """
    if "<locals>" in qualname:
        outer, _, inner = qualname.rpartition(".<locals>.")
        raise Unusable(
            "no-function",
            "%s() exists only while %s() runs: run that one, the awaits inside are timed too." % (inner, outer),
            file,
        )
    owner, found, raw = None, module, module
    for part in qualname.split("."):
        owner = found
        try:
            raw = inspect.getattr_static(owner, part)
            found = getattr(owner, part)
        except AttributeError:
            raise Unusable("no-function", _no_such(module, qualname, file), file) from None
    code = getattr(inspect.unwrap(found), "__code__", None)
    if code is not None and code.co_filename == file and code.co_name == part and code.co_firstlineno in not_meant:
        message = "This %s() does not come about here: the one on line %d does." % (qualname, code.co_firstlineno)
        raise Unusable("no-function", message, file)
    if not isinstance(owner, type):
        owner = None
    bound = owner is None or isinstance(raw, (staticmethod, classmethod))
    function = Function(qualname, found, owner, not bound)
    if not callable(found) and not hasattr(found, "__wrapped__") or isinstance(found, type):
        raise Unusable("not-async", "%s is not a function: there is nothing to await." % qualname, file)
    if _is_plain(found, part):
        line = found.__code__.co_firstlineno
        message = "%s is not async: it is defined with `def`, so there is nothing to await." % function.label
        raise Unusable("not-async", message, file, line)
    return function


def _is_plain(function, name):
    """Whether this is a `def` that no decorator has replaced: calling it just to see would run it."""
    if not inspect.isfunction(function) or hasattr(function, "__wrapped__") or inspect.isgeneratorfunction(function):
        return False
    asynchronous = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    return not asynchronous and function.__code__.co_name == name


def _no_such(module, qualname, file):
    names = sorted(_async_names(module, "", module.__name__))
    where = os.path.basename(file)
    if not names:
        return "%s has no function %s, and no async function at all." % (where, qualname)
    close = difflib.get_close_matches(qualname, names, 1, 0.6)
    hint = " Did you mean %s?" % close[0] if close else ""
    return "%s has no function %s.%s Its async functions: %s." % (where, qualname, hint, ", ".join(names))


def _async_names(owner, prefix, module_name):
    for name, value in list(vars(owner).items()):
        value = getattr(value, "__func__", value)
        if getattr(value, "__module__", None) != module_name:
            continue
        if isinstance(value, type) and value.__qualname__ == prefix + name:
            yield from _async_names(value, prefix + name + ".", module_name)
        elif inspect.iscoroutinefunction(inspect.unwrap(value)) or inspect.isasyncgenfunction(inspect.unwrap(value)):
            yield prefix + name
