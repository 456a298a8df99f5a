"""A function of trio is run by trio, with the manners of every other run."""
import importlib.util
import os
import signal
import subprocess
import sys
import unittest

from processes import PACKAGE, PATIENCE, Folder, Host, environment, killed_if_late

CANCELLED = """
    import trio
    async def sleeper():
        await trio.sleep(1000)
    async def main():
        try:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(sleeper)
                print("ready", flush=True)
                await trio.sleep(1000)
        finally:
            print("cleaned up", flush=True)
"""


@unittest.skipUnless(importlib.util.find_spec("trio"), "trio is not installed for this Python")
class Functions(Folder):
    def test_returns(self):
        self.write("program.py", """\
            import trio
            async def child(n):
                await trio.sleep(n)
            async def main(n):
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(child, n)
                return n
            trio.run(main, 100)
            """)
        report, _ = self.report("program.py::main", "--args", "0.05")
        self.assertEqual((report["outcome"], report["value"]), ("returned", "0.05"))
        self.assertEqual(report["loop"], {"type": "trio", "steps": True, "note": None})
        self.assertEqual([(task["name"], task["parent"]) for task in report["tasks"]],
                         [("program.main", None), ("program.child", 1)])
        sleep = next(point for point in report["awaits"] if point["kind"] == "await")
        self.assertGreaterEqual(sleep["waiting_ns"], 0.045e9)
        self.assertEqual(sleep["woken_by"], [{"by": "timer", "task": None, "what": "timer", "count": 1}])
        self.assertGreaterEqual(report["elapsed_ns"], sleep["elapsed_ns"]["total"])
        self.assertEqual(len([note for note in report["notes"] if "was not run" in note]), 1)

    def test_made_within_a_run(self):
        """The object, its arguments and the call find trio running, as within the program."""
        self.write("program.py", """\
            from trio import Event, lowlevel, sleep
            async def slowly(value):
                await sleep(0)
                return value
            class Client:
                def __init__(self, number):
                    lowlevel.current_trio_token()
                    self.number = number
                async def get(self, event, more):
                    event.set()
                    await event.wait()
                    return self.number + more
            """)
        self.assertEqual(
            self.value("program.py::Client.get", "--self", "Client(3)", "--args", "Event(), await slowly(4)"), "7")

    def test_generator(self):
        self.write("program.py", """\
            import trio
            async def main():
                for n in range(3):
                    await trio.sleep(0)
                    yield n
            """)
        self.assertEqual(self.value("program.py::main"), "<yielded 3 items>")

    def test_raises(self):
        self.write("program.py", """\
            import sys, trio
            async def main():
                await trio.sleep(0)
                raise KeyError(1)
            async def leaves():
                sys.exit(5)
            """)
        report, process = self.report("program.py::main")
        self.assertEqual((report["outcome"], process.returncode), ("raised", 1))
        self.assertEqual([frame["line"] for frame in report["exception"]["frames"]], [4])
        report, process = self.report("program.py::leaves")
        self.assertEqual((report["outcome"], process.returncode), ("exited", 5))

    def test_timeout(self):
        self.write("program.py", CANCELLED)
        report, process = self.report("program.py::main", "--timeout", "2")
        self.assertEqual((report["outcome"], process.returncode), ("timeout", 124))
        self.assertIn(b"cleaned up", process.stderr)
        self.assertIn("await trio.sleep(1000)", report["exception"]["traceback"])
        self.assertEqual({task["outcome"] for task in report["tasks"]}, {"cancelled"})

    def test_does_not_end(self):
        self.write("program.py", """\
            import trio
            async def main():
                with trio.CancelScope(shield=True):
                    await trio.sleep(1000)
            """)
        report, process = self.report("program.py::main", "--timeout", "2", hurried=True)
        self.assertEqual((report["outcome"], process.returncode), ("timeout", 124))
        self.assertEqual(report["exception"]["frames"][-1]["line"], 4)
        self.assertEqual([point["pending"] for point in report["awaits"]], [1])

    def test_stop(self):
        host = Host(self.folder, {"file": self.write("program.py", CANCELLED)})
        self.addCleanup(host.close)
        while b"ready" not in host.output["stdout"]:
            self.assertIsNotNone(host.until("progress"))
        self.assertEqual(host.until("progress")["pending"]["source"], "await trio.sleep(1000)")
        host.stop()
        self.assertEqual(host.until("done")["report"]["outcome"], "cancelled")
        host.hang_up()
        host.wait()
        self.assertIn(b"cleaned up", host.output["stdout"])

    @unittest.skipIf(sys.platform == "win32", "SIGINT cannot be sent to one process there")
    def test_interrupted(self):
        self.write("program.py", CANCELLED)
        process = subprocess.Popen(
            [sys.executable, "-m", "await_lens", "program.py::main"], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment(PYTHONPATH=os.path.dirname(PACKAGE)),
        )
        with process, killed_if_late(process):
            self.assertIn(b"ready", process.stdout.readline())
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130)
        self.assertIn(b"cleaned up", out)
        self.assertIn(b"main() was cancelled", out)

    def test_of_both(self):
        """A module that uses asyncio as well is asyncio's."""
        self.write("program.py", """\
            import asyncio, trio
            async def main():
                await asyncio.sleep(0)
                return asyncio.current_task().get_name()
            """)
        self.assertEqual(self.value("program.py::main"), "'Task-1'")

    def test_of_the_project(self):
        """What its module uses decides; where that is nothing, what the user's modules use that it has imported."""
        self.write("app/__init__.py", "")
        self.write("app/helpers.py", "import asyncio, time\ndef now(): return asyncio.iscoroutine(time)\n")
        self.write("app/network.py", """\
            import trio
            from .helpers import now
            async def fetch():
                await trio.sleep(0)
                return trio.lowlevel.current_task().name
            """)
        self.write("app/main.py", """\
            from .network import fetch
            async def main():
                return await fetch()
            """)
        self.assertEqual(self.value("app/network.py::fetch"), "'app.network.fetch'")
        self.assertEqual(self.value("app/main.py::main"), "'app.main.main'")
