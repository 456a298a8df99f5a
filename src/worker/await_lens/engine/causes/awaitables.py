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


def generator_behind(awaitable):
    """The coroutine or (asynchronous) generator that a carrier such as `ag.asend(None)` drives, else None."""
    kind = type(awaitable)
    if type(kind) is not type or kind.__module__ != "builtins" or kind.__name__ not in _CARRIERS:
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
