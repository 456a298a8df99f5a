"""The state of one run: written by the thread that runs, read by the one that watches."""
import _thread
import asyncio
import os
import reprlib
import signal
import sys
import threading
import time

from . import engine
from .engine.causes.awaitables import suspended_frames
from .errors import describe_exception, describe_stack, shorten, type_name

_LONGEST_VALUE = 500  # characters


class Run:
    """How far a run is, and how it ended.

    target: the report's `target`; is_user_file: whose frames are shown.
    phase: `loading` or `running`; began_ns, ended_ns: perf_counter_ns around the function or the program.
    last_words: for the standard error, what Python itself would have said at the end.
    asked: `timeout` or `cancelled` once it was asked to end; that is then its outcome, whatever it does.
    """

    def __init__(self, target, is_user_file, block_threshold_ms=None):
        self.target = target
        self._block_threshold_ns = engine.BLOCK_THRESHOLD_NS
        if block_threshold_ms is not None:
            self._block_threshold_ns = int(block_threshold_ms * 1e6)
        self.is_user_file = is_user_file
        self.notes = []
        self.phase = "loading"
        self.began_ns = None
        self.ended_ns = None
        self.asked = None
        self.loop = None
        self.task = None
        #: Cancels the task, from any thread; RuntimeError once its loop is closed.
        self.cancel = None
        self.outcome = None
        self.value = None
        self.exception = None
        self.exit_code = None
        self.interrupted = False
        self.last_words = ""
        self._process = os.getpid()
        self._handing_over = _thread.allocate_lock()
        self._handed_over = False
        self._frozen = False
        self._where = None

    def begin(self):
        """The function's, or the program's, first line is next."""
        self.phase = "running"
        self.began_ns = time.perf_counter_ns()
        engine.start(self.began_ns, self._block_threshold_ns)

    def freeze(self):
        """What happens from here on is not part of the report."""
        if not self._frozen:
            self._frozen = True
            engine.stop()

    def end(self, value=None, error=None, cancelled=False):
        """The function, or the program, has ended: by `value` or by `error`. Only the first call counts.

        cancelled: whether `error` is the cancellation of a library other than asyncio.
        """
        if self.ended_ns is not None:
            return
        ended_ns = time.perf_counter_ns()
        if error is None:
            self.outcome, self.value = "returned", describe_value(value)
        elif isinstance(error, SystemExit):
            self.outcome, self.exit_code = "exited", exit_status(error.code)
            if not isinstance(error.code, (int, type(None))):
                self.last_words = str(error.code)
        elif cancelled or isinstance(error, (asyncio.CancelledError, KeyboardInterrupt)):
            self.outcome = "cancelled"
            self.interrupted = self.interrupted or isinstance(error, KeyboardInterrupt)
        else:
            self.outcome = "raised"
        if error is not None and self.outcome != "exited":
            self._explain(describe_exception(error, self.is_user_file))
        if self.asked is not None:
            self.outcome, self.value, self.exit_code = self.asked, None, None
            if self.exception is None or not self.exception["frames"]:  # up to 3.10 a cancelled task forgets where
                self._explain(self._where)
        self.ended_ns = ended_ns

    def ask_to_end(self, outcome):
        """From another thread: cancel the function, or interrupt what is not one (loading, a program)."""
        if self.asked is None and self.ended_ns is None:
            self.asked = outcome
        self._where = self._stack("it was ended here")
        cancel = self.cancel
        if cancel is None:
            interrupt_main_thread()
        else:
            try:
                cancel()
            except RuntimeError:  # the loop was closed meanwhile
                pass

    def abandon(self):
        """From another thread: it does not end, or its shutdown does not. What is known so far is the result."""
        if self.ended_ns is not None:
            self.notes.append("The function had ended, but the tasks, generators or threads it left behind had not.")
            return
        self.ended_ns = time.perf_counter_ns()
        self.outcome = self.asked
        self._explain(self._stack("it went on after it was asked to end"))

    def hand_over(self, deliver):
        """Call `deliver` unless that was done: once, whichever threads come here, and never in a forked child."""
        if os.getpid() != self._process:
            return
        with self._handing_over:
            if not self._handed_over:
                self._handed_over = True
                deliver()

    def elapsed_ns(self):
        """Wall time so far; of a function that has ended, from its first step to its last, less the lens's own cost."""
        if self.began_ns is None:
            return 0
        times = engine.main_task_times() if self.task is not None and self.ended_ns is not None else None
        if times is not None and self.task.done():
            began, ended, cost = times
            return max(0, round((ended - began - cost) * 1e9))
        return (self.ended_ns or time.perf_counter_ns()) - self.began_ns

    def _explain(self, exception):
        self.exception = exception
        self.last_words = exception["traceback"].rstrip("\n") if exception else ""

    def _stack(self, message):
        """A `RaisedException` that shows the user's frames of what runs now; where nothing does, of what waits."""
        frame, running = sys._current_frames().get(threading.main_thread().ident), []
        while frame is not None:
            running.append(frame)
            frame = frame.f_back
        suspended = suspended_frames(self.task.get_coro()) if self.task is not None else []
        shown = [self._users(frames) for frames in (reversed(running), suspended)]
        kind = TimeoutError if self.asked == "timeout" else asyncio.CancelledError
        return describe_stack(type_name(kind), message, shown[0] or shown[1])

    def _users(self, frames):
        return [frame for frame in frames if self.is_user_file(frame.f_code.co_filename)]


def interrupt_main_thread():
    """As by Ctrl-C, also out of a blocking system call where the platform can."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:
        _thread.interrupt_main()


def exit_status(code):
    """The status that a process ends with after ``sys.exit(code)``."""
    if code is None:
        return 0
    return code if isinstance(code, int) else 1


class _Repr(reprlib.Repr):
    """Bounded, and in the value's own order."""

    def __init__(self):
        super().__init__()
        self.maxlevel = 4
        self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = self.maxdeque = self.maxarray = 20
        self.maxdict = 20
        self.maxstring = self.maxlong = self.maxother = _LONGEST_VALUE

    def repr_dict(self, value, level):
        if level <= 0:
            return "{...}"
        shown = [
            "%s: %s" % (self.repr1(key, level - 1), self.repr1(value[key], level - 1))
            for key, _ in zip(list(value), range(self.maxdict))
        ]
        return "{%s}" % ", ".join(shown + (["..."] if len(value) > self.maxdict else []))


def describe_value(value):
    """Bounded repr; a repr that fails does not fail the run."""
    try:
        return shorten(_Repr().repr(value), _LONGEST_VALUE)
    except Exception as error:
        return "<%s, whose repr raised %s>" % (type(value).__name__, type(error).__name__)
