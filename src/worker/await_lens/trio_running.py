"""Runs one coroutine as `trio.run` would, for functions of trio: the main task is the user's own coroutine."""
import trio

from .engine.recording.trio_steps import is_cancellation
from .running import cancel_on_interrupt


class _MainTask:
    """What a `Run` asks of the task that it watches."""

    def __init__(self, coroutine):
        self._coroutine = coroutine

    def get_coro(self):
        return self._coroutine

    def done(self):
        return self._coroutine.cr_frame is None


class TrioRunner:
    """As `running.LoopRunner`. Each call is a run of trio by itself; a run ends with nothing left behind."""

    def call(self, function, *args):
        """Call `function` while trio runs."""
        async def call():
            return function(*args)

        return trio.run(call)

    def complete(self, coroutine):
        """Run a coroutine that is ours."""
        return trio.run(lambda: coroutine)

    def run(self, run, coroutine):
        """Run the user's coroutine to its end, noting in `run` how it ends. Ctrl-C cancels it."""
        task = run.task = _MainTask(coroutine)

        def started():
            token = trio.lowlevel.current_trio_token()
            run.cancel = lambda: token.run_sync_soon(_cancel, coroutine)
            return coroutine

        # Trio names the task after what it calls.
        started.__qualname__ = coroutine.__qualname__
        started.__module__ = coroutine.cr_frame.f_globals.get("__name__")
        run.begin()
        # Before trio would do so: it raises KeyboardInterrupt wherever the main task is.
        restore = cancel_on_interrupt(run, task, lambda: _interrupt(run))
        try:
            run.end(value=trio.run(started))
        except BaseException as error:
            run.end(error=error, cancelled=is_cancellation(error))
        finally:
            restore()

    def close(self, run):
        run.freeze()


def _interrupt(run):
    if run.cancel is None:
        raise KeyboardInterrupt
    run.cancel()


def _cancel(coroutine):
    """Cancel the main task, within the run."""
    for nursery in trio.lowlevel.current_root_task().child_nurseries:
        if any(task.coro is coroutine for task in nursery.child_tasks):
            nursery.cancel_scope.cancel()
