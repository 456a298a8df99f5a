"""Whole programs, as `python SCRIPT` and `python -m MODULE` run them."""
import os
import textwrap
import unittest

from processes import Folder

WHO = """\
    import asyncio, os, sys, __main__
    async def main():
        await asyncio.sleep(0.01)
        print(__name__, os.path.basename(sys.argv[0]), sys.argv[1:], sys.path[0], __main__.main is main, __package__)
    if __name__ == "__main__":
        asyncio.run(main())
    """


class Programs(Folder):
    def same(self, *words):
        """Run with and without the lens; both must say and end the same. Returns the lens's report."""
        bare = self.python(*words)
        report, process = self.report(*words)
        self.assertEqual(process.returncode, bare.returncode, process.stderr)
        # With `--json -` the program's standard output goes to the standard error.
        self.assertEqual(process.stderr, bare.stdout + bare.stderr)
        return report

    def test_a_script(self):
        path = self.write("who.py", WHO)
        report = self.same("who.py", "--json", "x", "-m")
        self.assertEqual(report["target"], {"kind": "script", "file": path, "name": "who.py"})
        self.assertEqual([(entry["line"], entry["count"]) for entry in report["awaits"]], [(3, 1)])
        self.assertIn("asyncio", report["loop"]["type"])
        self.assertTrue(report["loop"]["steps"])
        self.assertGreater(report["elapsed_ns"], 10**7)

    def test_a_script_elsewhere(self):
        self.write("deep/who.py", WHO)
        self.same(os.path.join("deep", "who.py"))

    def test_a_module(self):
        self.write("package/__init__.py", "")
        self.write("package/who.py", "from . import helper\n" + textwrap.dedent(WHO))
        self.write("package/helper.py", "")
        report = self.same("-m", "package.who", "-x", "--self")
        self.assertEqual(report["target"]["kind"], "module")
        self.assertEqual(len(report["awaits"]), 1)

    def test_a_folder(self):
        self.write("app/__main__.py", WHO)
        # Absolute, for before 3.9 Python puts a relative folder on the path as it is.
        self.assertEqual(len(self.same(os.path.join(self.folder, "app"), "1")["awaits"]), 1)

    def test_no_such_module(self):
        process = self.lens("-m", "no_such_module")
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"No module named no_such_module", process.stderr)

    def test_exit_statuses(self):
        for text, outcome in (
            ("import sys; sys.exit(3)", "exited"),
            ("import sys; sys.exit('the end')", "exited"),
            ("raise SystemExit", "exited"),
            ("pass", "returned"),
        ):
            with self.subTest(text):
                self.write("ends.py", text + "\n")
                self.assertEqual(self.same("ends.py")["outcome"], outcome)

    def test_an_uncaught_exception(self):
        self.write("fails.py", """\
            import asyncio
            async def main():
                await asyncio.sleep(0)
                raise ValueError("no")
            asyncio.run(main())
            """)
        # Before 3.9 Python names a script as it was given; the lens always by its absolute path.
        report = self.same(os.path.join(self.folder, "fails.py"))
        self.assertEqual((report["outcome"], report["exception"]["type"]), ("raised", "ValueError"))

    def test_mistakes_in_the_script(self):
        self.write("wrong.py", "x = = 1\n")
        process = self.lens("wrong.py")
        self.assertEqual(process.returncode, 1)
        self.assertIn(b"SyntaxError", process.stderr)

    def test_the_table_comes_last(self):
        self.write("who.py", WHO)
        lines = self.lens("who.py").stdout.decode("utf-8").splitlines()
        self.assertIn("__main__", lines[0])
        self.assertIn("who.py returned in", lines[1])
        self.assertIn("who.py:3", lines[4])

    def test_include(self):
        for name in ("a", "b"):
            self.write("lib/%s.py" % name, "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n")
        self.write("it.py", """\
            import asyncio
            from lib import a, b
            async def main():
                await a.f()
                await b.f()
            asyncio.run(main())
            """)
        report = self.same("it.py")
        self.assertEqual(len(report["awaits"]), 4)
        report, _ = self.report("--include", "*/lib/a.py", "--include=*nothing*", "it.py")
        self.assertEqual([os.path.basename(entry["file"]) for entry in report["awaits"]], ["a.py"])

    def test_an_executor_that_is_never_shut_down(self):
        self.write("executor.py", """\
            import asyncio, concurrent.futures, time
            pool = concurrent.futures.ThreadPoolExecutor()
            def late():
                time.sleep(0.05)
                print("late")
            async def main():
                pool.submit(late)
                await asyncio.get_running_loop().run_in_executor(pool, print, "early")
            asyncio.run(main())
            """)
        report = self.same("executor.py")
        self.assertEqual(report["outcome"], "returned")

    def test_loops_in_threads_belong_to_it(self):
        self.write("threads.py", """\
            import asyncio, threading
            async def work(n):
                await asyncio.sleep(0.05)
            for n in range(2):
                threading.Thread(target=lambda: asyncio.run(work(n))).start()
            """)
        report = self.same("threads.py")
        self.assertEqual([entry["count"] for entry in report["awaits"]], [2])

    def test_multiprocessing(self):
        self.write("many.py", """\
            import multiprocessing
            def square(n):
                return n * n
            if __name__ == "__main__":
                for method in multiprocessing.get_all_start_methods():
                    with multiprocessing.get_context(method).Pool(1) as pool:
                        print(method, pool.map(square, [1, 2, 3]))
            """)
        self.same("many.py")

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_a_forked_child_reports_nothing(self):
        self.write("forks.py", """\
            import os, sys
            child = os.fork()
            if child:
                os.waitpid(child, 0)
            print("parent" if child else "child", flush=True)
            """)
        self.same("forks.py")

    def test_timeout(self):
        self.write("slow.py", """\
            import asyncio
            asyncio.run(asyncio.sleep(1000))
            """)
        report, process = self.report("--timeout", "0.2", "slow.py")
        self.assertEqual((process.returncode, report["outcome"]), (124, "timeout"))

    def test_unittest_under_the_lens(self):
        self.write("test_it.py", """\
            import asyncio, unittest
            class It(unittest.IsolatedAsyncioTestCase):
                async def test_it(self):
                    await asyncio.sleep(0.01)
            """)
        report, process = self.report("-m", "unittest", "test_it")
        self.assertIn(b"OK", process.stderr)
        self.assertEqual((report["outcome"], report["exit_code"], process.returncode), ("exited", 0, 0))
        self.assertEqual([entry["line"] for entry in report["awaits"]], [4])
