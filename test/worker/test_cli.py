"""The command line: its forms, where output goes, exit statuses."""
import json
import os
import re
import signal
import subprocess
import sys
import unittest

from await_lens.usage import UsageError, parse
from processes import PACKAGE, PATIENCE, Folder, environment, is_gone, killed_if_late

HELLO = """\
    import asyncio

    async def say(word):
        await asyncio.sleep(0.01)
        print(word)

    async def main():
        await say("hello")
        await say("wörld")
        return 3

    asyncio.run(main())
    """


class CommandLine(Folder):
    def test_a_table_after_the_programs_output(self):
        self.write("hello.py", HELLO)
        process = self.lens("hello.py::main")
        self.assertEqual(process.returncode, 0, process.stderr)
        lines = process.stdout.decode("utf-8").split("\n")
        lines = [line.rstrip("\r") for line in lines]
        self.assertEqual(lines[:2], ["hello", "wörld"])
        self.assertRegex(lines[2], r"^main\(\) returned in [\d.]+ m?s on Python %d\.%d" % sys.version_info[:2])
        self.assertEqual(lines[3], "value: 3")
        self.assertEqual(lines[5].split(), "where await point count elapsed waiting ready running share".split())
        self.assertRegex(lines[6], r"^hello\.py:4  await asyncio\.sleep\(0\.01\) +2 +[\d.]+ m?s +[\d.]+ m?s .* \d+\.\d %$")
        self.assertRegex(lines[7], r'^hello\.py:8  await say\("hello"\) +1 +[\d.]+ m?s +[\d.]+ m?s .* \d+\.\d %$')
        self.assertIn("line 12: `asyncio.run(main())` was not run: only main() was asked for", process.stdout.decode())

    def test_the_table_tells_who_blocked_and_what_looks_wrong(self):
        self.write("held.py", """\
            import asyncio, time
            async def ticker():
                await asyncio.sleep(0.01)
            async def main():
                task = asyncio.ensure_future(ticker())
                await asyncio.sleep(0)
                time.sleep(0.1)
                await task
                ticker()
        """)
        lines = self.lens("held.py::main", "--block-threshold", "20").stdout.decode("utf-8").splitlines()
        # A busy machine may hold another step for as long.
        for told in (r"^blocked: held\.py:7: the event loop was held for [\d.]+ m?s by time\.sleep, starved ticker$",
                     r"^warning: held\.py:9: .*ticker.* was never awaited"):
            self.assertTrue([line for line in lines if re.match(told, line)], lines)
        refused = self.lens("held.py::main", "--block-threshold", "never")
        self.assertEqual(refused.returncode, 2)
        self.assertIn(b"--block-threshold needs a number of milliseconds, not never", refused.stderr)

    def test_json_on_stdout_is_alone_there(self):
        self.write("child.py", """\
            import asyncio, os, subprocess, sys
            async def main():
                print("mine")
                subprocess.run([sys.executable, "-c", "print('of the child')"], check=True)
                os.write(1, b"raw\\n")
            """)
        report, process = self.report("child.py::main")
        self.assertEqual(report["outcome"], "returned")
        self.assertEqual(report["schema"], 3)
        for line in (b"mine", b"of the child", b"raw"):
            self.assertIn(line, process.stderr)

    def test_json_in_a_file_and_output_where_it_always_went(self):
        self.write("hello.py", HELLO)
        process = self.lens("hello.py::main", "--json", "out.json")
        self.assertEqual(process.stdout.decode("utf-8").split(), ["hello", "wörld"])
        with open(os.path.join(self.folder, "out.json"), encoding="utf-8") as file:
            report = json.load(file)
        self.assertEqual(report["target"], {
            "kind": "function", "file": os.path.join(self.folder, "hello.py"), "name": "main",
        })
        self.assertEqual([entry["line"] for entry in report["awaits"]], [4, 8, 9])
        self.assertEqual(report["value"], "3")

    def test_the_report_cannot_be_written(self):
        self.write("hello.py", HELLO)
        process = self.lens("hello.py::main", "--json", "no/such/folder.json")
        self.assertEqual((process.returncode, process.stdout), (2, b""))
        self.assertIn(b"cannot write the report", process.stderr)

    def test_options_may_stand_before_the_function(self):
        self.write("two.py", "async def two(a, b=2):\n    return a - b\n")
        self.assertEqual(self.value("two.py::two", "--args=-1, b=4"), "-5")
        report, _ = self.report("--args", "-1", "two.py::two")
        self.assertEqual(report["value"], "-3")

    def test_mistakes_on_the_command_line(self):
        for words, said in (
            ((), "say what to run"),
            (("x.py::f", "--json"), "--json needs a value"),
            (("x.py::f", "--timeout", "soon"), "--timeout needs a number of seconds, not soon"),
            (("x.py::f", "extra"), "extra comes after the function"),
            (("--args", "1", "x.py"), "--args is not for a script"),
            (("--include", "*", "x.py::f"), "--include is not for a function"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UsageError, re.escape(said)):
                parse(words)
        for words, said in (
            (("--nonsense", "x.py::f"), b"there is no option --nonsense"),
            (("none.py::main",), b"There is no file"),
            (("none.py",), b"There is no file"),
        ):
            with self.subTest(words=words):
                process = self.lens(*words)
                self.assertEqual((process.returncode, process.stdout), (2, b""))
                self.assertIn(said, process.stderr)

    def test_help_and_version(self):
        self.assertIn(b"FILE.py::QUALNAME", self.lens("--help").stdout)
        self.assertRegex(self.lens("--version").stdout, rb"^await_lens \d+\.\d+\.\d+\s*$")

    def test_a_terminal_that_cannot_show_it(self):
        self.write("hello.py", "async def main():\n    return '→'\n")
        process = self.lens("hello.py::main", env={"PYTHONIOENCODING": "ascii"})
        self.assertEqual(process.returncode, 0, process.stderr)
        self.assertIn(b"value: '?'", process.stdout)

    def test_a_traceback_of_the_users_frames(self):
        self.write("fails.py", """\
            import asyncio
            async def inner():
                await asyncio.sleep(0)
                raise ValueError("no")
            async def main():
                try:
                    await asyncio.wait_for(inner(), 5)
                except ValueError as error:
                    raise KeyError("of it") from error
            """)
        report, process = self.report("fails.py::main")
        self.assertEqual((process.returncode, report["outcome"], report["phase"]), (1, "raised", "running"))
        exception = report["exception"]
        self.assertEqual((exception["type"], exception["message"]), ("KeyError", "'of it'"))
        self.assertEqual([(frame["function"], frame["line"]) for frame in exception["frames"]], [("main", 9)])
        self.assertIn("The above exception was the direct cause", exception["traceback"])
        self.assertNotIn("asyncio%stasks" % os.sep, exception["traceback"])
        self.assertNotIn("await_lens", exception["traceback"])
        self.assertIn(b"KeyError: 'of it'", process.stderr)

    def test_timeout(self):
        self.write("slow.py", """\
            import asyncio
            async def main():
                await asyncio.sleep(1000)
            """)
        report, process = self.report("slow.py::main", "--timeout", "0.2")
        self.assertEqual((process.returncode, report["outcome"]), (124, "timeout"))
        self.assertEqual([frame["line"] for frame in report["exception"]["frames"]], [3])
        # The timeout counts from before the event loop is made, the elapsed time from the first step.
        self.assertTrue(0.1e9 <= report["elapsed_ns"] < 5e9, report["elapsed_ns"])

    def test_timeout_of_what_does_not_give_in(self):
        self.write("stubborn.py", """\
            import asyncio
            async def main():
                while True:
                    try:
                        await asyncio.sleep(1000)
                    except asyncio.CancelledError:
                        pass
            """)
        report, process = self.report("--timeout", "0.1", "stubborn.py::main", hurried=True)
        self.assertEqual((process.returncode, report["outcome"]), (124, "timeout"))
        self.assertEqual(report["exception"]["frames"][-1]["line"], 5)

    @unittest.skipIf(os.name == "nt", "processes are looked at as POSIX has them")
    def test_a_timeout_ends_the_processes_below_too(self):
        """A child in a session of its own and its child: the streams that they hold come to their end."""
        self.write("family.py", """\
            import subprocess, sys
            NAP = "import time; time.sleep(1000)"
            CHILD = "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', %r]).pid, flush=True); %s" % (NAP, NAP)
            child = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, start_new_session=True)
            print("pids", child.pid, int(child.stdout.readline()))
            async def main():
                while True:
                    pass
            """)
        report, process = self.report("family.py::main", "--timeout", "1", hurried=True)
        self.assertEqual((process.returncode, report["outcome"]), (124, "timeout"))
        self.assertIn(report["exception"]["frames"][-1]["line"], (7, 8))
        pids = [int(word) for word in process.stderr.split(b"pids")[1].split()[:2]]
        self.assertEqual([is_gone(pid) for pid in pids], [True, True])

    def test_timeout_while_loading(self):
        self.write("import_hangs.py", """\
            import time
            time.sleep(1000)
            async def main():
                pass
            """)
        report, process = self.report("import_hangs.py::main", "--timeout", "1")
        self.assertEqual((process.returncode, report["outcome"], report["phase"]), (124, "timeout", "loading"))
        self.assertEqual([frame["line"] for frame in report["exception"]["frames"]], [2])

    def test_interrupted(self):
        self.write("wait.py", """\
            import asyncio
            async def main():
                try:
                    print("ready", flush=True)
                    await asyncio.sleep(1000)
                finally:
                    print("cleaned up")
            """)
        process = subprocess.Popen(
            [sys.executable, "-m", "await_lens", "wait.py::main"], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=environment(PYTHONPATH=os.path.dirname(PACKAGE)),
        )
        with process, killed_if_late(process):
            self.assertEqual(process.stdout.readline().strip(), b"ready")
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 130)
        self.assertIn(b"cleaned up", out)
        self.assertIn(b"main() was cancelled", out)

    def test_interrupted_where_the_signal_itself_wakes_nobody(self):
        # As one that comes just before the loop waits: it is the other thread that the system interrupts.
        self.write("elsewhere.py", """\
            import asyncio, signal, threading
            def interrupt():
                signal.pthread_kill(threading.get_ident(), signal.SIGINT)
            async def main():
                threading.Timer(0.1, interrupt).start()
                await asyncio.sleep(1000)
            """)
        process = self.lens("elsewhere.py::main")
        self.assertEqual(process.returncode, 130)
        self.assertIn(b"main() was cancelled", process.stdout)

    def test_a_shutdown_that_hangs_is_not_part_of_it(self):
        self.write("leftover.py", """\
            import asyncio, os
            async def stubborn():
                while True:
                    try:
                        await asyncio.sleep(1000)
                    except asyncio.CancelledError:
                        pass
            async def main():
                asyncio.ensure_future(stubborn())
                await asyncio.sleep(0.01)
                return "done"
            """)
        report, process = self.report("leftover.py::main", "--timeout", "0.5", hurried=True)
        self.assertEqual((report["outcome"], report["value"], process.returncode), ("returned", "'done'", 0))
        self.assertLess(report["elapsed_ns"], 1e9)
        self.assertIn("left behind", report["notes"][-1])
