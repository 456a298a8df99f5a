"""Programs that flood, exit, crash or read: each ends with the right outcome, over the real channel."""
import os
import signal
import unittest

from processes import PATIENCE, Folder, Host, is_gone
from sessions import run


class Outcomes(Folder):
    def host(self, text, hurried=False):
        host = Host(self.folder, {"file": self.write("program.py", text)}, hurried)
        self.addCleanup(host.close)
        return host

    def finished(self, text, hurried=False):
        """(report, exit status, output) of a run of `main`; the report is None where the worker just vanished."""
        host = self.host(text, hurried)
        message = host.until("done", "unusable")
        host.hang_up()
        return message and message["report"], host.wait(), host.output

    def test_a_flood_of_output(self):
        report, status, output = self.finished("""\
            async def main():
                for _ in range(50):
                    print("x" * (1 << 20))
            """)
        self.assertEqual((report["outcome"], status), ("returned", 0))
        self.assertEqual(output["stdout"].count(b"x"), 50 << 20)

    def test_binary_output(self):
        report, _, output = self.finished("""\
            import os, sys
            async def main():
                sys.stdout.write("text first ")
                sys.stdout.flush()
                sys.stdout.buffer.write(bytes(range(256)))
                sys.stdout.buffer.flush()
                os.write(2, b"\\xff\\x00")
            """)
        self.assertEqual(report["outcome"], "returned")
        self.assertEqual(output, {"stdout": b"text first " + bytes(range(256)), "stderr": b"\xff\x00"})

    def test_output_streams_line_by_line(self):
        host = self.host("""\
            import asyncio
            async def main():
                print("é first")
                await asyncio.sleep(1000)
            """)
        host.until("progress")
        while b"first" not in host.output["stdout"]:
            self.assertIsNotNone(host.until("progress"))
        host.stop()
        host.until("done")
        self.assertEqual(host.output["stdout"].strip(), "é first".encode("utf-8"))

    def test_output_of_child_processes(self):
        report, _, output = self.finished("""\
            import asyncio, sys
            async def main():
                child = await asyncio.create_subprocess_exec(sys.executable, "-c", "print('of the child')")
                return await child.wait()
            """)
        self.assertEqual(report["value"], "0")
        self.assertEqual(output["stdout"].strip(), b"of the child")

    def test_exits(self):
        for how, code, said in (
            ("sys.exit(3)", 3, b""),
            ("sys.exit()", 0, b""),
            ("sys.exit('the end')", 1, b"the end"),
            ("asyncio.get_running_loop().call_soon(sys.exit, 5); await asyncio.sleep(1000)", 5, b""),
        ):
            with self.subTest(how):
                report, status, output = self.finished("import asyncio, sys\nasync def main():\n    %s\n" % how)
                self.assertEqual((report["outcome"], report["exit_code"], status), ("exited", code, code))
                self.assertEqual(output["stderr"].strip(), said)
                self.assertEqual(report["phase"], "running")

    def test_exit_while_loading(self):
        report, status, _ = self.finished("import sys\nsys.exit(3)\nasync def main(): pass\n")
        self.assertEqual((report["outcome"], report["phase"], report["exit_code"], status), ("exited", "loading", 3, 3))

    def test_processes_that_vanish(self):
        for how, status in (("os._exit(4)", 4), ("os.abort()", -signal.SIGABRT)):
            with self.subTest(how):
                self.assertEqual(self.finished("import os\nasync def main():\n    %s\n" % how)[:2], (None, status))

    def test_a_segmentation_fault_says_where(self):
        report, status, output = self.finished("""\
            import ctypes
            async def main():
                ctypes.string_at(0)
            """)
        self.assertEqual((report, status), (None, -signal.SIGSEGV))
        self.assertIn(b"Segmentation fault", output["stderr"])
        self.assertIn(b'program.py", line 3 in main', output["stderr"])

    def test_input_finds_nothing(self):
        report, status, _ = self.finished("async def main():\n    input('name? ')\n")
        self.assertEqual((report["outcome"], report["exception"]["type"], status), ("raised", "EOFError", 1))

    def test_an_import_that_fails(self):
        report, status, output = self.finished("import no_such_module\nasync def main(): pass\n")
        self.assertEqual((report["outcome"], report["phase"], status), ("raised", "loading", 1))
        self.assertEqual(report["exception"]["type"], "ModuleNotFoundError")
        self.assertIn("program.py\", line 1, in <module>", report["exception"]["traceback"])
        self.assertEqual(output["stderr"], b"")  # the editor shows the report's

    def test_cancelled_from_inside(self):
        report, status, _ = self.finished("""\
            import asyncio
            async def main():
                asyncio.current_task().cancel()
                await asyncio.sleep(1000)
            """)
        self.assertEqual((report["outcome"], status), ("cancelled", 1))

    def test_what_is_left_is_cancelled_and_recorded(self):
        report, _, output = self.finished("""\
            import asyncio
            async def background():
                try:
                    await asyncio.sleep(1000)
                finally:
                    print("cleaned up")
            async def main():
                asyncio.ensure_future(background())
                await asyncio.sleep(0.01)
            """)
        self.assertEqual(report["outcome"], "returned")
        self.assertEqual(output["stdout"].strip(), b"cleaned up")
        self.assertEqual([task["outcome"] for task in report["tasks"]], ["returned", "cancelled"])
        self.assertLess(report["elapsed_ns"], 10**9)

    def test_a_thread_that_is_left_does_not_hold_up_the_report(self):
        report, _, _ = self.finished("""\
            import asyncio, time
            async def main():
                asyncio.get_running_loop().run_in_executor(None, time.sleep, 1000)
            """, hurried=True)
        self.assertEqual(report["outcome"], "returned")
        self.assertLess(report["elapsed_ns"], 10**9)

    def test_values_whatever_their_repr(self):
        for value, shown in (
            ("{'b': 1, 'a': [1, 2]}", "{'b': 1, 'a': [1, 2]}"),
            ("Rude()", "<Rude instance at "),
            ("'\\udc80'", "'\\udc80'"),
            ("list(range(10**6))", "[0, 1, 2,"),
            ("'x' * 10**7", "'xxx"),
        ):
            with self.subTest(value):
                rude = "class Rude:\n    def __repr__(self):\n        return 1 / 0\n"
                told = run(self.write("program.py", rude + "async def main():\n    return %s\n" % value)).value
                self.assertTrue(told.startswith(shown), told)
                self.assertLessEqual(len(told), 500)

    def test_exceptions_whatever_their_methods(self):
        report, _, _ = self.finished("""\
            class Rude(Exception):
                def __str__(self):
                    return 1 / 0
            async def main():
                raise Rude
            """)
        self.assertEqual(report["exception"]["type"], "program.Rude")
        self.assertIn("cannot be shown", report["exception"]["message"])
        self.assertEqual(report["exception"]["frames"][0]["line"], 5)

    def test_a_policy_of_the_program_is_honoured(self):
        report, _, _ = self.finished("""\
            import asyncio, warnings
            warnings.simplefilter("ignore", DeprecationWarning)
            class Loop(asyncio.SelectorEventLoop):
                pass
            class Policy(asyncio.DefaultEventLoopPolicy):
                def new_event_loop(self):
                    return Loop()
            asyncio.set_event_loop_policy(Policy())
            async def main():
                await asyncio.sleep(0)
            """)
        self.assertEqual(report["loop"]["type"], "program.Loop")

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_children_of_multiprocessing_are_stopped_too(self):
        host = self.host("""\
            import asyncio, multiprocessing, time
            async def main():
                child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(1000,))
                child.start()
                print(child.pid)
                await asyncio.sleep(1000)
            """, hurried=True)
        while not host.output["stdout"].endswith(b"\n"):
            self.assertIsNotNone(host.until("progress"))
        host.stop()
        self.assertEqual(host.until("done")["report"]["outcome"], "cancelled")
        host.hang_up()
        host.process.wait(PATIENCE)
        self.assertTrue(is_gone(int(host.output["stdout"])))
