"""Sees that the threads that watch the run get their turn.

A loop that asks its selector every few microseconds lets go of Python's lock each time, and has it back before another
thread is awake; as it lets go by itself, Python never makes it. So a step that finds a thread late sleeps for a moment.
"""
from time import perf_counter as clock, sleep

#: Seconds that a thread may be late, that a loop sleeps for it, and that the loop then goes on before it does so again.
_LATE = 0.005
_MOMENT = 0.00005
_BETWEEN = 0.002
_NEVER = float("inf")

#: When the next thread is late (`perf_counter`).
due = _NEVER
#: What a thread calls itself -> when it is late.
_dues = {}


def expect(name, seconds):
    """The calling thread, `name`, has nothing to do for so many seconds, and something after that."""
    _put(name, clock() + seconds + _LATE)


def dismiss(name):
    """The thread of this name is not to be waited for. From any thread."""
    _put(name, _NEVER)


def forget():
    """There are no such threads any more: this process is a forked child."""
    global due
    _dues.clear()
    due = _NEVER


def give(now):
    """Let another thread have its turn: one is late, `now` being past `due`."""
    global due
    due = now + _BETWEEN
    sleep(_MOMENT)


def _put(name, when):
    global due
    _dues[name] = when
    due = min(list(_dues.values()))
