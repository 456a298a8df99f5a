"""Tasks as the engine knows them, and which of them each thread is running.

Nothing here holds a task, a coroutine or a frame beyond a step: tasks by weak reference, frames by `id`.
"""
import itertools
import weakref
from _thread import _local, get_ident

from ..causes.describe import task_function

#: How many tasks are kept for the report; those after them are only counted.
TASKS = 5000

PENDING = "PENDING"
#: Steps of what runs outside of every known task. Never equal to itself, so that no await there looks unsuspended.
UNKNOWN = float("nan")


class State:
    """One task, or (with `number` None) what a thread runs outside of every task. Times are `perf_counter_ns`."""

    __slots__ = (
        "number", "parent", "function", "name", "outcome", "reference", "task", "thread",
        "began", "left", "entered", "ended", "suspended", "running", "steps", "open",
    )

    def __init__(self, number, parent, steps):
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
        self.thread = get_ident()
        #: Start of the first step, end of the last one, start of the running one (else 0), end of the task (else 0).
        self.began = self.left = self.entered = self.ended = 0
        #: Sum of the times between steps; sum of the steps.
        self.suspended = self.running = 0
        self.steps = steps
        #: Awaits that have not ended: id of the frame -> (site, start, `suspended` then, `steps` then, id of the
        #: frame whose open await it runs under, or 0). In the order of their start.
        self.open = {}


class _Here(_local):
    """What this thread runs now: the state of a task during its steps, else the thread's own `outside`."""

    def __init__(self):
        self.outside = self.state = outsides[get_ident()] = State(None, None, UNKNOWN)
        #: State of the eager task that ended last within its creation.
        self.born_ended = None


class _Reference(weakref.ref):
    """Forgets the state of a task that vanished unfinished, before its id can be used again."""

    __slots__ = ("key",)

    def __new__(cls, task, key):
        return super().__new__(cls, task, _vanished)

    def __init__(self, task, key):
        super().__init__(task, _vanished)
        self.key = key


def _vanished(reference):
    state = states.get(reference.key)
    if state is not None and state.reference is reference:
        del states[reference.key]
        state.open.clear()


#: id(task) -> State, for tasks that have not ended.
states = {}
#: The first TASKS tasks of the run, in the order of their creation.
recorded = []
#: Thread -> its state outside of tasks.
outsides = {}
here = _Here()
_numbers = itertools.count(1)
#: Number of the task created last, and the type of its loop.
newest = 0
loop_type = None


def adopt(task, parent, state=None):
    """Know `task` from now on, created by the task of number `parent`; returns its state."""
    global loop_type
    if state is None:
        state = create(parent)
    loop_type = type(task.get_loop())
    key = id(task)
    state.reference = _Reference(task, key)
    state.function = state.function or task_function(task)
    states[key] = state
    return state


def create(parent):
    """The state of a task that is about to exist."""
    global newest
    number = newest = next(_numbers)
    state = State(number, parent, 0)
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
    for state in list(states.values()) + list(outsides.values()):
        state.open.clear()
        state.number = None
    states.clear()
    recorded.clear()
    _numbers = itertools.count(1)
    newest = 0
    loop_type = None
