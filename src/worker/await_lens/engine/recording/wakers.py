"""Who makes a suspended task ready: a task (its State), or one of the kinds below."""


class Waker:
    """A waker that is no task. `by` is the report's word for it, `what` the reader's."""

    __slots__ = ("by", "what")

    def __init__(self, by, what):
        self.by = by
        self.what = what


TIMER = Waker("timer", "timer")
IO = Waker("io", "I/O")
THREAD = Waker("thread", "thread")
CALLBACK = Waker("callback", "callback")
#: The task that gave way to others, as `sleep(0)` does.
ITSELF = Waker("task", "itself")

#: What the loop itself makes ready between its callbacks comes from the selector. (waker, since when; 0 for now)
LOOP = (IO, 0)

#: id of a handle -> (waker, since when it is ready, id of the callback), for callbacks that are no steps: they hand it
#: on to whom they wake.
origins = {}
