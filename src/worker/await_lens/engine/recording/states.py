"""Tasks as the engine knows them.

Nothing here holds a task, a coroutine or a frame beyond a step: tasks by weak reference, frames by `id`.
"""
import asyncio
import itertools
import weakref

from ..causes.describe import task_function
from .scattered import Scattered

#: How many tasks are kept for the report; those after them are only counted.
TASKS = 5000
#: How many of them have a timeline of their own.
TIMELINES = 1000

#: The very object that tasks have for their state while they are pending: to compare them by identity is fastest.
PENDING = asyncio.base_futures._PENDING
#: Seconds from one look of the watcher (see `blocking`) to the next.
LOOK = 0.02
_NOTHING = (0, 0, 0)
#: The account of what runs outside of every task: nobody knows when it is suspended.
OUTSIDE = (0, 0, 0, 0)


class State:
    """One task, or (with `number` None) what a thread runs outside of every task. Times are `perf_counter`."""

    __slots__ = (
        "number", "parent", "function", "name", "outcome", "reference", "task", "thread", "birthplace",
        "began", "left", "entered", "ended", "account", "ready_at", "waker", "cause", "cost", "log", "open",
    )

    def __init__(self, number, parent, thread):
        #: From 1 on, in the order of creation.
        self.number = number
        #: Number of the task that created it; None for none.
        self.parent = parent
        self.function = self.name = ""
        self.outcome = "pending"
        #: Weak.
        self.reference = None
        #: The task itself, while a step of it runs.
        self.task = None
        #: Number of its thread.
        self.thread = thread
        #: (code, index of the instruction) in the user's code that created it, or None.
        self.birthplace = None
        #: Start of the first step, end of the last one, start of the last one, end of the task (0: not yet).
        self.began = self.left = self.entered = self.ended = 0
        #: (time between steps, the part of it in which it was ready, how many): a new tuple each step, so that what was
        #: suspended has another one at its end.
        self.account = OUTSIDE if number is None else _NOTHING
        #: Since when the next step is ready (0: nobody said), and who made it so.
        self.ready_at = 0
        self.waker = None
        #: The same of the step that runs, as far as that is traced: (since when it was ready or 0, waker or None), or None.
        self.cause = None
        #: The lens's own cost within its steps, estimated.
        self.cost = 0
        #: Its timeline, see `timeline`; of a task that is one too many it is, from its first step on, that of its
        #: thread.
        self.log = [0, 0, 0, 0] if number is None or number <= TIMELINES else None
        #: Awaits that have not ended, in the order of their start: (id of the frame, site, `account` then, `cost` then,
        #: id of the frame whose open await it runs under or 0, start).
        self.open = [] if number is not None else Scattered()

    def runs(self):
        """Whether a step of it runs at this moment."""
        return self.entered > self.left


def looked_at(account, now):
    """The account of a step that the watcher looks at: with the moment, and how many looks at this step there were."""
    return (*account[:3], now, looks(account) + 1)


def looks(account):
    """How often the watcher had looked at the step when this was its account."""
    return account[4] if len(account) > 4 else 0


def _vanished(reference):
    """Forget the state of a task that vanished unfinished, before its id can be used again."""
    key = _keys.pop(id(reference), None)
    state = states.get(key)
    if state is not None and state.reference is reference:
        del states[key]
        state.open.clear()


def forget(state, task):
    """The task has ended."""
    states.pop(id(task), None)
    _keys.pop(id(state.reference), None)


#: id(weak reference) -> id(task), as `states`.
_keys = {}
#: id(task) -> State, for tasks that have not ended.
states = {}
#: The first TASKS tasks of the run, in the order of their creation.
recorded = []
_numbers = itertools.count(1)
#: Number of the task created last, and the type of its loop.
newest = 0
loop_type = None


def adopt(task, parent, thread, state=None, loop=None):
    """Know `task` from now on, created by the task of number `parent`; returns its state. loop: None for asyncio's."""
    global loop_type
    if state is None:
        state = create(parent, thread)
    loop_type = type(task.get_loop() if loop is None else loop)
    key = id(task)
    reference = state.reference = weakref.ref(task, _vanished)
    _keys[id(reference)] = key
    state.function = state.function or task_function(task)
    states[key] = state
    return state


def create(parent, thread):
    """The state of a task that is about to exist."""
    global newest
    number = newest = next(_numbers)
    state = State(number, parent, thread)
    if number <= TASKS:
        recorded.append(state)
    return state


def discard(state):
    """Undo `create`, for a task that came to nothing."""
    if state in recorded:
        recorded.remove(state)


def reset():
    """Forget all tasks and every open await."""
    global _numbers, newest, loop_type
    for state in list(states.values()):
        state.open.clear()
        state.number = None
    states.clear()
    _keys.clear()
    recorded.clear()
    _numbers = itertools.count(1)
    newest = 0
    loop_type = None


def name_of(task):
    """The task's name; empty where it has none. Read late, because it can be set late (trap 8)."""
    try:
        return str(task.get_name() if hasattr(task, "get_name") else task.name)
    except Exception:
        return ""
