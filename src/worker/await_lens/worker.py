"""A worker of the editor: says hello, waits for one request, runs it, reports, and is gone."""
import _thread
import faulthandler
import os
import platform
import signal
import sys
import time

from . import channel, engine, report
from .output import complain, flush
from .request import Request, Unusable
from .session import Session
from .surroundings import Surroundings
from .watch import Watch

FAREWELL = 2.0  #: seconds for the host to hang up, and again for the program's own cleaning up at exit


class _Worker:
    """One connection to the host and the run made over it."""

    def __init__(self, line):
        self._line = line
        self._watch = None
        #: Whether somebody watches the run.
        self._watched = False
        self._reported = False
        self._farewell = FAREWELL
        self._hung_up = _thread.allocate_lock()
        self._hung_up.acquire()

    def work(self):
        """Wait for the request and serve it; returns the exit status."""
        surroundings = Surroundings()
        message = self._line.receive()
        while message is not None and message.get("type") in ("check", "watch"):
            if message["type"] == "check":
                self._line.send("checked", fresh=surroundings.are_the_same())
            else:
                self._watched = message["on"]
            message = self._line.receive()
        if message is None or message.get("type") != "run":
            return 0
        request = Request(**message["request"])
        session = Session(request)
        run = session.run
        try:
            with Watch(run, request.timeout, lambda: self._give_up(run), lambda: self._progress(run)) as self._watch:
                _thread.start_new_thread(self._listen, ())
                session.execute(lambda: self._line.send("started"))
                run.hand_over(lambda: self._report(run))
            status = report.status(run)
        except Unusable as problem:
            self._refuse(problem)
            status = 2
        # The host hangs up when it has read everything; what the program does at exit comes after that.
        if self._line.is_open:
            self._hung_up.acquire(True, FAREWELL)
        return status

    def _listen(self):
        """In a thread: obey `stop` and `watch`, and do not outlive the connection."""
        while True:
            message = self._line.receive()
            if message is None:
                break
            if message.get("type") == "stop":
                self._watch.stop()
            elif message.get("type") == "watch":
                self._watched = message["on"]
        if self._reported:
            self._hung_up.release()
            time.sleep(self._farewell)
        _end_group()

    def _progress(self, run):
        now_ns = time.perf_counter_ns()
        self._line.send(
            "progress", elapsed_ns=now_ns - run.began_ns, pending=engine.pending(now_ns),
            blocking=engine.blocking_now(now_ns), live=engine.live_now(now_ns) if self._watched else None,
        )

    def _report(self, run):
        run.freeze()
        if run.exception is None and run.last_words:
            complain(run.last_words)
        flush()
        self._reported = True
        self._line.send("done", report=report.build(run))

    def _give_up(self, run):
        self._farewell = 0  # it has had its time
        run.hand_over(lambda: (run.abandon(), self._report(run)))
        if run.asked is not None:
            # The host ends what is left; should it not, this does.
            time.sleep(FAREWELL)
            _end_group()

    def _refuse(self, problem):
        flush()
        self._reported = True
        self._line.send(
            "unusable", reason=problem.reason, message=problem.message,
            file=problem.file, line=problem.line, column=problem.column,
        )


def serve():
    """Serve the host that the environment names; returns the exit status."""
    for stream, errors in ((sys.stdout, sys.stdout.errors), (sys.stderr, "backslashreplace")):
        stream.reconfigure(encoding="utf-8", errors=errors, line_buffering=True)
    faulthandler.enable(all_threads=False)
    try:
        line, token = channel.from_environment()
    except (KeyError, ValueError, OSError) as error:
        complain("await_lens: --worker is for the editor, which sets %s (%s)" % (channel.VARIABLE, error))
        return 2
    line.send("hello", token=token, pid=os.getpid(), python=platform.python_version())
    return _Worker(line).work()


def _end_group():
    """End this process at once, and its children where it leads a process group."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
