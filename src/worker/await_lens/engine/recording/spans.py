"""Begin and end of every await, noted by the rewritten code in the awaiting frame itself.

A frame has at most one open await, so it is known by the frame's id. A frame that raised says nothing: its await
is closed when the frame is heard of again, when an await that it ran under ends, or with its task. What runs under
what is read from the stack at the begin, so that coroutines driven by hand, or by a loop that tells no steps, are
not taken for each other's callees.
"""
import inspect
import types
from sys import _getframe
from time import perf_counter_ns as clock

from ..causes.describe import describe, varies
from .sites import COMPREHENSION, EXIT, files, sites
from .states import here

_Coroutine = types.CoroutineType
_NATIVE = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_DELEGATING = _NATIVE | inspect.CO_GENERATOR


def begin(number, awaited, depth=1):
    """Note that the caller (`depth` frames up) awaits `awaited` at site `number`; hands `awaited` back."""
    frame = _getframe(depth)
    key = id(frame)
    state = here.state
    site = sites[number]
    kind = type(awaited)
    if kind is _Coroutine:
        kind = awaited.__qualname__
    seen = site.seen
    if seen.key is kind:
        seen.count += 1
    else:
        _see(site, awaited, kind)
    parent = 0
    open_awaits = state.open
    if open_awaits:
        if key in open_awaits:
            _close(state, key, clock())
        parent = id(frame.f_back)
        if parent not in open_awaits:
            parent = _running_under(open_awaits, frame)
    open_awaits[key] = (site, clock(), state.suspended, state.steps, parent)
    return awaited


def end(result=True, depth=1):
    """Note that what the caller awaited has come to its result; hands the result back."""
    now = clock()
    state = here.state
    open_awaits = state.open
    if open_awaits:
        key = id(_getframe(depth))
        last, span = open_awaits.popitem()
        if last != key:
            open_awaits[last] = span
            if key not in open_awaits:
                return result
            span = open_awaits.pop(key)
            _close_under(state, key, span, now, False)
        site, began, suspended, steps, _ = span
        elapsed = now - began
        site.count += 1
        site.total += elapsed
        if elapsed < site.least:
            site.least = elapsed
        if elapsed > site.most:
            site.most = elapsed
        if state.steps != steps:
            _split(site, state, elapsed, suspended, steps)
    return result


def raised():
    """Note, first thing in an `except` or `finally` of the caller, that its open await (if any) has raised."""
    state = here.state
    if state.open:
        key = id(_getframe(1))
        if key in state.open:
            _close(state, key, clock(), True)


def _see(site, awaited, kind):
    stable = type(awaited) is _Coroutine or not varies(kind)
    site.see(describe(awaited), kind if stable else None)


def close_all(state, now, failed):
    """Close what a task left open when it ended; `failed` if it did not return."""
    while state.open:
        _, span = state.open.popitem()
        _record(state, span, now, failed)


def _close(state, key, now, failed=False):
    """Close the await of frame `key`, which ended without a word; `failed` if by an exception for sure."""
    span = state.open.pop(key)
    _close_under(state, key, span, now, failed)
    _record(state, span, now, failed)


def _close_under(state, key, outer, now, failed):
    """Close all that ran under `outer`, the await that frame `key` had open."""
    gone = {key}
    for inner, span in list(state.open.items()):
        # A frame's id may have been another's before: what runs under an await began after it.
        if span[4] in gone and span[1] >= outer[1]:
            gone.add(inner)
            del state.open[inner]
            _record(state, span, now, failed)


def _record(state, span, now, failed):
    """Count an await that ended without a word.

    That is an exception, but for the exit of an `async with` (a `return` or `break` in it skips our note; trap 7)
    and the last step of a comprehension (trap 14).
    """
    site, began, suspended, steps, _ = span
    elapsed = now - began
    site.count += 1
    if site.kind != EXIT and (failed or site.kind != COMPREHENSION):
        site.raised += 1
    site.total += elapsed
    site.least = min(site.least, elapsed)
    site.most = max(site.most, elapsed)
    if state.steps != steps:
        _split(site, state, elapsed, suspended, steps)


def _split(site, state, elapsed, suspended, steps):
    if state.number is None:
        site.unsplit += elapsed
    else:
        site.suspended += state.suspended - suspended
        site.suspensions += state.steps - steps


def _running_under(open_awaits, frame):
    """Id of the nearest frame up the stack whose open await runs `frame`; 0 if `frame` is driven by a call.

    Between the two there may be coroutines and generators that are not rewritten. A plain function is a call, and so
    is a rewritten coroutine that has no open await.
    """
    frame = frame.f_back
    while frame is not None:
        if id(frame) in open_awaits:
            return id(frame)
        code = frame.f_code
        if not code.co_flags & _DELEGATING:
            return 0
        if code.co_flags & _NATIVE and code.co_filename in files:
            return 0
        frame = frame.f_back
    return 0
