"""Makes of a function and its arguments the coroutine that is run."""
import inspect

from .arguments import Arguments, check_arguments, instance_expression
from .entry_points import EntryPoints, Suppressed
from .request import Unusable


class Call:
    """A request's call, read and checked but not made: evaluation needs the running loop.

    Raises Unusable with reason `arguments` or `instance`.
    """

    def __init__(self, function, arguments, instance, module):
        self._function = function
        self._namespace = vars(module)
        self._text = arguments
        self._arguments = Arguments(arguments)
        check_arguments(function, self._arguments)
        self._instance = None
        if function.needs_instance:
            self._making = instance or "%s()" % function.owner.__qualname__
            self._instance = instance_expression(self._making)

    def coroutine(self, runner):
        """Evaluate object and arguments and call the function; the result is what the main task runs.

        Raises Unusable, and what the call itself raises.
        """
        function = self._function.callable
        if self._instance is not None:
            instance = self._evaluate(runner, self._instance, "instance", "Making the object, `%s`," % self._making)
            try:
                function = getattr(instance, self._function.qualname.rpartition(".")[2])
            except AttributeError:
                kind = type(instance).__name__
                message = "`%s` made a %s, which has no %s." % (self._making, kind, self._function.label)
                raise Unusable("instance", message) from None
        what = "The arguments `%s`" % self._text
        args, kwargs = self._evaluate(runner, self._arguments.expression, "arguments", what)
        if self._arguments.open_ended:
            _check_values(function, args, kwargs, self._function.label)
        return runner.call(_called, function, args, kwargs, self._function)

    def _evaluate(self, runner, expression, reason, what):
        try:
            value = runner.call(expression.evaluate, self._namespace)
            return runner.complete(value) if expression.is_async else value
        except Exception as error:
            raise Unusable(reason, "%s raised %s: %s" % (what, type(error).__name__, error)) from None


def _check_values(callable_, args, kwargs, label):
    """What `*` and `**` brought is checked here, before the call; `check_arguments` has seen all others."""
    try:
        signature = inspect.signature(callable_)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        raise Unusable("arguments", "%s: %s." % (label, error)) from None


def _called(callable_, args, kwargs, function):
    """Call as decorated; where that leads to nothing to await, call what the decorator wrapped."""
    while True:
        result = _try(callable_, args, kwargs)
        coroutine = _as_coroutine(result)
        if coroutine is not None:
            return coroutine
        callable_ = getattr(callable_, "__wrapped__", None)
        if callable_ is None:
            message = "%s gave back nothing that can be awaited, but a %s." % (function.label, type(result).__name__)
            raise Unusable("not-async", message)


def _try(callable_, args, kwargs):
    if not callable(callable_):
        return None
    try:
        # A decorator may run the event loop itself: here that is ours to do.
        with EntryPoints():
            return callable_(*args, **kwargs)
    except Suppressed:
        return None


def _as_coroutine(result):
    if inspect.iscoroutine(result):
        return result
    if inspect.isawaitable(result):
        return _await(result)
    kind = type(result)
    if hasattr(kind, "__aiter__"):
        return _exhaust(result)
    if hasattr(kind, "__aenter__") and hasattr(kind, "__aexit__"):
        return _enter(result)
    return None


async def _await(awaitable):
    return await awaitable


class Yielded:
    """The value of an async generator that ran to its end: says how many items it gave."""

    def __init__(self, count):
        self._count = count

    def __repr__(self):
        return "<yielded %d item%s>" % (self._count, "" if self._count == 1 else "s")


async def _exhaust(iterable):
    count = 0
    async for _ in iterable:
        count += 1
    return Yielded(count)


async def _enter(manager):
    async with manager as value:
        return value
