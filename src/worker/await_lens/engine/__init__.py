"""The timing engine: rewrites await points, records what they do, and tells the sums. See `docs/report.md`."""
import asyncio
import builtins
import sys
from time import perf_counter

from . import warnings
from .causes import holders
from .reading import evidence, live, summary
from .reading import tasks as tasks_read
from .reading import trace as trace_read
from .recording import blocking, calibration, costs, counted, eager, loops, protocols, sites, spans, states, steps
from .recording import threads, timeline, trace, trio_steps, uvloop_steps, wakers
from .recording.turns import dismiss, expect
from .rewriting import names
from .rewriting.inject import NoSource
from .rewriting.rewrite import transform
from .units import ns

__all__ = [
    "install", "transform", "start", "stop", "forget", "measured", "pending", "blocking_now", "live_now",
    "main_task_times", "loop_info", "expect", "dismiss",
]

_HOOKS = {
    names.BEGIN: spans.begin, names.END: spans.end, names.RAISED: spans.raised,
    names.ITERATING: protocols.iterating, names.STEPS: protocols.steps, names.MANAGING: protocols.managing,
    names.SCHEDULED: steps.scheduled, names.THREADED: counted.threaded,
    names.ENTER: steps.enter, names.LEAVE: steps.leave,
    names.CREATING: eager.creating, names.CREATED: eager.created, names.ABANDONED: eager.abandoned,
    names.NAMED: eager.named,
    names.TIMER_SET: trace.timer_set, names.TIMER_CANCELLED: trace.timer_cancelled,
}
#: Steps over this are blocking ones, unless a run says otherwise.
BLOCK_THRESHOLD_NS = 50_000_000
_TOTALS = "the times are totals, without a suspended share."


class _Run:
    """What is known of the run as a whole."""

    installed = False
    #: Whether asyncio's own loops tell their steps.
    steps = False
    #: `perf_counter` that the reported times count from.
    origin = 0.0
    #: (what `measured` gives, times of the first task) once the run was stopped.
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
    uvloop_steps.install(warnings.follow)
    trio_steps.install()
    holders.install()
    warnings.install()
    calibration.calibrate()


def start(now_ns, block_threshold_ns=BLOCK_THRESHOLD_NS):
    """A run begins: times count from `now_ns` (`perf_counter_ns`), steps over `block_threshold_ns` are blocking ones."""
    forget(now_ns, block_threshold_ns)
    blocking.watch()


def forget(now_ns, block_threshold_ns=BLOCK_THRESHOLD_NS):
    """Forget what was recorded before (not the sites); reported times count from `now_ns`."""
    sites.reset()
    states.reset()
    threads.reset()
    timeline.reset()
    trace.reset()
    blocking.reset(block_threshold_ns / 1e9)
    wakers.origins.clear()
    holders.reset()
    warnings.reset()
    _Run.frozen = None
    _Run.origin = now_ns / 1e9


def stop():
    """Keep what was recorded up to now: what happens after does not reach `measured` and `pending`."""
    blocking.unwatch()
    _Run.frozen = _measured(perf_counter()), summary.main_task_times()
    trace.pause()


def measured(now_ns):
    """The measured fields of the report (`src/shared/report.ts`), from `awaits` to `calibration`."""
    return _Run.frozen[0] if _Run.frozen else _measured(now_ns / 1e9)


def _measured(now):
    origin = _Run.origin
    tasks, tasks_omitted = tasks_read.tasks(origin, now)
    blocks, blocks_omitted = evidence.blocking_steps(origin, now)
    steps = loop_info()["steps"]
    awaits, reached = summary.awaits(origin, now, steps)
    in_loop = [site.in_loop for site in reached]
    facts = warnings.Facts(tasks, awaits, in_loop, holders.holds(ns(origin)), steps)
    return {
        "awaits": awaits,
        "tasks": tasks,
        "tasks_omitted": tasks_omitted,
        "callbacks": tasks_read.callbacks(origin),
        "timeline_merged": timeline.merged(),
        "trace": trace_read.trace(origin, now, reached),
        "blocking": blocks,
        "blocking_omitted": blocks_omitted,
        "starvation": evidence.starvation(origin),
        "warnings": warnings.collect(facts),
        "block_threshold_ns": ns(blocking.threshold),
        "calibration": {
            "await_ns": ns(costs.pair), "counted_ns": ns(costs.counted), "step_ns": ns(costs.step),
        },
    }


def pending(now_ns):
    """PendingAwait: the innermost await of the run's first task that has not ended, or None. From any thread."""
    return None if _Run.frozen else summary.pending(now_ns / 1e9)


def blocking_now(now_ns):
    """`{file, line, function, source, duration_ns}` of a step that holds the loop at this moment, or None. As `pending`."""
    return None if _Run.frozen else evidence.blocking_now(now_ns / 1e9)


def live_now(now_ns):
    """Live (`src/shared/protocol.ts`): what has happened so far, or None once the run is over. As `pending`."""
    return None if _Run.frozen else live.live(_Run.origin, now_ns / 1e9)


def main_task_times():
    """(start of the first step, end of the last step so far, the lens's own cost between them) of the run's first task.

    None without one; all in seconds, the moments by `perf_counter`. While a step of it runs, that step's end so far is
    now.
    """
    return _Run.frozen[1] if _Run.frozen else summary.main_task_times()


def loop_info(loop=None):
    """LoopInfo of an event loop: its type, whether it tells its steps, and if not, why not.

    None stands for the loop of the task created last; where there was none, no loop ran.
    """
    kind = states.loop_type if loop is None else type(loop)
    if kind is None:
        return {"type": None, "steps": False, "note": None}
    if trio_steps.runs(kind):
        return {"type": "trio", "steps": True, "note": None}
    name = "%s.%s" % (kind.__module__, kind.__qualname__)
    uvloop = sys.modules.get("uvloop")
    if uvloop is not None and issubclass(kind, uvloop.Loop):
        return {"type": name, "steps": True, "note": None}
    if not issubclass(kind, asyncio.base_events.BaseEventLoop):
        note = "The event loop %s does not tell when a task runs: %s" % (name, _TOTALS)
        return {"type": name, "steps": False, "note": note}
    note = None if _Run.steps else "The source of asyncio is not installed: %s" % _TOTALS
    return {"type": name, "steps": _Run.steps, "note": note}
