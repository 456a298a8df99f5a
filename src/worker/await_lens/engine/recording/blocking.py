"""Who held the event loop: steps over the threshold, where in them the time went, and whom they kept waiting.

A thread of ours looks now and then whether a step has been running for long, and if so where; a blocking step is given
the place that most of its samples found. Ready tasks that had to wait for longer than the threshold, although no single
step was over it, were starved jointly.
"""
import _thread
import os
import sys
import time
from collections import Counter
from time import perf_counter as clock
from typing import Any, NamedTuple, Optional, Tuple

from . import timeline, turns
from .sites import files
from .states import LOOK, looked_at
from .threads import records

#: How many blocking steps and starved stretches are kept, and how many starved tasks of each.
KEPT = 200
STARVED = 1000
#: How many milliseconds a fork waits for the end of the watching thread.
_MOMENTS = 50
#: Set as the end of the last blocking step, so that the next step is looked at.
_FORKED = float("inf")

#: Seconds over which a step is a blocking one.
threshold = 0.05


class Place(NamedTuple):
    """Where a sample found the user's code."""

    code: Any
    line: int
    #: Index of the instruction.
    index: int
    #: (name of the module, code) of the innermost frame, None when it is the user's own.
    innermost: Optional[Tuple[Optional[str], Any]]


class Block:
    """A blocking step. Times are `perf_counter`."""

    __slots__ = ("state", "start", "end", "samples", "starved")

    def __init__(self, state, start, end, samples):
        #: Of the task; with `number` None a callback.
        self.state = state
        self.start = start
        self.end = end
        #: Counter of Place; None of those with no code of the user's on the stack.
        self.samples = samples
        #: (State, seconds that it was kept waiting)
        self.starved = []


class Stretch:
    """A time in which ready tasks waited for longer than the threshold, kept by many short steps. As Block."""

    __slots__ = ("thread", "start", "end", "waits", "starved", "floor")

    def __init__(self, thread, start, end):
        self.thread = thread
        self.start = start
        self.end = end
        self.waits = 0
        #: State -> the longest that it was kept waiting; once there are STARVED, of those above `floor` only.
        self.starved = {}
        self.floor = 0

    def keep(self, state, ready_at, kept):
        self.start = min(self.start, ready_at)
        if len(self.starved) >= STARVED and state not in self.starved:
            self.floor = kept
            return
        self.starved[state] = max(self.starved.get(state, 0), kept)


class _Run:
    blocks = []
    omitted = 0
    stretches = []
    #: Thread's number -> the last one of `stretches` there.
    stretch = {}
    #: (thread's number, start of the step) -> Counter, of steps that still run.
    samples = {}
    #: (lock to end the watching thread, lock that it ends with) or None; whether it was there before a fork.
    watching = None
    paused = minded = False


def reset(over):
    """Forget what was seen; steps of more than `over` seconds block from now on."""
    global threshold
    threshold = over
    _Run.blocks, _Run.omitted, _Run.stretches, _Run.stretch, _Run.samples = [], 0, [], {}, {}


def blocks(now):
    """(list of Block, how many more there were). Steps that go on at this moment end `now`. From any thread."""
    going_on = []
    for record in records():
        state, start = record.state, record.state.entered
        if state.runs() and now - start > threshold:
            going_on.append(Block(state, start, now, _Run.samples.get((record.number, start)) or Counter()))
    return _Run.blocks + going_on, _Run.omitted


def stretches():
    return list(_Run.stretches)


def blocked(me, state, start, end):
    """A step of `state` on thread `me` was over the threshold."""
    if _Run.paused:
        _go_on(me)
    samples = _Run.samples.pop((me.number, start), None) or Counter()
    if state is not me.outside or me.blocked_until < start:
        me.blocked_until = end
    if len(_Run.blocks) < KEPT:
        _Run.blocks.append(Block(state, start, end, samples))
    else:
        _Run.omitted += 1


def starved(me, state, ready_at, now):
    """`state` was ready from `ready_at` on and runs only now: because of blocking steps, or of many short ones."""
    if _Run.paused:
        _go_on(me)
    if ready_at < me.blocked_until and _kept_by_blocks(me, state, ready_at, now):
        return
    kept = now - ready_at
    if kept <= threshold:
        return
    stretch = _Run.stretch.get(me.number)
    if stretch is None or ready_at > stretch.end:
        if len(_Run.stretches) >= KEPT:
            return
        stretch = _Run.stretch[me.number] = Stretch(me.number, ready_at, now)
        _Run.stretches.append(stretch)
    stretch.end = now
    stretch.waits += 1
    if kept > stretch.floor:
        stretch.keep(state, ready_at, kept)


def _kept_by_blocks(me, state, ready_at, now):
    """Note with each blocking step of thread `me` how long it kept `state` waiting; returns whether any did."""
    blocking = False
    for block in reversed(_Run.blocks):
        if block.end <= ready_at:
            break
        kept = min(block.end, now) - max(block.start, ready_at)
        if kept > 0 and block.state.thread == me.number:
            blocking = True
            if len(block.starved) < STARVED:
                block.starved.append((state, kept))
    return blocking


def watch():
    """Look at the steps from a thread of its own, until `unwatch`."""
    if _Run.watching is None:
        over, gone = _Run.watching = _thread.allocate_lock(), _thread.allocate_lock()
        over.acquire()
        gone.acquire()
        _thread.start_new_thread(_watch, (over, gone))
        if not _Run.minded:
            _Run.minded = True
            # Python (3.12 on) warns of a fork beside other threads: there shall be none of ours.
            hooks = {"before": _pause, "after_in_parent": _wait_to_go_on, "after_in_child": _in_child}
            getattr(os, "register_at_fork", lambda **_: None)(**hooks)


def unwatch():
    """End that thread."""
    if _Run.watching is not None:
        over, gone = _Run.watching
        _Run.watching = None
        over.release()
        gone.acquire()


def _pause():
    _Run.paused = _Run.watching is not None
    if _Run.paused:
        threads = _os_threads()
        unwatch()
        # It has run its last Python code; the system may still count it for a moment.
        for _ in range(_MOMENTS):
            if threads is None or _os_threads() < threads:
                break
            time.sleep(0.001)


def _os_threads():
    """How many threads this process has, where the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return None


def _wait_to_go_on():
    """Python counts the threads after this: the watching goes on with the next step."""
    if _Run.paused:
        for record in records():
            record.blocked_until = _FORKED


def _go_on(me):
    if me.blocked_until == _FORKED:
        me.blocked_until = 0
    if _Run.paused:
        _Run.paused = False
        watch()


def _in_child():
    _Run.watching = None
    turns.forget()


def _watch(over, gone):
    try:
        _look_until(over)
    finally:
        turns.dismiss(__name__)
        gone.release()


def _look_until(over):
    turns.expect(__name__, LOOK)
    while not over.acquire(True, LOOK):
        timeline.keep_bound()
        now = clock()
        for record in records():
            entered = record.state.entered
            if record.state.runs() and now - entered > min(threshold, LOOK) / 2:
                _sample(record, entered)
        turns.expect(__name__, LOOK)


def _sample(record, entered):
    state, account = record.state, record.account
    frame = innermost = sys._current_frames().get(record.ident)
    while frame is not None and frame.f_code.co_filename not in files:
        frame = frame.f_back
    if frame is None:
        place = None
    elif frame is innermost:
        place = Place(frame.f_code, frame.f_lineno, frame.f_lasti, None)
    else:
        module = innermost.f_globals.get("__name__")
        place = Place(frame.f_code, frame.f_lineno, frame.f_lasti, (module, innermost.f_code))
    if record.state is not state or state.entered != entered or not state.runs():
        return
    # What is counted and not timed began before this moment: its end is to be timed (see `counted`).
    record.account = looked_at(account, clock())
    counter = _Run.samples.get((record.number, entered))
    if counter is None:
        for known in [key for key in list(_Run.samples) if key[0] == record.number]:
            _Run.samples.pop(known, None)  # of steps that came to their end below the threshold
        counter = _Run.samples[record.number, entered] = Counter()
    counter[place] += 1


def now_blocking(now):
    """(start, the Place that most samples found) of a step that holds a loop at this moment, or None. From any thread."""
    for (number, start), counter in list(_Run.samples.items()):
        for record in records():
            if record.number == number and record.state.runs() and record.state.entered == start and now - start > threshold:
                return start, commonest(counter)[0]
    return None


def commonest(samples):
    """(Place that most samples found, how many of them) among those in the user's code; (None, 0) without any."""
    found = [(count, place) for place, count in list(samples.items()) if place is not None]
    if not found:
        return None, 0
    lines = Counter()
    for count, place in found:
        lines[place.code.co_filename, place.line] += count
    (file, line), together = lines.most_common(1)[0]
    at = [(count, place) for count, place in found if (place.code.co_filename, place.line) == (file, line)]
    return max(at, key=lambda entry: entry[0])[1], together
