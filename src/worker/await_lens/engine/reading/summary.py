"""The `awaits`, the `tasks` and the pending await of the report, from what was recorded.

These may be asked for by another thread while the loop runs: what they read can change meanwhile.
"""
import sys
from time import perf_counter_ns as clock

from ..recording import states
from ..causes.awaitables import suspended_frames
from ..causes.describe import coroutine_of
from ..recording.sites import COMPREHENDING, sites
from ..recording.states import TASKS
from ..recording.steps import name_of


def awaits(now):
    """List of AwaitTimes (see `docs/report.md`) of the sites that an await reached; pending ones as of `now`."""
    pending = {}
    for state in _copy(states.states, dict.values) + _copy(states.outsides, dict.values):
        for site, began in _open_awaits(state):
            pending.setdefault(id(site), []).append(max(0, now - began))
    return [_await_times(site, pending.get(id(site), ())) for site in sites[COMPREHENDING + 1:]
            if site.count or id(site) in pending]


def tasks(origin, now):
    """(list of TaskTimes, how many tasks are left out); times count from `origin`."""
    return [_task_times(state, origin, now) for state in list(states.recorded)], max(0, states.newest - TASKS)


def pending(now):
    """PendingAwait of the first task: its innermost await that has not ended; None if there is none."""
    state = states.recorded[0] if states.recorded else None
    found = _open_awaits(state) if state is not None else []
    if not found:
        return None
    site, began = found[-1]
    return {
        "file": site.file, "line": site.range[0], "function": site.function, "source": site.source,
        "elapsed_ns": max(0, now - began),
    }


def main_task_times():
    """(start of the first step, end of the last) of the first task; a step that still runs ends now. None: no step."""
    state = states.recorded[0] if states.recorded else None
    if state is None or not state.began:
        return None
    return state.began, state.ended or (clock() if state.entered else state.left)


def _await_times(site, pending):
    line, column, end_line, end_column = site.range
    return {
        "file": site.file, "line": line, "column": column, "end_line": end_line, "end_column": end_column,
        "kind": site.kind, "function": site.function, "source": site.source,
        "count": site.count, "raised": site.raised,
        "elapsed_ns": {"total": site.total, "min": site.least if site.count else 0, "max": site.most},
        "suspended_ns": site.suspended, "waiting_ns": site.suspended, "ready_ns": 0, "overhead_ns": 0, "sampled": 0,
        "below_resolution": False, "woken_by": [], "longest": [],
        "meanwhile": {"of": 0, "tasks": [], "rest_ns": 0}, "running_ns": site.total - site.suspended - site.unsplit,
        "suspensions": site.suspensions,
        "awaited": [{"what": what, "count": seen.count} for what, seen in _copy(site.awaited, dict.items)],
        "pending": len(pending), "pending_ns": max(pending, default=0),
    }


def _task_times(state, origin, now):
    name = state.name
    if not state.ended:
        task = state.reference() if state.reference is not None else None
        name = name_of(task) if task is not None else ""
    return {
        "id": state.number, "name": name, "function": state.function, "parent": state.parent,
        "start_ns": max(0, (state.began or now) - origin), "end_ns": state.ended - origin if state.ended else None,
        "outcome": state.outcome, "running_ns": state.running + (max(0, now - state.entered) if state.entered else 0),
        "steps": state.steps, "created_at": None, "thread": 1, "cancelled_by": None, "waiting_ns": state.suspended,
        "ready_ns": 0, "timeline": [],
    }


def _open_awaits(state):
    """(site, start) of the awaits of `state` that have not ended, outermost first.

    One that raised may still be in the table, unheard of: only frames that are alive count. Outside of every task
    nobody knows which are.
    """
    table = _copy(state.open, dict.items)
    if table and state.number is not None:
        alive = _frames(state)
        table = [(key, span) for key, span in table if key in alive]
    return [(span[0], span[1]) for _, span in table if span[0] is not sites[COMPREHENDING]]


def _frames(state):
    """Ids of the frames of a task: on its thread's stack while a step of it runs, else in its chain of awaits."""
    if state.entered:
        frame = sys._current_frames().get(state.thread)
        stack = []
        while frame is not None:
            stack.append(frame)
            frame = frame.f_back
    else:
        task = state.reference() if state.reference is not None else None
        stack = suspended_frames(coroutine_of(task)) if task is not None else ()
    return {id(frame) for frame in stack}


def _copy(table, view):
    """The entries of a dictionary that another thread may be changing."""
    while True:
        try:
            return list(view(table))
        except RuntimeError:
            continue
