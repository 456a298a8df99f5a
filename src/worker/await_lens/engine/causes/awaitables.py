"""Follows what a suspended coroutine awaits, down to where Python lets one look."""
import gc
import types

_Coroutine = types.CoroutineType
_Generator = types.GeneratorType
_AsyncGenerator = types.AsyncGeneratorType
#: Objects in C that stand between a coroutine and the generator it drives, and do not name it (trap 12).
_CARRIERS = frozenset((
    "async_generator_asend", "async_generator_athrow", "anext_awaitable", "coroutine_wrapper",
    "async_generator_wrapped_value",
))


def is_carrier(kind):
    """Whether objects of this class drive a coroutine or a generator, and do not name it."""
    return type(kind) is type and kind.__name__ in _CARRIERS and kind.__module__ == "builtins"


def generator_behind(awaitable):
    """The coroutine or (asynchronous) generator that a carrier such as `ag.asend(None)` drives, else None."""
    if not is_carrier(type(awaitable)):
        return None
    for held in gc.get_referents(awaitable):
        if type(held) in (_AsyncGenerator, _Coroutine, _Generator):
            return held
    return None


def delegate(awaitable):
    """(the generator that `awaitable` is or drives, its code, name of the attribute with its frame, what it awaits).

    Of coroutines too; None if it is none of these.
    """
    kind = type(awaitable)
    if kind is _Coroutine:
        return awaitable, awaitable.cr_code, "cr_frame", awaitable.cr_await
    if kind is _AsyncGenerator:
        return awaitable, awaitable.ag_code, "ag_frame", awaitable.ag_await
    if kind is _Generator:
        return awaitable, awaitable.gi_code, "gi_frame", awaitable.gi_yieldfrom
    if awaitable is None:
        return None
    driven = generator_behind(awaitable)
    return delegate(driven) if driven is not None else None


def suspended_frames(awaitable):
    """The frames that `awaitable` has suspended, outermost first, as far as the chain of awaits can be followed."""
    frames = []
    found = delegate(awaitable)
    while found is not None:
        awaitable, _, frame_of, inner = found
        frame = getattr(awaitable, frame_of)
        if frame is None:
            break
        frames.append(frame)
        found = delegate(inner)
    return frames
