"""Runs a program's text under the engine, in this process, and reads what was measured."""
import ast
import asyncio
import textwrap
import time
import unittest

from await_lens import engine

engine.install()
PATH = "program.py"


def build(text, path=PATH):
    """The namespace of the rewritten program `text` (dedented)."""
    text = textwrap.dedent(text)
    tree = engine.transform(ast.parse(text, path), path, text)
    namespace = {"__name__": "program", "__file__": path}
    exec(compile(tree, path, "exec", dont_inherit=True), namespace)
    return namespace


class Measured:
    """What a run of `main()` in the program `text` gave. `run` runs a coroutine function; asyncio.run if None."""

    def __init__(self, text, run=None, path=PATH):
        self.namespace = build(text, path)
        self.value = self.error = None
        engine.start(time.perf_counter_ns())
        try:
            main = self.namespace["main"]
            self.value = asyncio.run(main()) if run is None else run(main)
        except Exception as error:
            self.error = error
        self.read()

    def read(self):
        now = time.perf_counter_ns()
        self.measured = engine.measured(now)
        self.awaits, self.tasks = self.measured["awaits"], self.measured["tasks"]
        self.omitted = self.measured["tasks_omitted"]

    def at(self, source, kind="await"):
        """The only await point with this text."""
        found = [point for point in self.awaits if point["source"] == source and point["kind"] == kind]
        if len(found) != 1:
            raise AssertionError("%r is %d times among %r" % (source, len(found), [p["source"] for p in self.awaits]))
        return found[0]

    def task(self, name):
        """The only task of this name."""
        found, = [task for task in self.tasks if task["name"] == name]
        return found


class Clocked(unittest.TestCase):
    """Compares with what the program surely took, and with its own clock: a busy machine cannot decide the outcome."""

    def bounded(self, nanoseconds, seconds, told):
        """`seconds` were slept or worked at the least; `told` are nanoseconds by a clock read before and after."""
        self.assertGreaterEqual(nanoseconds, 0.9e9 * seconds)
        self.assertLessEqual(nanoseconds, told)


def what(point):
    """{what was awaited: how often}."""
    return {entry["what"]: entry["count"] for entry in point["awaited"]}


def woken(point):
    """[(kind of waker, in words, how often)]."""
    return [(waker["by"], waker["what"], waker["count"]) for waker in point["woken_by"]]
