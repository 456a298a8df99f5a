"""The first steps of the run one by one, with what each was made ready by and what its task awaited at its end; and the
timers of asyncio's own loops.

All that is kept of tasks are numbers, of awaits their sites. What is noted about a step is noted outside of the two
readings of the clock between which it ran.
"""
from asyncio import BaseEventLoop
from sys import _getframe
from time import get_clock_info, perf_counter as clock
from types import FunctionType

from ..causes.describe import coroutine_of
from ..causes.words import plain_name
from . import awaited, states
from .sites import files
from .states import PENDING
from .threads import here

#: How many steps and how many timers are kept. With one more of either the trace is over.
STEPS = 20_000
TIMERS = 10_000
#: Whether asyncio's own loops have the clock of this module.
_SAME_CLOCK = get_clock_info("monotonic").implementation == get_clock_info("perf_counter").implementation
_loop_time = BaseEventLoop.time
#: How a timer ended.
SLEEPS, RAN, CANCELLED = range(3)
#: How far up the stack the await is looked for in which a timer is set.
_DEEP = 20

#: Whether steps and timers are noted at this moment.
recording = False
#: When the trace was over; 0 while it goes on.
until = 0
#: A flat list, for an object a step would have the garbage collector run more often; STEP_FIELDS a step: number of the
#: task or 0, start, end, since when it was ready or 0, waker or None, site or None, name of the callback or None, numbers
#: of the tasks awaited. In the order of their ends; times are `perf_counter`.
steps = []
STEP_FIELDS = 8
#: The same of timers: set, due, end or 0, how, number of the task or 0, site or None, name of the callback. In the order
#: in which they were set.
timers = []
TIMER_FIELDS = 7
#: As `steps`, of those that had not ended when the trace was over.
unfinished = []
#: id of the handle -> where its end stands in `timers`, of those that sleep.
_sleeping = {}


def reset():
    """Forget what was noted, and note from now on."""
    global recording, until, steps, timers, unfinished
    recording, until, steps, timers, unfinished = True, 0, [], [], []
    _sleeping.clear()


def pause():
    """Note no more; the trace is what it is."""
    global recording
    recording = False


def _stop(now):
    global until, unfinished
    pause()
    until, unfinished = now, going_on(now)
    _sleeping.clear()


def going_on(now):
    """As `steps`, of the recorded tasks: their steps that run at this moment, and those that are ready, with no length."""
    rows = []
    for state in list(states.recorded):
        if state.runs():
            rows += (state.number, state.entered, now, *(state.cause or (0, None)), None, None, ())
        elif state.ready_at and not state.ended:
            rows += (state.number, now, now, max(state.ready_at, state.left), state.waker, None, None, ())
    return rows


def callback(me, function, handle):
    """A callback that is no step of a task is about to start on thread `me`."""
    me.callback = function
    at = _sleeping.pop(id(handle), None)
    if at is not None:
        timers[at:at + 2] = clock(), RAN


def step(me, state, task, start, end):
    """A step of `state` has ended; `task` is whose it was, None if not known. To be told before `finish`."""
    global steps
    if state is me.outside:
        since, waker = me.origin[1], me.origin[0]
        function, me.callback = me.callback, None
        name = function.__qualname__ if type(function) is FunctionType else plain_name(function)
        steps += (0, start, end, since, waker, None, name, ())
    elif state.number is None or state.cause is None:  # of a run before this one
        return
    else:
        site, numbers = None, ()
        if task is None and state.reference is not None and not state.ended:
            task = state.reference()
        if task is not None and getattr(task, "_state", PENDING) is PENDING:
            inner, own = awaited.innermost(coroutine_of(task))
            site = awaited.site_of(state, own)
            numbers = awaited.tasks(task, inner, own)
        since, waker = state.cause
        steps += (state.number, start, end, since, waker, site, None, numbers)
    if len(steps) >= STEPS * STEP_FIELDS:
        _stop(end)


def timer_set(handle):
    """A loop has made `handle`, and is about to let it sleep."""
    global timers
    if not recording:
        return
    now = clock()
    try:
        due = handle._when + 0.0
        if not _SAME_CLOCK or type(handle._loop).time is not _loop_time:
            due += now - handle._loop.time()
    except Exception:  # the program's own loop, or times of its own kind
        return
    state = here.me.state
    site = _site_around(state, _getframe(1)) if state.number is not None else None
    _sleeping[id(handle)] = len(timers) + 2
    timers += (now, due, 0, SLEEPS, state.number or 0, site, plain_name(handle._callback))
    if len(timers) >= TIMERS * TIMER_FIELDS:
        _stop(now)


def timer_cancelled(handle):
    """`handle` is about to be cancelled, maybe not for the first time."""
    at = _sleeping.pop(id(handle), None)
    if at is not None:
        timers[at:at + 2] = clock(), CANCELLED


def _site_around(state, frame):
    """The site of the innermost await of `state` that runs `frame`; None if there is none near."""
    for _ in range(_DEEP):
        if frame is None:
            return None
        if frame.f_code.co_filename in files:
            key = id(frame)
            for span in reversed(state.open):
                if span[0] == key:
                    return span[1]
        frame = frame.f_back
    return None
