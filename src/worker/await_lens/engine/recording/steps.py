"""Steps of the event loop: which callback is a step of which task, and what a step's start and end mean."""
import asyncio
import types
from _thread import get_ident
from time import perf_counter_ns as clock

from ..causes.awaitables import suspended_frames
from ..causes.describe import coroutine_of
from .spans import close_all
from .states import PENDING, adopt, here, states

_Builtin = types.BuiltinFunctionType
_Function = types.FunctionType
_Method = types.MethodType
_PyTask = asyncio.tasks._PyTask
_py_step = _PyTask._Task__step
_py_wakeup = _PyTask._Task__wakeup
_WRAPPERS = ("TaskStepMethWrapper", "TaskWakeupMethWrapper")
#: Those of _WRAPPERS that were met. They have no public name to import.
_wrapper_types = set()


def task_of(callback):
    """The task whose step `callback` is, or None.

    Only what a task schedules itself is a step: `call_soon(task.cancel)` has a task too, and is none (trap 9).
    """
    kind = type(callback)
    if kind is _Builtin:
        return callback.__self__ if callback.__name__ == "task_wakeup" else None
    if kind is _Function:
        return None
    if kind is _Method:
        function = callback.__func__
        return callback.__self__ if function is _py_step or function is _py_wakeup else None
    if type(kind) is type:
        if kind in _wrapper_types:
            return callback.__self__
        if kind.__name__ in _WRAPPERS and kind.__module__ in ("_asyncio", "builtins"):
            _wrapper_types.add(kind)
            return callback.__self__
    return None


def scheduled(callback):
    """A loop was asked to run `callback` soon: the first time for a task, it is being created."""
    task = task_of(callback)
    if task is not None and id(task) not in states and task._state is PENDING:
        creator = here.state
        # A state without its task is one that `eager` has made for the very task: it knows the creator.
        if creator.number is None or creator.reference is not None:
            _meet(task, creator.number)


def enter(callback):
    """A callback starts on this thread. Returns what `leave` must be given when it has ended."""
    previous = here.state
    task = task_of(callback)
    if task is None:
        here.state = here.outside
        return previous
    state = states.get(id(task))
    if state is None:
        if task._state is not PENDING:
            here.state = here.outside
            return previous
        state = _meet(task, None)
    resume(state, task)
    return previous


def _meet(task, parent):
    """Know a task that was not created by its loop's `create_task`, and so may have started unseen (3.12+)."""
    state = adopt(task, parent)
    coroutine = coroutine_of(task)
    if getattr(coroutine, "cr_suspended", False):
        frames = {id(frame) for frame in suspended_frames(coroutine)}
        for other in list(states.values()) + [here.outside]:
            for key in frames.intersection(other.open):
                site, began, _, _, outer = other.open.pop(key)
                state.open[key] = (site, began, 0, 0, outer)
        state.left = clock()
        state.began = min((span[1] for span in state.open.values()), default=state.left)
        state.running = state.left - state.began
        state.steps = 1
    return state


def resume(state, task):
    """A step of `task` starts on this thread."""
    here.state = state
    state.task = task
    state.entered = now = clock()
    if state.steps:
        state.suspended += now - state.left
    else:
        state.began = now
        state.thread = get_ident()


def leave(previous):
    """What `enter` announced has ended; `previous` is what it returned."""
    now = clock()
    state = here.state
    here.state = previous
    task = state.task
    if task is not None:
        state.task = None
        state.running += now - state.entered
        state.entered = 0
        state.left = now
        if task._state is not PENDING:
            finish(state, task, now)  # before its last step counts: what ends with the task was not suspended by it
        state.steps += 1


def finish(state, task, now):
    """`task` has ended: its name and outcome are final, and no await of it is left."""
    states.pop(id(task), None)
    state.ended = now
    state.name = name_of(task)
    # Not `task.exception()`: that would keep asyncio from telling of an exception that nobody retrieved.
    if task._state == "CANCELLED":
        state.outcome = "cancelled"
    else:
        state.outcome = "returned" if task._exception is None else "raised"
    close_all(state, now, state.outcome != "returned")


def name_of(task):
    """The task's name; empty where it has none. Read late, because it can be set late (trap 8)."""
    try:
        return str(task.get_name())
    except Exception:
        return ""
