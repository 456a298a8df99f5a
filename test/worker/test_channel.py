"""A worker as the editor has it: a real process, spoken to over a real connection."""
import os
import platform
import signal
import subprocess
import sys
import unittest

from processes import PACKAGE, PATIENCE, Folder, Host, environment, is_alive, is_gone

NAP = """\
    import asyncio
    async def main(seconds=0.01):
        print("hello")
        await asyncio.sleep(seconds)
        return seconds
    """


class Channel(Folder):
    def host(self, text=None, *, request=None, hurried=False, **more):
        """A host whose worker is to run `main` of a file with this text, or what `request` says; else it waits."""
        if text is not None:
            path = self.write("program.py", text)
            request = {"file": path, **more} if request is None else None
        host = Host(self.folder, request, hurried)
        self.addCleanup(host.close)
        return host

    def done(self, host):
        """The report; then the host hangs up and the worker ends."""
        message = host.until("done", "unusable")
        self.assertEqual(message and message["type"], "done", message)
        host.hang_up()
        return message["report"]

    def test_a_run(self):
        host = self.host(NAP)
        hello = host.until("hello")
        self.assertEqual(hello, {
            "v": 1, "type": "hello", "token": "secret", "pid": host.process.pid, "python": platform.python_version(),
        })
        self.assertEqual(host.messages.get(timeout=PATIENCE), {"v": 1, "type": "started"})
        report = self.done(host)
        self.assertEqual((report["outcome"], report["value"]), ("returned", "0.01"))
        self.assertEqual([entry["line"] for entry in report["awaits"]], [4])
        self.assertEqual(host.wait(), 0)
        self.assertEqual(host.output, {"stdout": b"hello" + os.linesep.encode(), "stderr": b""})

    def test_a_warm_worker_waits_and_leaves_with_its_host(self):
        host = self.host()
        self.assertEqual(host.until("hello")["pid"], host.process.pid)
        host.hang_up()
        self.assertEqual(host.wait(), 0)

    def test_progress_names_the_pending_await(self):
        host = self.host(NAP, arguments="1000")
        host.until("started")
        message = host.until("progress")
        while message["pending"] is None:
            message = host.until("progress")
        pending = message["pending"]
        self.assertGreater(pending.pop("elapsed_ns"), 0)
        self.assertEqual(pending, {
            "file": os.path.join(self.folder, "program.py"), "line": 4, "function": "main",
            "source": "await asyncio.sleep(seconds)",
        })
        later = host.until("progress")
        self.assertLess(later["elapsed_ns"] - message["elapsed_ns"], 10**9)
        host.stop()
        self.assertEqual(self.done(host)["outcome"], "cancelled")

    def test_progress_while_the_loop_is_blocked(self):
        host = self.host("""\
            async def main():
                while True:
                    pass
            """, hurried=True)
        host.until("started")
        times = [host.until("progress")["elapsed_ns"] for _ in range(4)]
        self.assertLess(times[3] - times[0], 2 * 10**9)
        host.stop()
        report = self.done(host)
        self.assertEqual(report["outcome"], "cancelled")
        self.assertIn(report["exception"]["frames"][-1]["line"], (2, 3))
        self.assertNotEqual(host.wait(), 0)

    def test_what_has_happened_so_far_while_somebody_watches(self):
        """Asked for before the run and during it; the awaits of a loop that never rests are told as well."""
        host = self.host()
        host.send({"v": 1, "type": "watch", "on": True})
        host.run(self.write("program.py", """\
            import asyncio
            async def busy():
                while True:
                    await asyncio.sleep(0)
            async def main():
                await asyncio.gather(*(busy() for n in range(250)))
            """))
        told = [host.until("progress") for _ in range(6)]
        first, last = told[0]["live"], told[-1]["live"]
        self.assertEqual((len(last["tasks"]), last["tasks_omitted"]), (200, 51))
        slices = [entry for lane in [last["callbacks"], *(task["timeline"] for task in last["tasks"])] for entry in lane]
        self.assertLessEqual(len(slices), 2000)
        for task in last["tasks"]:
            self.assertAlmostEqual(sum(steps for *_, steps in task["timeline"]), task["steps"], delta=2)
        counts = [{point["source"]: point["count"] for point in live["awaits"]} for live in (first, last)]
        self.assertGreater(counts[1]["await asyncio.sleep(0)"], counts[0].get("await asyncio.sleep(0)", 0))
        gather, = [point for point in last["awaits"] if point["source"].startswith("await asyncio.gather")]
        self.assertEqual((gather["line"], gather["count"], gather["pending"]), (6, 0, 1))
        self.assertGreater(gather["pending_ns"], 0)
        host.send({"v": 1, "type": "watch", "on": False})
        while host.until("progress")["live"] is not None:
            pass
        host.stop()
        report = self.done(host)
        self.assertEqual(report["outcome"], "cancelled")
        self.assertEqual(len(report["tasks"]), 251)
        self.assertIs(report["trace"]["complete"], False)

    def test_stop(self):
        """A function that cleans up, and two that do not give in; none is there afterwards."""
        self.write("stubborn.py", """\
            import asyncio, time
            async def tidy():
                print("in")
                try:
                    await asyncio.sleep(1000)
                finally:
                    await asyncio.sleep(0.01)
                    print("out")
            async def deaf():
                print("in")
                while True:
                    try:
                        await asyncio.sleep(1000)
                    except asyncio.CancelledError:
                        pass
            async def asleep():
                print("in")
                time.sleep(1000)
            """)
        for name, line in (("tidy", 5), ("deaf", 13), ("asleep", 18)):
            with self.subTest(name):
                request = {"file": os.path.join(self.folder, "stubborn.py"), "qualname": name}
                host = self.host(request=request, hurried=name != "tidy")
                host.until("progress")
                host.stop()
                report = self.done(host)
                self.assertEqual(report["outcome"], "cancelled")
                self.assertEqual([frame["line"] for frame in report["exception"]["frames"]], [line])
                host.wait()
                self.assertEqual(b"out" in host.output["stdout"], name == "tidy")

    def test_stop_while_loading(self):
        host = self.host("""\
            import sys, time
            print("loading")
            time.sleep(1000)
            async def main():
                pass
            """)
        host.until("hello")
        host.stop()
        report = self.done(host)
        self.assertEqual((report["outcome"], report["phase"]), ("cancelled", "loading"))

    def test_timeout(self):
        host = self.host(NAP, arguments="1000", timeout=0.2)
        report = self.done(host)
        self.assertEqual(report["outcome"], "timeout")
        self.assertEqual(host.wait(), 124)

    def test_a_host_that_is_gone_takes_everything_with_it(self):
        host = self.host("""\
            import asyncio, subprocess, sys
            async def main():
                child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
                print(child.pid, flush=True)
                await asyncio.sleep(1000)
            """)
        host.until("progress")
        while not host.output["stdout"].endswith(b"\n"):
            host.until("progress")
        child = int(host.output["stdout"])
        self.assertTrue(is_alive(child))
        host.hang_up()
        self.assertEqual(host.wait(), -signal.SIGKILL)
        self.assertTrue(is_gone(child))

    def test_unsaved_text(self):
        path = self.write("program.py", "async def main():\n    return 'saved'\n")
        text = (
            "# -*- coding: ascii -*-\r\nimport inspect\r\nasync def main():\r\n"
            "    a = 'one line\u2028for Python'\r\n\f    assert 'unsaved é' in inspect.getsource(main)\r\n"
            "    raise ValueError('unsaved é')\r\n"
        )
        report = self.done(self.host(request={"file": path, "source": text}))
        self.assertEqual(report["exception"]["message"], "unsaved é")
        self.assertIn("raise ValueError('unsaved é')", report["exception"]["traceback"])
        self.assertEqual(report["exception"]["frames"][0]["line"], 6)

    def test_text_that_was_never_saved(self):
        path = os.path.join(self.folder, "new.py")
        report = self.done(self.host(request={"file": path, "source": "async def main():\n    return 1\n"}))
        self.assertEqual(report["value"], "1")

    def test_the_root_is_importable_and_rewritten(self):
        self.write("shared_code.py", "import asyncio\nasync def nap():\n    await asyncio.sleep(0)\n")
        self.write("lib/importable.py", "X = 1\n")
        path = self.write("tools/it.py", """\
            import shared_code, sys
            async def main():
                await shared_code.nap()
                return sys.path[0].endswith("tools"), sys.path[-1]
            """)
        report = self.done(self.host(request={"file": path, "root": self.folder}))
        self.assertEqual(report["value"], repr((True, self.folder)))
        self.assertEqual(len(report["awaits"]), 2)

    def test_unusable_requests(self):
        path = self.write("program.py", "async def main(x):\n    x = = 1\n")
        good = "async def main(x):\n    pass\n"
        for request, expected in (
            ({}, ("syntax", 2, 8)),
            ({"source": good}, ("arguments", None, None)),
            ({"file": path + ".none"}, ("no-file", None, None)),
        ):
            with self.subTest(request):
                host = self.host(request={"file": path, **request})
                message = host.until("unusable", "done")
                self.assertEqual((message["reason"], message["line"], message["column"]), expected, message)
                host.hang_up()
                self.assertEqual(host.wait(), 2)

    def test_nothing_of_ours_is_seen_by_the_program(self):
        report = self.done(self.host("""\
            import os, sys, threading
            async def main():
                names = [name for name in os.environ if "AWAIT" in name]
                ours = [path for path in sys.path if "await_lens" in path or path.endswith("worker")]
                threads = [thread.name for thread in threading.enumerate()]
                for name in ("report", "run", "table", "loader"):
                    try:
                        __import__(name)
                    except ImportError:
                        continue
                    names.append(name)
                return names, ours, threads, threading.active_count(), sys.stdin.read()
            """))
        self.assertEqual(report["value"], repr(([], [], ["MainThread"], 1, "")))

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_a_forked_child_can_neither_write_nor_hold_the_line(self):
        host = self.host("""\
            import os, sys, time
            async def main():
                child = os.fork()
                if not child:
                    print("child", flush=True)
                    return "the child's"
                os.waitpid(child, 0)
                return "the parent's"
            """)
        self.assertEqual(self.done(host)["value"], '"the parent\'s"')
        self.assertIsNone(host.messages.get(timeout=PATIENCE))
        self.assertEqual(host.wait(), 0)
        self.assertEqual(host.output["stdout"], b"child\n")

    def test_exit_handlers_run_after_the_report(self):
        host = self.host("""\
            import atexit
            atexit.register(print, "at exit", flush=True)
            async def main():
                pass
            """)
        self.done(host)
        self.assertEqual(host.wait(), 0)
        self.assertEqual(host.output["stdout"].strip(), b"at exit")

    def test_exit_handlers_that_hang_are_ended(self):
        host = self.host("""\
            import atexit, time
            atexit.register(time.sleep, 1000)
            async def main():
                pass
            """, hurried=True)
        self.done(host)
        self.assertNotEqual(host.wait(), 0)

    def test_a_worker_without_a_channel(self):
        for env in ({}, {"AWAIT_LENS_CHANNEL": "nonsense"}, {"AWAIT_LENS_CHANNEL": "1:x"}):
            with self.subTest(env):
                process = subprocess.run(
                    [sys.executable, PACKAGE, "--worker"], env={**environment(), **env}, timeout=PATIENCE,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                )
                self.assertEqual((process.returncode, process.stdout), (2, b""))
                self.assertIn(b"AWAIT_LENS_CHANNEL", process.stderr)
