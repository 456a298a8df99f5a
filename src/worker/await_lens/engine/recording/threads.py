"""What each thread runs now.

`here` answers for the calling thread. As long as the program has one thread, `here` is that thread's own record, and
reading it costs next to nothing; with the second thread its class changes, and each attribute becomes a look-up.
"""
import sys
from _thread import get_ident

from .states import OUTSIDE, State
from .wakers import LOOP


class _Record:
    """One thread. `me` is the record itself, so that `here.me` reads many attributes at the price of one look-up."""

    __slots__ = ("me", "ident", "number", "outside", "state", "account", "origin", "blocked_until", "born_ended",
                 "callback")

    def reset(self, ident, number):
        self.me = self
        self.ident = ident
        #: From 1 on, in the order in which they were met.
        self.number = number
        #: What runs outside of every task of this thread.
        self.outside = State(None, None, number)
        #: The task whose step runs, else `outside`; and its `account`.
        self.state = self.outside
        self.account = OUTSIDE
        #: (waker, `perf_counter` or 0 for now) of what is made ready at this moment; within a step it is not asked.
        self.origin = LOOP
        #: End of the last blocking step.
        self.blocked_until = 0
        #: State of the eager task that ended last within its creation.
        self.born_ended = None
        #: The callback that runs outside of every task, while it is traced.
        self.callback = None
        return self


class _Single(_Record):
    """Stands for the only thread."""

    __slots__ = ()


class _Many(_Record):
    """Stands for the calling one of several threads."""

    __slots__ = ()
    me = property(lambda self: _records.get(get_ident()) or _meet())


def _forwarded(name):
    return property(lambda self: getattr(self.me, name), lambda self, value: setattr(self.me, name, value))


for _name in _Record.__slots__[1:]:
    setattr(_Many, _name, _forwarded(_name))
# With several threads nothing is counted (see `counted`), which is all that asks for this: no account is the one.
_Many.account = property(lambda self: _Many, _Many.account.fset)

#: Thread -> record, once there are several.
_records = {}
here = _Single().reset(get_ident(), 1)


def reset():
    """Forget what ran. The calling thread is the first."""
    _records.clear()
    here.__class__ = _Single
    here.reset(get_ident(), 1)
    threading = sys.modules.get("threading")
    if threading is not None and len(threading._active) > 1:
        several()


def several():
    """From now on there may be more than one thread. Returns whether that is news. From any thread."""
    if here.__class__ is _Many:
        return False
    first = _Record()
    for name in _Record.__slots__:
        setattr(first, name, getattr(here, name))
    first.me = first
    _records[first.ident] = first
    here.__class__ = _Many
    return True


def records():
    """The records of all threads."""
    return list(_records.values()) if here.__class__ is _Many else [here]


def _meet():
    ident = get_ident()
    record = _records[ident] = _Record().reset(ident, len(_records) + 1)
    return record
