"""CPython's own tests of all that is asynchronous: the same results with and without the lens."""
import concurrent.futures
import fnmatch
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest

from processes import PACKAGE, Folder, environment

RUNNER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cpython_runner.py")
#: Seconds after which a group has failed. The slowest takes 6 on an idle machine, most of it asleep.
PATIENCE = 120
#: What is timed: the tests' own files. `testasync` is beside its own package's.
INCLUDE = ("--include", "*/test/*")
#: Run by one process each, four at a time: the slow ones first. What a version does not have is left out.
GROUPS = (
    ("test.test_asyncio.test_taskgroups",),
    ("test.test_coroutines", "test.test_asyncgen", "test.test_contextlib_async",
     "unittest.test.testmock.testasync", "test.test_unittest.testmock.testasync",
     "unittest.test.test_async_case", "test.test_unittest.test_async_case",
     "test.test_grammar", "test.test_inspect",
     "test.test_sys_settrace.TraceTestCase", "test.test_sys_settrace.JumpTestCase"),
    ("test.test_asyncio.test_tasks.CTask_CFuture_Tests", "test.test_asyncio.test_tasks.CoroutineGatherTests",
     "test.test_asyncio.test_tasks.FutureGatherTests", "test.test_asyncio.test_timeouts",
     "test.test_asyncio.test_waitfor", "test.test_asyncio.test_eager_task_factory"),
    ("test.test_asyncio.test_locks", "test.test_asyncio.test_queues", "test.test_asyncio.test_streams",
     "test.test_asyncio.test_runners", "test.test_asyncio.test_futures2", "test.test_asyncio.test_pep492",
     "test.test_asyncio.test_context", "test.test_asyncio.test_threads", "test.test_asyncio.test_server",
     "test.test_asyncio.test_staggered"),
)
#: Tests whose results may differ, by the end of their names, each with the reason.
SEES_OUR_CALLS = "asserts on every call that `sys.settrace` sees, and sees those of the lens"
MAY_DIFFER = {
    "test_sys_settrace.*.test_20_async_for_loop": SEES_OUR_CALLS,
    "test_sys_settrace.*.test_21_async_for_else": SEES_OUR_CALLS,
    "test_sys_settrace.*.test_async_for_backwards_jump_has_no_line": SEES_OUR_CALLS,
}


def is_there(name):
    """Whether this Python has the test module `name`, or the module of the class `name`."""
    try:
        return importlib.util.find_spec(name if name.rpartition(".")[2].islower() else name.rpartition(".")[0]) is not None
    except ModuleNotFoundError:
        return False


@unittest.skipUnless(is_there("test.test_coroutines"), "this Python came without its tests")
class CPython(Folder):
    def outcomes(self, lens, names):
        """({test: (outcome, what was said)}, the report or None) of these tests, run by a process of their own."""
        folder = tempfile.mkdtemp(dir=self.folder)
        how = ("-m", "await_lens", "--json", "report.json", *INCLUDE) if lens else ()
        process = subprocess.run(
            [sys.executable, *how, RUNNER, "result.json", *names], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE,
            env=environment(PYTHONPATH=os.path.dirname(PACKAGE), TMPDIR=folder),
        )
        self.assertEqual(process.returncode, 0, process.stdout.decode("utf-8", "replace"))
        results = []
        for name in ("result.json", "report.json") if lens else ("result.json",):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                results.append(json.load(file))
        return results if lens else (results[0], None)

    def compare(self, names):
        """The tests that differ: {test: [bare, lens]}; how many there were; awaits noted."""
        with concurrent.futures.ThreadPoolExecutor() as both:
            bare, lens = both.map(lambda lens: self.outcomes(lens, names), (False, True))
        everything = dict.fromkeys([*bare[0], *lens[0]])
        differ = {}
        for test in everything:
            outcomes = [found.get(test, ("not run", "")) for found in (bare[0], lens[0])]
            if outcomes[0][0] != outcomes[1][0]:
                differ[test] = outcomes
        return differ, len(everything), sum(point["count"] for point in lens[1]["awaits"])

    def test_same_results(self):
        groups = [[name for name in group if is_there(name)] for group in GROUPS]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            compared = list(pool.map(self.compare, filter(None, groups)))
        self.assertGreater(sum(tests for _, tests, _ in compared), 800)
        self.assertGreater(sum(awaits for _, _, awaits in compared), 2000)
        differ = {test: outcomes for found, _, _ in compared for test, outcomes in found.items()}
        for test in [test for test in differ if any(fnmatch.fnmatch(test, "*" + end) for end in MAY_DIFFER)]:
            del differ[test]
        if differ:
            # Many of them go by the clock, on a machine with other work: a difference is one that shows again.
            differ, _, _ = self.compare(sorted(differ))
        self.assertFalse(differ, "".join(
            "\n%s: %s bare, %s with the lens\n%s%s" % (test, bare[0], lens[0], bare[1], lens[1])
            for test, (bare, lens) in differ.items()
        ))
