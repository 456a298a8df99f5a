"""Steps of trio, told by an instrument (`trio.abc.Instrument`) that every run of it is given.

What an instrument is not told is noted within trio's own functions: how a task ended, and when a thread asked for
something to be done.
"""
import ast
import builtins
import sys
from _thread import get_ident
from collections import deque
from sys import _getframe
from time import perf_counter as clock

from ..rewriting import names
from ..rewriting.inject import NoSource, call, injected, read
from .importing import when_imported
from .spans import close_all
from .states import adopt, forget, name_of, states
from .steps import birthplace, leave, resume
from .threads import here
from .wakers import CALLBACK, IO, ITSELF, THREAD, TIMER

#: Of the task of each run that does what threads ask for; the program sees neither it nor the task above all others.
_ENTRY_TASK = "<TrioToken.run_sync_soon task>"
#: What a run does at this moment: it waits for I/O, looks which deadlines are over, runs tasks.
_WAITING, _EXPIRING, _STEPPING = range(3)


class _Run:
    """What is known of trio as a whole."""

    #: Exception that a cancelled task raises.
    cancelled = ()
    #: id(queue of what threads ask for) -> its _Asked.
    asked = {}


class _Asked:
    """When a run was asked from outside of it to call something soon, and by which thread.

    As many entries as the queue has, and those of the calls that were made since anybody looked.
    """

    __slots__ = ("_queue", "_entries")

    def __init__(self, queue):
        self._queue = queue
        self._entries = deque()

    def add(self):
        self._entries.append((clock(), get_ident()))

    def current(self):
        """(thread, since when) of the call that is being made; None if none of them is."""
        waiting = len(self._queue)
        while len(self._entries) > waiting + 1:
            self._entries.popleft()
        if len(self._entries) <= waiting:
            return None
        since, ident = self._entries[0]
        return ident, since

    def done(self):
        """All calls that have left the queue were made."""
        while len(self._entries) > len(self._queue):
            self._entries.popleft()


class _Steps:
    """The instrument of one run."""

    __slots__ = ("_runner", "_asked", "_phase", "_before", "_state", "_within")

    def __init__(self, runner, asked):
        self._runner = runner
        self._asked = asked
        self._phase = _STEPPING
        #: What ran before the step that runs now, and whose step it is, if it is a known task's.
        self._before = self._state = None
        #: Whether that is a callback of the loop whose guest this run is.
        self._within = False

    def task_spawned(self, task):
        nursery = task.parent_nursery
        if nursery is None or task.name == _ENTRY_TASK:
            return
        parent = states.get(id(nursery.parent_task))
        state = adopt(task, parent.number if parent is not None else None, here.me.number, loop=self._runner)
        state.birthplace = birthplace(_getframe(1))

    def task_scheduled(self, task):
        state = states.get(id(task))
        if state is None:
            return
        me = here.me
        if me.state is not me.outside:
            state.waker, state.ready_at = ITSELF if me.state is state else me.state, clock()
        else:
            state.waker, state.ready_at = self._origin(me, task)

    def before_task_step(self, task):
        self._phase = _STEPPING
        state = self._state = states.get(id(task))
        if state is None:
            return
        me = here.me
        before = self._before = me.state
        self._within = before.runs()
        if self._within:  # its own time ends here, and goes on after the step
            origin = me.origin
            leave(before)
            me.origin = origin
        resume(me, state)

    def after_task_step(self, task):
        state, before = self._state, self._before
        if state is None:
            self._asked.done()
            return
        self._state = self._before = None
        leave(before)
        if self._within:
            before.entered = clock()
        if state.ended:
            state.ended = state.left

    def before_io_wait(self, timeout):
        self._phase = _WAITING

    def after_io_wait(self, timeout):
        self._phase = _EXPIRING

    def after_run(self):
        _Run.asked.pop(id(self._runner.entry_queue), None)

    def _origin(self, me, task):
        """(waker, since when) of what no task makes ready."""
        if self._phase == _WAITING:
            return IO, clock()
        if self._phase == _EXPIRING:
            return TIMER, _due(self._runner.clock, task)
        asked = self._asked.current()
        if asked is None:
            return CALLBACK, clock()
        ident, since = asked
        return CALLBACK if ident == me.ident else THREAD, since


def _due(runs_by, task):
    """When the deadline was over that has just made `task` ready: the latest one that its scopes had."""
    late = 0
    try:
        now, due = runs_by.current_time(), None
        status = task._cancel_status
        while status is not None:
            scope = status._scope
            if scope._cancel_called and scope._deadline <= now and (due is None or scope._deadline > due):
                due = scope._deadline
            status = status._parent
        if due is not None and type(runs_by).__name__ == "SystemClock":  # any other has a time of its own
            late = now - due
    except AttributeError:  # some version of trio is made otherwise
        pass
    return clock() - late


def install():
    """Note the steps of trio's tasks from now on, or from its import on."""
    hooks = {names.TRIO_BEGUN: _begun, names.TRIO_ENDED: _ended, names.TRIO_ASKED: _asked}
    for name, hook in hooks.items():
        setattr(builtins, name, hook)
    when_imported("trio", _hook)


def runs(kind):
    """Whether `kind` is the class of trio's runs; they are known only if they tell their steps."""
    return kind.__module__ == "trio._core._run"


def _hook(module):
    core = sys.modules["trio._core._run"]
    _Run.cancelled = module.Cancelled
    try:
        injected(core.Runner.task_exited, "Runner", _note_end)
        injected(core.EntryQueue.run_sync_soon, "EntryQueue", _note_asking)
        injected(core.setup_runner, None, _note_begin)
    except (NoSource, AttributeError):  # then its awaits are totals
        pass


def _note_begin(function):
    last = function.body[-1]
    function.body.insert(-1, ast.Expr(call(names.TRIO_BEGUN, last, read("runner", last))))


def _note_end(function):
    first = function.body[0]
    note = call(names.TRIO_ENDED, first, read("task", first), read("outcome", first))
    function.body.insert(0, ast.Expr(note))


def _note_asking(function):
    """Before the queue gets a call."""
    for node in ast.walk(function):
        if isinstance(node, ast.If) and getattr(node.test, "id", None) == "idempotent":
            first = node.orelse[0]
            node.orelse.insert(0, ast.Expr(call(names.TRIO_ASKED, first, read("self", first))))
            return
    raise NoSource("trio queues its calls in another way")


def _begun(runner):
    """`runner` is about to run."""
    queue = runner.entry_queue
    asked = _Run.asked[id(queue)] = _Asked(queue.queue)
    runner.instruments.add_instrument(_Steps(runner, asked))


def _asked(queue):
    """A run is asked to call something soon. From any thread."""
    asked = _Run.asked.get(id(queue))
    if asked is not None:
        asked.add()


def _ended(task, outcome):
    """`task` has come to its `outcome.Outcome`, in its last step."""
    state = states.get(id(task))
    if state is None:
        return
    forget(state, task)
    error = getattr(outcome, "error", None)
    state.ended = now = clock()
    state.name = name_of(task)
    state.outcome = "returned" if error is None else "cancelled" if is_cancellation(error) else "raised"
    close_all(state, now, error is not None)


def is_cancellation(error):
    """Whether `error` is `trio.Cancelled`, or a group of nothing else."""
    if isinstance(error, _Run.cancelled):
        return True
    try:
        grouped = getattr(error, "exceptions", ())
    except Exception:  # the program's own exception
        return False
    return isinstance(grouped, (tuple, list)) and bool(grouped) and all(map(is_cancellation, grouped))
