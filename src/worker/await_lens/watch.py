"""Watches a run from a thread of its own: tells its progress, ends it in time, gives up on what does not end."""
import _thread
import time

from . import engine

PROGRESS = 0.2  #: seconds from one word of progress to the next
STOP_GRACE = 0.8  #: seconds to end in when stopped: before the editor ends the process by force
TIMEOUT_GRACE = 1.0  #: seconds to end in after a timeout
SHUTDOWN_GRACE = 2.0  #: seconds for the tasks, generators and threads that are left when the function has ended


class Watch:
    """Started with `_thread`, so that the user's program sees no thread but its own in `threading`."""

    def __init__(self, run, timeout, give_up, on_progress=None):
        """timeout: seconds, or None; give_up: called once when the run does not end; on_progress: while it runs."""
        self._run = run
        self._timeout = timeout
        self._give_up = give_up
        self._on_progress = on_progress
        self._over = _thread.allocate_lock()
        self._over.acquire()
        self._give_up_at = None
        #: When progress is to be told next.
        self._progress_at = time.perf_counter() + PROGRESS

    def __enter__(self):
        _thread.start_new_thread(self._watch, (time.perf_counter(),))
        return self

    def __exit__(self, *_exception):
        self._over.release()

    def stop(self):
        """Ask the run to end, from any thread."""
        self._ask("cancelled", STOP_GRACE)

    def _ask(self, outcome, grace):
        if self._give_up_at is None:
            self._give_up_at = time.perf_counter() + grace
            self._run.ask_to_end(outcome)

    def _watch(self, started):
        try:
            self._watch_until_over(started)
        finally:
            engine.dismiss(__name__)

    def _watch_until_over(self, started):
        while not self._waited(self._pause(started)):
            now, running, ended = time.perf_counter(), self._run.began_ns is not None, self._run.ended_ns is not None
            if ended:
                limit = self._run.ended_ns / 1e9 + SHUTDOWN_GRACE
                self._give_up_at = limit if self._give_up_at is None else min(limit, self._give_up_at)
            elif now >= self._deadline(started):
                self._ask("timeout", TIMEOUT_GRACE)
            if self._give_up_at is not None and now >= self._give_up_at:
                self._give_up()
                return
            if now >= self._progress_at:
                # In step with the clock: what one word takes does not put off the next.
                late = now - self._progress_at
                self._progress_at = now + PROGRESS - (late if late < PROGRESS else 0)
                if self._on_progress is not None and running and not ended:
                    self._on_progress()

    def _waited(self, seconds):
        engine.expect(__name__, seconds)
        return self._over.acquire(True, seconds)

    def _deadline(self, started):
        """When the run is over time; what loading took does not count against the function."""
        if self._timeout is None or self._give_up_at is not None:
            return float("inf")
        begun = started if self._run.began_ns is None else self._run.began_ns / 1e9
        return begun + self._timeout

    def _pause(self, started):
        """Seconds until there is something to do."""
        due = self._deadline(started) if self._give_up_at is None else self._give_up_at
        return max(0.0, min(due, self._progress_at) - time.perf_counter())
