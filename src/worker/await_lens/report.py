"""Puts the report together: what `src/shared/report.ts` describes and `docs/report.md` documents."""
import platform
import sys
import time

from . import SCHEMA, engine


def python_info():
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "executable": sys.executable or "",
    }


def build(run):
    """The report of a run, as a dictionary that JSON can hold. Callable from any thread, at any time of the run."""
    now_ns = time.perf_counter_ns()
    if run.began_ns is None:
        engine.forget(now_ns)
    return {
        "schema": SCHEMA,
        "target": run.target,
        "python": python_info(),
        "loop": engine.loop_info(run.loop),
        "outcome": run.outcome,
        "phase": run.phase,
        "value": run.value,
        "exception": run.exception,
        "exit_code": run.exit_code,
        "elapsed_ns": run.elapsed_ns(),
        **engine.measured(now_ns),
        "notes": run.notes,
    }


#: Exit status by outcome; `exited` has the program's own.
_STATUS = {"returned": 0, "raised": 1, "cancelled": 1, "timeout": 124}


def status(run):
    """The exit status of the process that made this run."""
    if run.interrupted and run.asked is None:
        return 130
    return run.exit_code if run.outcome == "exited" else _STATUS[run.outcome]
