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


def suspended_frames(awaitable):
    """The frames that `awaitable` has suspended, outermost first, as far as the chain of awaits can be followed."""
    frames = []
    while awaitable is not None:
        kind = type(awaitable)
        if kind is _Coroutine:
            frame, inner = awaitable.cr_frame, awaitable.cr_await
        elif kind is _AsyncGenerator:
            frame, inner = awaitable.ag_frame, awaitable.ag_await
        elif kind is _Generator:
            frame, inner = awaitable.gi_frame, awaitable.gi_yieldfrom
        else:
            awaitable = generator_behind(awaitable)
            continue
        if frame is None:
            break
        frames.append(frame)
        awaitable = inner
    return frames
