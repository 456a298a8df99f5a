"""Begin and end of every await, noted by the rewritten code in the awaiting frame itself.

A frame has at most one open await, so it is known by the frame's id. A frame that raised says nothing: its await
is closed when the frame is heard of again, when an await that it ran under ends, or with its task. What runs under
what is read from the stack at the begin, so that coroutines driven by hand, or by a loop that tells no steps, are
not taken for each other's callees.
"""
import inspect
from sys import _getframe
from time import perf_counter as clock

from ..causes.describe import describe, key_of
from . import costs
from .scattered import Scattered
from .sites import COMPREHENSION, DESCRIBED, DESCRIBED_EACH, EXIT, files, sites
from .states import OUTSIDE
from .threads import here

_NATIVE = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
DELEGATING = _NATIVE | inspect.CO_GENERATOR


def begin(number, awaited, depth=1):
    """Note that the caller (`depth` frames up) awaits `awaited` at site `number`; hands `awaited` back."""
    return begin_at(sites[number], awaited, _getframe(depth))


def begin_at(site, awaited, frame):
    """Note that `frame` awaits `awaited` at `site`; hands `awaited` back."""
    look(site, awaited)
    state = here.state
    under = close_and_find(state, frame) if state.open else 0
    state.open.append((id(frame), site, state.account, state.cost, under, clock()))
    return awaited


def close_and_find(state, frame):
    """Close what `frame` left open; returns the id of the frame whose open await it runs under, or 0."""
    open_awaits = state.open
    index = _index(open_awaits, id(frame))
    if index is not None:
        _close(state, index, clock())
    scattered = type(open_awaits) is Scattered
    return _running_under(open_awaits if scattered else {span[0] for span in open_awaits}, frame)


def end(result=True, depth=1):
    """Note that what the caller awaited has come to its result; hands the result back."""
    now = clock()
    state = here.state
    if state.open:
        end_at(state, id(_getframe(depth)), now)
    return result


def end_at(state, key, now):
    """The await of frame `key`, if it has one, has ended well. Returns whether it had."""
    index = _index(state.open, key)
    if index is None:
        return False
    span = state.open.pop(index)
    _close_under(state, span, index, now, False)
    ended(state, span, now)
    return True


def ended(state, span, now):
    """Count an await of `state` that has ended well."""
    state.cost += costs.pair
    _count(state, span, now, costs.within - costs.pair)


def raised():
    """Note, first thing in an `except` or `finally` of the caller, that its open await (if any) has raised."""
    state = here.state
    if state.open:
        index = _index(state.open, id(_getframe(1)))
        if index is not None:
            _close(state, index, clock(), True)


def look(site, awaited, unused=None):
    """Count what is awaited, and describe it unless that was done before.

    Returns how many awaits of the same kind are counted with it and need no look; unused: how many of those that the
    look before returned were not needed, None for one who looks at each.
    """
    key = key_of(awaited)
    seen = site.seen
    site.looked += 1
    skip = 0 if unused is None or site.looked < DESCRIBED else DESCRIBED_EACH - 1
    seen.count -= unused or 0
    many = unused is None and site.looked > DESCRIBED and site.looked % DESCRIBED_EACH
    if seen.key is key and (key is not None or many):
        seen.count += 1 + skip
    else:
        site.see(describe(awaited, site.kind == EXIT), key, 1 + skip)
    return skip


def close_all(state, now, failed):
    """Close what a task left open when it ended; `failed` if it did not return."""
    while state.open:
        _record(state, state.open.pop(), now, failed)


def _index(open_awaits, key):
    """What `pop` is to be given for the await of frame `key`; None if it has none."""
    if type(open_awaits) is Scattered:
        return key if key in open_awaits else None
    for index in range(len(open_awaits) - 1, -1, -1):
        if open_awaits[index][0] == key:
            return index
    return None


def _close(state, index, now, failed=False):
    """Close an await that ended without a word; `failed` if by an exception for sure."""
    span = state.open.pop(index)
    _close_under(state, span, index, now, failed)
    _record(state, span, now, failed)


def _close_under(state, outer, index, now, failed):
    """Close all that ran under `outer`, which stood at `index`."""
    if type(state.open) is Scattered:
        for span in state.open.pop_under(outer[0]):
            _record(state, span, now, failed)
        return
    gone = {outer[0]}
    for span in state.open[index:]:
        if span[4] in gone:
            gone.add(span[0])
            state.open.remove(span)
            _record(state, span, now, failed)


def _record(state, span, now, failed):
    """Count an await that ended without a word.

    That is an exception, but for the exit of an `async with` (a `return` or `break` in it skips our note; trap 7)
    and the last step of a comprehension (trap 14).
    """
    site = span[1]
    if site.kind != EXIT and (failed or site.kind != COMPREHENSION):
        site.raised += 1
    _count(state, span, now, 0)


def _count(state, span, now, overhead):
    """Add an await to the sums of its site, without what the notes in it cost: `overhead` and those noted."""
    _, site, before, cost, _, began = span
    overhead += state.cost - cost
    elapsed = now - began
    suspended = ready = suspensions = 0
    after = state.account
    if before is OUTSIDE or after is OUTSIDE:
        number = None
    else:
        number = state.number
        suspended, ready, suspensions = (new - old for new, old in zip(after, before))
        overhead += suspensions * costs.step_within
    overhead = max(0, min(overhead, elapsed - suspended))
    elapsed -= overhead
    site.count += 1
    site.total += elapsed
    site.overhead += overhead
    if number is None:
        site.unsplit += elapsed
    site.suspended += suspended
    site.ready += ready
    site.suspensions += suspensions
    waker = state.waker if suspensions else None
    site.wake(waker, suspensions > 0)
    if elapsed > site.floor:
        site.keep((elapsed, began, number, suspended, ready, suspensions, waker))
    if elapsed < site.least:
        site.least = elapsed


def _running_under(waiting, frame):
    """The nearest of the frames with an open await (`waiting`: their ids) that runs `frame`; 0 if it is driven by a call.

    Between the two there may be coroutines and generators that are not rewritten. A plain function is a call, and so
    is a rewritten coroutine that has no open await.
    """
    frame = frame.f_back
    while frame is not None:
        code = frame.f_code
        if not code.co_flags & DELEGATING:
            return 0  # also where its id is that of a frame that is no more
        if id(frame) in waiting:
            return id(frame)
        if code.co_flags & _NATIVE and code.co_filename in files:
            return 0
        frame = frame.f_back
    return 0
