"""Names what is awaited, without running any of the user's code."""
import types

from . import coroutines, objects
from .awaitables import is_carrier
from .fields import arguments, type_name
# What the recorder asks of tasks, too.
from .tasks import coroutine_of, function_of, function_run_by, task_function

__all__ = ["describe", "key_of", "varies", "coroutine_of", "function_of", "function_run_by", "task_function"]

_Coroutine = types.CoroutineType
_AsyncGenerator = types.AsyncGeneratorType
_Generator = types.GeneratorType
#: Longest name, in characters.
_LONGEST = 200


def describe(awaited, leaving=False):
    """What `awaited` is, in words: `sleep 0.5 s`, `Task-3 (fetch)`, `Lock held by Task-2 (worker)`, `Client.fetch`.

    To be asked in the awaiting task before the await starts. `leaving`: `awaited` is a context manager, and
    `async with` is leaving it. At most 200 characters; never raises.
    """
    try:
        words = _words(awaited, leaving)
    except Exception:  # some version of asyncio, or a class derived from its own, is made otherwise
        words = type_name(type(awaited))
    return words if len(words) <= _LONGEST else words[:_LONGEST - 1] + "…"


def key_of(awaited):
    """Awaitables of equal keys (compared by `is`) have the same words; None: `describe` each."""
    kind = type(awaited)
    if kind is _Coroutine:
        return awaited.__qualname__ if coroutines.words_of(awaited) is None else None
    return None if varies(kind) else kind


def varies(kind):
    """Whether two objects of this type may need different words."""
    return kind is _AsyncGenerator or kind is _Generator or is_carrier(kind) or objects.words_of(kind) is not None


def _words(awaited, leaving):
    kind = type(awaited)
    if kind is _Coroutine:
        words_of = coroutines.words_of(awaited)
        if words_of is not None:
            return words_of(arguments(awaited), describe)
    else:
        words_of = objects.words_of(kind)
        if words_of is not None:
            return words_of(awaited, leaving, describe)
    return function_of(awaited)
