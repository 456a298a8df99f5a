"""Runs one coroutine as `asyncio.run` would: the main task is the user's own coroutine, no frame of ours around it."""
import asyncio
import signal
import threading


def runner_for(used):
    """The runner for a function that uses these libraries: trio's where it is the only one."""
    if used != {"trio"}:
        return LoopRunner()
    from .trio_running import TrioRunner  # trio is the program's, and may not be installed

    return TrioRunner()


class LoopRunner:
    """An event loop of the kind that the program has chosen (a policy it has set is honoured), closed at the end."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)

    def call(self, function, *args):
        """Call `function` while the loop runs, outside of any task: the user's first task stays `Task-1`."""
        result = []

        def call():
            try:
                result.append((function(*args), None))
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                result.append((None, error))
            finally:
                self.loop.stop()

        self.loop.call_soon(call)
        self.loop.run_forever()
        value, error = result[0]
        if error is not None:
            raise error
        return value

    def complete(self, coroutine):
        """Run a coroutine that is ours."""
        return self.loop.run_until_complete(coroutine)

    def run(self, run, coroutine):
        """Run the user's coroutine to its end, noting in `run` how it ends. Ctrl-C cancels it, as in `asyncio.run`."""
        run.loop = self.loop
        run.begin()  # before the task is made: it is the first that the engine knows
        task = run.task = self.loop.create_task(coroutine)
        run.cancel = lambda: self.loop.call_soon_threadsafe(task.cancel)
        restore = cancel_on_interrupt(run, task, lambda: self._cancel(task))
        sleep_on = wake_on_signals(self.loop)
        try:
            run.end(value=self.loop.run_until_complete(task))
        except BaseException as error:
            run.end(error=error)
        finally:
            sleep_on()
            restore()

    def _cancel(self, task):
        """At an interrupt, within the thread of the loop."""
        task.cancel()
        self.loop.call_soon_threadsafe(lambda: None)  # wakes the loop where it waits

    def close(self, run):
        """The end that `asyncio.run` makes: cancel what is left, finish generators and threads, close.

        What the cancelled tasks do is still recorded; asyncio's own tasks after that are not.
        """
        loop = self.loop
        try:
            _cancel_all(loop)
            run.freeze()
            loop.run_until_complete(loop.shutdown_asyncgens())
            if hasattr(loop, "shutdown_default_executor"):
                loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            asyncio.set_event_loop(None)
            loop.close()


def cancel_on_interrupt(run, task, cancel):
    """Have the first Ctrl-C call `cancel`, and the next one interrupt whatever runs. Returns how to undo it."""
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        return lambda: None

    def on_interrupt(_signal, _frame):
        if run.interrupted or task.done():
            raise KeyboardInterrupt
        run.interrupted = True
        cancel()

    signal.signal(signal.SIGINT, on_interrupt)

    def restore():
        if signal.getsignal(signal.SIGINT) is on_interrupt:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    return restore


def wake_on_signals(loop):
    """Have a signal wake the loop where it waits, as asyncio has for the signals that it handles. Returns how to undo it.

    Else one that comes just before the wait, or to another thread, is handled only when something else ends the wait.
    """
    socket = getattr(loop, "_csock", None)  # uvloop, which has none, sees to it itself
    if socket is None or threading.current_thread() is not threading.main_thread():
        return lambda: None
    fd = socket.fileno()
    before = signal.set_wakeup_fd(fd, warn_on_full_buffer=False)

    def restore():
        now = signal.set_wakeup_fd(before, warn_on_full_buffer=False)
        if now != fd:
            signal.set_wakeup_fd(now)  # the program has set another one

    return restore


def _cancel_all(loop):
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    for task in tasks:
        if not task.cancelled() and task.exception() is not None:
            message = "unhandled exception during the shutdown of the event loop"
            loop.call_exception_handler({"message": message, "exception": task.exception(), "task": task})

