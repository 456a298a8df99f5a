"""The `awaits` and the pending await of the report, from what was recorded.

These may be asked for by another thread while the loop runs: what they read can change meanwhile.
"""
import sys
from time import perf_counter as clock

from ..causes.awaitables import suspended_frames
from ..causes.describe import coroutine_of
from ..recording import costs, states
from ..recording.sites import COMPREHENDING, sites
from ..recording.threads import records
from ..units import ns
from .meanwhile import Slices
from .naming import waker_words

#: Elapsed seconds of one await below which the lens's own cost is too much of it.
RESOLUTION = 5e-6


def awaits(origin, now, split):
    """(list of AwaitTimes of the sites that an await reached, and these sites).

    Times count from `origin`; pending ones are as of `now`. split: whether the loop tells its steps. What was awaited
    outside of every task is taken to have been running then.
    """
    pending = {}
    for state in copy(states.states, dict.values) + [record.outside for record in records()]:
        for site, began in open_awaits(state):
            pending.setdefault(id(site), []).append(max(0, now - began))
    for site in sites[COMPREHENDING + 1:]:
        began = site.settle() if site.settle is not None else None
        if began is not None:
            pending.setdefault(id(site), []).append(max(0, now - began))
    slices = Slices()
    reached = [site for site in sites[COMPREHENDING + 1:] if site.count or id(site) in pending]
    return [_await_times(site, pending.get(id(site), ()), origin, slices, split) for site in reached], reached


def pending(now):
    """PendingAwait of the first task: its innermost await that has not ended; None if there is none."""
    state = states.recorded[0] if states.recorded else None
    found = open_awaits(state) if state is not None else []
    if not found:
        return None
    site, began = found[-1]
    return {
        "file": site.file, "line": site.range[0], "function": site.function, "source": site.source,
        "elapsed_ns": max(0, ns(now - began)),
    }


def main_task_times():
    """(start of the first step, end of the last, the lens's own cost between them) of the first task, or None.

    A step that still runs ends now.
    """
    state = states.recorded[0] if states.recorded else None
    if state is None or not state.began:
        return None
    ended = state.ended or (clock() if state.runs() else state.left)
    away, _, suspensions = state.account
    cost = state.cost + suspensions * costs.step_within
    return state.began, ended, max(0.0, min(cost, ended - state.began - away))


def _await_times(site, pending, origin, slices, split):
    longest = sorted(site.longest, key=lambda passage: passage[:2], reverse=True)
    total, suspended, ready = ns(site.total), ns(site.suspended), ns(site.ready)
    least = most = 0
    if longest:  # rounded so that they stay on their sides of the mean
        least = max(0, min(ns(min(site.least, longest[0][0])), total // site.count))
        most = max(ns(longest[0][0]), -(-total // site.count))
    return {
        **place_of(site), "count": site.count, "raised": site.raised,
        "elapsed_ns": {
            "total": total, "min": least, "max": most,
        },
        "suspended_ns": suspended, "waiting_ns": suspended - ready, "ready_ns": ready,
        "running_ns": total - suspended - (0 if split else ns(site.unsplit)),
        "overhead_ns": ns(site.overhead), "sampled": site.sampled,
        "below_resolution": site.count > 0 and site.total < RESOLUTION * site.count,
        "suspensions": site.suspensions,
        "awaited": [{"what": what, "count": seen.count} for what, seen in copy(site.awaited, dict.items)],
        "woken_by": [{**waker_words(waker), "count": count} for waker, count in copy(site.wakers, dict.items)],
        "longest": [_passage(passage, origin) for passage in longest],
        "meanwhile": slices.meanwhile(longest),
        "pending": len(pending), "pending_ns": ns(max(pending, default=0)),
    }


def place_of(site):
    """Where an await point stands, and what is written there."""
    line, column, end_line, end_column = site.range
    return {
        "file": site.file, "line": line, "column": column, "end_line": end_line, "end_column": end_column,
        "kind": site.kind, "function": site.function, "source": site.source,
    }


def _passage(passage, origin):
    elapsed, start, number, suspended, ready, suspensions, waker = passage
    # What is shorter than the clock can tell from the notes may seem to take less than no time.
    elapsed, suspended, ready = max(0, ns(elapsed)), ns(suspended), ns(ready)
    return {
        "task": number, "start_ns": ns(start - origin), "elapsed_ns": elapsed, "waiting_ns": suspended - ready,
        "ready_ns": ready, "running_ns": elapsed - suspended, "suspensions": suspensions,
        "woken_by": waker_words(waker) if suspensions else None,
    }


def open_awaits(state, verify=True):
    """(site, start) of the awaits of `state` that have not ended, outermost first.

    One that raised may still be in the table, unheard of: only frames that are alive count, unless `verify` is false.
    Outside of every task nobody knows which are.
    """
    spans = list(state.open)
    if spans and verify and state.number is not None:
        alive = _frames(state)
        spans = [span for span in spans if span[0] in alive]
    return [(span[1], span[-1]) for span in spans if span[1] is not sites[COMPREHENDING]]


def _frames(state):
    """Ids of the frames of a task: on its thread's stack while a step of it runs, else in its chain of awaits."""
    if state.runs():
        ident = next((record.ident for record in records() if record.number == state.thread), None)
        frame = sys._current_frames().get(ident)
        stack = []
        while frame is not None:
            stack.append(frame)
            frame = frame.f_back
    else:
        task = state.reference() if state.reference is not None else None
        stack = suspended_frames(coroutine_of(task)) if task is not None else ()
    return {id(frame) for frame in stack}


def copy(table, view):
    """The entries of a dictionary that another thread may be changing."""
    while True:
        try:
            return list(view(table))
        except RuntimeError:
            continue
