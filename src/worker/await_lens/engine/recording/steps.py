"""Steps of the event loop: which callback is a step of which task, and what a step's start and end mean."""
import asyncio
import types
from _thread import get_ident
from sys import _getframe
from time import perf_counter as clock

from ..causes.awaitables import suspended_frames
from ..causes.describe import coroutine_of
from . import blocking, timeline, trace, turns
from .counted import threaded
from .sites import files
from .spans import close_all
from .states import OUTSIDE, PENDING, adopt, forget, name_of, states
from .threads import here, records
from .wakers import CALLBACK, IO, ITSELF, LOOP, THREAD, TIMER, origins

_Builtin = types.BuiltinFunctionType
_Function = types.FunctionType
_Method = types.MethodType
_TimerHandle = asyncio.events.TimerHandle
_PyTask = asyncio.tasks._PyTask
_py_step = _PyTask._Task__step
_py_wakeup = _PyTask._Task__wakeup
_WRAPPERS = ("TaskStepMethWrapper", "TaskWakeupMethWrapper")
#: Those of _WRAPPERS that were met. They have no public name to import.
_Step = _Wakeup = None
#: The cause of a step that nobody announced.
_UNKNOWN = (0, None)
#: How far up the stack the user's code that creates a task is looked for.
_DEEP = 20
#: How many callbacks may wait with a known origin.
_WAITING = 200_000


def task_of(callback):
    """The task whose step `callback` is, or None.

    Only what a task schedules itself is a step: `call_soon(task.cancel)` has a task too, and is none (trap 9).
    """
    kind = type(callback)
    if kind is _Step or kind is _Wakeup:
        return callback.__self__
    if kind is _Builtin:
        return callback.__self__ if callback.__name__ == "task_wakeup" else None
    if kind is _Function:
        return None
    if kind is _Method:
        function = callback.__func__
        return callback.__self__ if function is _py_step or function is _py_wakeup else None
    return _task_of_wrapper(callback, kind)


def _task_of_wrapper(callback, kind):
    global _Step, _Wakeup
    if type(kind) is not type or kind.__name__ not in _WRAPPERS or kind.__module__ not in ("_asyncio", "builtins"):
        return None
    if kind.__name__ == _WRAPPERS[0]:
        _Step = kind
    else:
        _Wakeup = kind
    return callback.__self__


def scheduled(callback, handle):
    """A loop was asked to run `callback` soon, by `handle`: a task is ready, or is being created."""
    me = here.me
    kind = type(callback)
    # Up to 3.12 this is the only function in C of a task that has no signature; to ask for a name takes longer. Whether
    # it is a task's own is seen when its task is not known.
    if kind is _Step:
        task = callback.__self__
        running = me.state
        if task is running.task:  # it gives way to others, `sleep(0)`
            running.waker = ITSELF
            running.ready_at = running.entered
            return
    elif kind is _Builtin and (callback.__text_signature__ is None or callback.__name__ == "task_wakeup"):
        task = callback.__self__
    else:
        task = task_of(callback)
        if task is not None and task is me.state.task:  # the same of one in pure Python
            me.state.waker = ITSELF
            me.state.ready_at = me.state.entered
            return
    state = states.get(id(task)) if task is not None else None
    if state is None:
        if task is None or task_of(callback) is None:
            if len(origins) > _WAITING:
                origins.clear()  # of handles that were cancelled
            waker, since = origin_of(me, handle)
            origins[id(handle)] = waker, since, id(callback)
            return
        creator = me.state
        if task._state is not PENDING:
            return
        # A state without its task is one that `eager` has made for the very task: it knows the creator.
        if creator.number is not None and creator.reference is None:
            if asyncio.current_task(handle._loop) is task:  # it gives way to others
                creator.waker, creator.ready_at = ITSELF, creator.entered
            return
        state = _meet(task, creator.number, me)
        state.birthplace = birthplace(_getframe(1))
    running = me.state
    if running is not me.outside:
        state.waker = running
        state.ready_at = clock()
    else:
        state.waker, state.ready_at = origin_of(me, handle)


def origin_of(me, handle):
    """(waker, since when) of what thread `me` makes ready now."""
    if me.state is not me.outside:
        return me.state, clock()
    if me.origin is not LOOP:
        return me.origin
    loop = getattr(handle, "_loop", None)
    runs_on = getattr(loop, "_thread_id", None)
    waker = CALLBACK if runs_on is None else IO if runs_on == me.ident else THREAD
    return waker, clock()


def enter(callback, handle):
    """A callback starts on this thread. Returns what `leave` must be given when it has ended."""
    me = here.me
    previous = me.state
    kind = type(callback)
    if kind is _Step or kind is _Builtin and (callback.__text_signature__ is None or callback.__name__ == "task_wakeup"):
        task = callback.__self__
    else:
        task = task_of(callback)
    state = states.get(id(task))
    if state is None:
        if task is not None and task_of(callback) is not None and task._state is PENDING:
            state = _meet(task, None, me)
        else:
            enter_callback(me, callback, handle)
            return previous
    state.task = task
    resume(me, state)
    return previous


def resume(me, state):
    """A step of a task starts on thread `me`."""
    me.state = state
    ready_at = state.ready_at
    left = state.left
    if trace.recording:
        state.cause = (ready_at if ready_at > left else left, state.waker) if ready_at else _UNKNOWN
    state.entered = now = clock()
    if left:
        away, ready, times = state.account
        if ready_at:
            state.ready_at = 0.0
            if ready_at < left:
                ready_at = left
            late = now - ready_at
            me.account = state.account = away + now - left, ready + late, times + 1
            if late > blocking.threshold or ready_at < me.blocked_until:
                blocking.starved(me, state, ready_at, now)
        else:
            me.account = state.account = away + now - left, ready, times + 1
    else:
        _first_step(me, state, ready_at, now)


def _first_step(me, state, ready_at, now):
    state.ready_at = 0.0
    state.began = now
    state.thread = me.number
    if state.log is None:
        state.log = me.outside.log
    me.account = state.account
    if me.ident != get_ident():
        threaded()
    if ready_at and (now - ready_at > blocking.threshold or ready_at < me.blocked_until):
        blocking.starved(me, state, ready_at, now)


def enter_callback(me, callback, handle):
    """A callback that is no step of a task starts on thread `me`."""
    if trace.recording:
        trace.callback(me, callback, handle)
    state = me.state = me.outside
    me.account = OUTSIDE
    state.entered = now = clock()
    origin = origins.pop(id(handle), None)
    # A handle that was cancelled leaves its origin behind, and its id to another one.
    if origin is not None and origin[2] == id(callback):
        me.origin = origin[:2]
    else:
        me.origin = _origin_in_loop(handle, now)


def leave(previous):
    """What `enter` announced has ended; `previous` is what it returned."""
    now = clock()
    me = here.me
    state = me.state
    me.state = previous
    me.account = previous.account
    entered = state.entered
    state.left = now
    took = now - entered
    log = state.log
    if timeline.grain and entered - log[-4] < timeline.grain:
        log[-3] = now
        log[-2] += took
        log[-1] += 1
    else:
        log += (entered, now, took, 1)
    if took > blocking.threshold:
        blocking.blocked(me, state, entered, now)
    task = state.task
    if trace.recording:
        trace.step(me, state, task, entered, now)
    if task is not None:
        state.task = None
        if task._state is not PENDING:
            finish(state, task, now)
    elif state is me.outside:
        me.origin = LOOP
    if now > turns.due:
        turns.give(now)


def finish(state, task, now):
    """`task` has ended: its name and outcome are final, and no await of it is left."""
    forget(state, task)
    state.ended = now
    state.name = name_of(task)
    # Not `task.exception()`: that would keep asyncio from telling of an exception that nobody retrieved.
    if task._state == "CANCELLED":
        state.outcome = "cancelled"
    else:
        state.outcome = "returned" if task._exception is None else "raised"
    close_all(state, now, state.outcome != "returned")


def _origin_in_loop(handle, now):
    """(waker, since when) of a callback that no other one has scheduled: the loop's own timers and I/O."""
    if type(handle) is _TimerHandle:
        return TIMER, now - max(0.0, handle._loop.time() - handle._when)
    return IO, now


def birthplace(frame):
    """(code, index of the instruction) of the innermost frame of the user's, from `frame` on up; None if far away."""
    for _ in range(_DEEP):
        if frame is None:
            return None
        if frame.f_code.co_filename in files:
            return frame.f_code, frame.f_lasti
        frame = frame.f_back
    return None


def _meet(task, parent, me):
    """Know a task that was not created by its loop's `create_task`, and so may have started unseen (3.12+)."""
    state = adopt(task, parent, me.number)
    coroutine = coroutine_of(task)
    if getattr(coroutine, "cr_suspended", False):
        frames = {id(frame) for frame in suspended_frames(coroutine)}
        for other in list(states.values()) + [record.outside for record in records()]:
            for span in [span for span in other.open if span[0] in frames]:
                other.open.remove(span)
                key, site, _, _, under, began = span
                state.open.append((key, site, state.account, 0, under, began))
        state.left = clock()
        state.began = min((span[-1] for span in state.open), default=state.left)
        if state.log is None:
            state.log = me.outside.log
        state.log += (state.began, state.left, state.left - state.began, 1)
    return state
