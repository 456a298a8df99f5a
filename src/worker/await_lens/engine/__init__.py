"""The timing engine: rewrites await points, records what they do, and tells the sums. See `docs/report.md`."""
import asyncio
import builtins
import sys
from time import perf_counter_ns

from .reading import summary
from .recording import eager, loops, protocols, sites, spans, states, steps, uvloop_steps
from .rewriting import names
from .rewriting.inject import NoSource
from .rewriting.rewrite import transform

__all__ = ["install", "transform", "start", "stop", "awaits", "tasks", "pending", "main_task_times", "loop_info"]

_HOOKS = {
    names.BEGIN: spans.begin, names.END: spans.end, names.RAISED: spans.raised,
    names.ITERATING: protocols.iterating, names.STEPS: protocols.steps, names.MANAGING: protocols.managing,
    names.SCHEDULED: steps.scheduled, names.ENTER: steps.enter, names.LEAVE: steps.leave,
    names.CREATING: eager.creating, names.CREATED: eager.created, names.ABANDONED: eager.abandoned,
    names.NAMED: eager.named,
}
_TOTALS = "the times are totals, without a suspended share."


class _Run:
    """What is known of the run as a whole."""

    installed = False
    #: Whether asyncio's own loops tell their steps.
    steps = False
    #: `perf_counter_ns` that the reported times count from.
    origin = 0
    #: (awaits, tasks, times of the first task) once the run was stopped.
    frozen = None


def install():
    """Make ready: the names that rewritten code calls, and the sources of steps. Once per process; idempotent."""
    if _Run.installed:
        return
    _Run.installed = True
    for name, hook in _HOOKS.items():
        setattr(builtins, name, hook)
    try:
        loops.install()
        _Run.steps = True
    except NoSource:
        pass
    uvloop_steps.install()


def start(now_ns):
    """Forget what was recorded before (not the sites). Reported times count from `now_ns` (`perf_counter_ns`)."""
    sites.reset()
    states.reset()
    _Run.frozen = None
    _Run.origin = now_ns


def stop():
    """Keep what was recorded up to now: what happens after does not reach `awaits`, `tasks` and `pending`."""
    now = perf_counter_ns()
    _Run.frozen = summary.awaits(now), summary.tasks(_Run.origin, now), summary.main_task_times()


def awaits(now_ns):
    """List of AwaitTimes (`src/shared/report.ts`) of the sites that an await reached."""
    return _Run.frozen[0] if _Run.frozen else summary.awaits(now_ns)


def tasks(now_ns):
    """(list of TaskTimes, how many more there were), in the order of creation."""
    return _Run.frozen[1] if _Run.frozen else summary.tasks(_Run.origin, now_ns)


def pending(now_ns):
    """PendingAwait: the innermost await of the run's first task that has not ended, or None. From any thread."""
    return None if _Run.frozen else summary.pending(now_ns)


def main_task_times():
    """(start of the first step, end of the last step so far) of the run's first task, or None. `perf_counter_ns`.

    While a step of it runs, that step's end so far is now.
    """
    return _Run.frozen[2] if _Run.frozen else summary.main_task_times()


def loop_info(loop=None):
    """LoopInfo of an event loop: its type, whether it tells its steps, and if not, why not.

    None stands for the loop of the task created last; where there was none, no loop ran.
    """
    kind = states.loop_type if loop is None else type(loop)
    if kind is None:
        return {"type": None, "steps": False, "note": None}
    name = "%s.%s" % (kind.__module__, kind.__qualname__)
    uvloop = sys.modules.get("uvloop")
    if uvloop is not None and issubclass(kind, uvloop.Loop):
        return {"type": name, "steps": True, "note": None}
    if not issubclass(kind, asyncio.base_events.BaseEventLoop):
        note = "The event loop %s does not tell when a task runs: %s" % (name, _TOTALS)
        return {"type": name, "steps": False, "note": note}
    note = None if _Run.steps else "The source of asyncio is not installed: %s" % _TOTALS
    return {"type": name, "steps": _Run.steps, "note": note}
