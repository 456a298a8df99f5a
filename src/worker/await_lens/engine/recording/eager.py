"""Eager tasks (3.12+) run their first step while they are created, and may end in it.

Around every creation that may be eager stands a state, ready for the step; it is dropped if none ran.
"""
from sys import _getframe
from time import perf_counter as clock

from ..causes.describe import coroutine_of, function_run_by
from . import trace
from .states import PENDING, adopt, create, discard, name_of
from .steps import birthplace, finish, origin_of
from .threads import here


def creating(loop, coroutine, options):
    """`loop.create_task(coroutine, **options)` begins. Returns what `created` and `abandoned` are given, or None."""
    if getattr(loop, "_task_factory", None) is None and not (options and options.get("eager_start")):
        return None
    me = here.me
    previous = me.state
    state = create(previous.number, me.number)
    state.function = function_run_by(coroutine)
    state.birthplace = birthplace(_getframe(1))
    state.began = state.entered = clock()
    me.state = state
    me.account = state.account
    return previous, state


def created(before, task):
    """The creation has made `task`, which is handed back."""
    if before is None:
        return task
    previous, state = before
    me = here.me
    if me.state is not state:
        return task
    me.state = previous
    me.account = previous.account
    now = clock()
    if getattr(task, "_state", None) is None:
        discard(state)
    elif task._state is not PENDING or state.open or _suspended(task):
        adopt(task, state.parent, state.thread, state)
        state.left = now
        if trace.recording:
            state.cause = state.began, previous
            trace.step(me, state, task, state.began, now)
        if task._state is not PENDING:
            finish(state, task, now)
            me.born_ended = state
        if state.log is None:
            state.log = me.outside.log
        state.log += (state.began, now, now - state.began, 1)
    else:
        state.began = state.entered = 0
        adopt(task, state.parent, state.thread, state)
        state.waker, state.ready_at = origin_of(me, None)
    return task


def named(task):
    """`task` has been given its name, maybe too late for `finish` to read it."""
    state = here.born_ended
    if state is not None and state.reference() is task:
        state.name = name_of(task)
        here.born_ended = None


def abandoned(before):
    """The creation is over; if it failed, there is no task."""
    if before is not None and here.state is before[1]:
        here.state = before[0]
        here.account = before[0].account
        discard(before[1])


def _suspended(task):
    """Whether `task`, which has no rewritten code to tell of it, has been started."""
    coroutine = coroutine_of(task)
    return getattr(coroutine, "cr_suspended", False) or getattr(coroutine, "cr_running", False)
