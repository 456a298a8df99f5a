"""Runs by hand: ``python -m await_lens …``."""
import contextlib
import os
import time

from . import __version__, engine, report
from .descendants import end_descendants
from .output import Output, complain, flush
from .program import Program
from .request import Request, Unusable
from .session import Session
from .usage import HELP, UsageError, parse
from .watch import Watch
from .worker import serve

UNUSABLE = 2  # exit status


def main(words):
    """Do what the command line says; returns the exit status."""
    try:
        options = parse(words)
    except UsageError as error:
        complain("await_lens: %s (--help tells more)" % error)
        return UNUSABLE
    if options.kind == "help":
        print(HELP, end="")
        return 0
    if options.kind == "version":
        print("await_lens %s" % __version__)
        return 0
    engine.install()
    if options.kind == "worker":
        return serve()
    try:
        work = _function(options) if options.kind == "function" else Program(options)
        output = Output(options.json)
    except Unusable as problem:
        return _refuse(problem)
    except OSError as error:
        complain("await_lens: cannot write the report: %s" % error)
        return UNUSABLE
    return _perform(work, options, output)


def _function(options):
    file, _, qualname = options.target.rpartition("::")
    request = Request(os.path.abspath(file), qualname, None, options.arguments, options.instance, None, options.timeout)
    return Session(request)


def _perform(work, options, output):
    """Run a `Session` or a `Program` and write its report."""
    run = work.run

    def write():
        run.freeze()
        if run.last_words:
            flush()
            complain(run.last_words)
        output.write(report.build(run))

    def give_up():
        run.hand_over(lambda: (run.abandon(), write()))
        if run.asked is None:
            # Its report is out. The process lives as long as it would have without us, or until the timeout.
            if options.timeout is None:
                return
            time.sleep(max(0.0, run.began_ns / 1e9 + options.timeout - time.perf_counter()))
        end_descendants()
        flush()
        os._exit(report.status(run))

    # A program without a timeout needs no watching, and Python (3.12 on) warns of `os.fork` beside other threads.
    watched = options.kind == "function" or options.timeout is not None
    try:
        with Watch(run, options.timeout, give_up) if watched else contextlib.nullcontext():
            work.execute()
            run.hand_over(write)
    except Unusable as problem:
        return _refuse(problem)
    return report.status(run)


def _refuse(problem):
    if problem.reason == "syntax":
        place = [problem.file] if problem.line is None else [problem.file, problem.line, problem.column + 1]
        complain("%s: SyntaxError: %s" % (":".join(map(str, place)), problem.message))
        if problem.excerpt:
            complain(problem.excerpt)
    else:
        complain("await_lens: %s" % problem.message)
        if problem.reason == "arguments":
            complain("Give the arguments as Python: --args '…'")
        if problem.reason == "instance":
            complain("Say how to make the object as Python: --self '…'")
    return UNUSABLE
