"""While a module is loaded for one function, calls that would run its whole program do not.

A function that starts an event loop gets another code object for that time: it stays the object it is, so what the
user's module took by ``from asyncio import run`` is right again afterwards. Methods are replaced on their class.
"""
import ast
import asyncio
import builtins
import inspect
import sys
import threading
import types

_HOOK = ".await_lens entry"  # cannot be written in source, so it cannot be in anybody's way

#: module -> qualified names of its functions that run an event loop.
_TABLE = {
    "asyncio.runners": ("run", "Runner.run"),
    "asyncio.base_events": ("BaseEventLoop.run_until_complete", "BaseEventLoop.run_forever"),
    "asyncio.windows_events": ("ProactorEventLoop.run_forever",),
    "uvloop": ("run", "Loop.run_until_complete", "Loop.run_forever"),
    "anyio._core._eventloop": ("run",),
    "trio._core._run": ("run",),
    "curio.kernel": ("run", "Kernel.run"),
}


class Suppressed(BaseException):
    """Raised in place of running a program. Not an Exception: the user's handlers are not meant for it."""


def _stub():
    tree = ast.parse("def stub(*args, **kwargs):\n    return hook(0, args, kwargs)")
    call = tree.body[0].body[0].value
    call.func.id = _HOOK
    return tree, call.args


def _code_for(number):
    tree, arguments = _stub()
    arguments[0] = ast.copy_location(ast.Constant(number), arguments[0])
    module = compile(tree, __file__, "exec", dont_inherit=True)
    return next(constant for constant in module.co_consts if isinstance(constant, types.CodeType))


def _discard(loop, arguments):
    """Close the coroutines that are not going to run, lest Python warns that nobody awaited them."""
    for argument in arguments:
        if inspect.iscoroutine(argument):
            argument.close()
    if isinstance(loop, asyncio.AbstractEventLoop) and not loop.is_closed():
        for task in asyncio.all_tasks(loop):
            task._log_destroy_pending = False
            task.get_coro().close()


class EntryPoints:
    """A context in which the entry points raise `Suppressed`, for the thread that entered it."""

    def __init__(self):
        self._restores = []
        self._originals = []
        self._thread = None

    def __enter__(self):
        self._thread = threading.get_ident()
        setattr(builtins, _HOOK, self._called)
        for name in _TABLE:
            if name in sys.modules:
                self._patch(name)
        return self

    def __exit__(self, *_exception):
        self._thread = None
        while self._restores:
            self._restores.pop()()
        delattr(builtins, _HOOK)

    def watch_import(self, name, spec):
        """For `Finder`: a module of the table is treated as soon as it is loaded."""
        loader = spec.loader
        if self._thread is None or name not in _TABLE or not hasattr(loader, "exec_module"):
            return

        def exec_module(module):
            del loader.exec_module
            loader.exec_module(module)
            if self._thread is not None:
                self._patch(name)

        loader.exec_module = exec_module

    def _patch(self, module_name):
        for qualname in _TABLE[module_name]:
            owner = sys.modules[module_name]
            *path, name = qualname.split(".")
            for part in path:
                owner = getattr(owner, part, None)
            function = getattr(owner, name, None)
            if isinstance(owner, type) and function is not None:
                self._shadow(owner, name, function)
            elif isinstance(function, types.FunctionType) and not function.__code__.co_freevars:
                self._swap_code(function)

    def _swap_code(self, function):
        code = function.__code__
        original = types.FunctionType(code, function.__globals__, function.__name__, function.__defaults__)
        original.__kwdefaults__ = function.__kwdefaults__
        function.__code__ = _code_for(len(self._originals))
        self._originals.append(original)
        self._restores.append(lambda: setattr(function, "__code__", code))

    def _shadow(self, owner, name, method):
        """For a method, which may be a compiled one: found on its class at every call."""
        number = len(self._originals)
        self._originals.append(method)
        if name in vars(owner):
            self._restores.append(lambda: setattr(owner, name, method))
        else:
            self._restores.append(lambda: delattr(owner, name))
        setattr(owner, name, lambda *args, **kwargs: self._called(number, args, kwargs))

    def _called(self, number, args, kwargs):
        caller = sys._getframe(2).f_globals.get("__name__") or ""
        # asyncio's own calls pass: closing a loop runs it once more.
        if threading.get_ident() != self._thread or caller.partition(".")[0] == "asyncio":
            return self._originals[number](*args, **kwargs)
        _discard(args[0] if args else None, [*args, *kwargs.values()])
        raise Suppressed
