"""Loading a module for one function: its program does not run, and it is the module that Python would make of it."""
import os
import sys

from await_lens.request import Unusable
from processes import Folder
from sessions import run


class Unguarded(Folder):
    """Programs at the bottom, or in the middle, of a module."""

    def check(self, text, name="main", skipped=(), value="'ran once'"):
        self.write("program.py", text)
        report, process = self.report("program.py::" + name)
        self.assertEqual((report["outcome"], report["value"]), ("returned", value), process.stderr)
        self.assertEqual(process.stderr.count(b"ran"), 1, process.stderr)
        self.assertNotIn(b"never awaited", process.stderr)
        self.assertNotIn(b"destroyed", process.stderr)
        lines = [int(note.split(":")[0].split()[-1]) for note in report["notes"]]
        self.assertEqual(lines, list(skipped), report["notes"])
        return report

    MAIN = """\
import asyncio
from asyncio import run
async def main():
    print("ran")
    return "ran once"
"""

    def test_run_at_the_top_level(self):
        """Trap 17: a bare `asyncio.run(main())` at the bottom of a module must not run `main` a second time."""
        runner = "with asyncio.Runner() as runner:\n    runner.run(main())\n"  # new in 3.11
        for bottom, skipped in (
            (runner if sys.version_info >= (3, 11) else "run(main())\n", [6]),
            ("asyncio.run(main())\n", [6]),
            ("run(main())\n", [6]),
            ("try:\n    run(main(), debug=True)\nexcept KeyboardInterrupt:\n    pass\n", [6]),
            ("if True:\n    for _ in range(3):\n        asyncio.run(main())\n", [6]),
            ("def cli():\n    run(main())\ncli()\n", [8]),
            ("print_later = asyncio.run(main())\nprint(print_later + ' ran')\n", [6]),
            ("loop = asyncio.new_event_loop()\nloop.run_until_complete(main())\nloop.close()\n", [7]),
            ("loop = asyncio.new_event_loop()\nloop.create_task(main())\nloop.run_forever()\n", [8]),
            ("import sys\nsys.exit(asyncio.run(main()))\n", [7]),
            ('if __name__ == "__main__":\n    asyncio.run(main())\n', []),
        ):
            with self.subTest(bottom):
                if "print_later" in bottom:
                    skipped = skipped + [7]
                self.check(self.MAIN + bottom, skipped=skipped)

    def test_the_rest_of_the_module_is_still_loaded(self):
        report = self.check("""\
            import asyncio
            async def first():
                pass
            result = asyncio.run(first())
            print(result.upper())
            async def main():
                print("ran")
                await asyncio.sleep(0)
                return "ran once"
            asyncio.run(main())
            """, skipped=[4, 5, 10])
        skipped = "line 5: `print(result.upper())` was skipped, for it needs what was not run (NameError)"
        self.assertEqual(report["notes"][1], skipped)

    def test_in_a_module_that_is_imported(self):
        self.write("sibling.py", """\
            import asyncio
            async def helper():
                print("must not")
            asyncio.run(helper())
            VALUE = "ran once"
            """)
        report = self.check("""\
            import sibling
            async def main():
                print("ran")
                return sibling.VALUE
            """, skipped=[4])
        skipped = "sibling.py, line 4: `asyncio.run(helper())` was not run: only main() was asked for"
        self.assertEqual(report["notes"], [skipped])

    def test_what_is_suppressed_works_again_when_the_function_runs(self):
        self.check("""\
            import asyncio
            import concurrent.futures
            from asyncio import run
            async def inner():
                return "ran once"
            async def main():
                print("ran")
                loop = asyncio.get_running_loop()
                with concurrent.futures.ThreadPoolExecutor() as pool:
                    return await loop.run_in_executor(pool, lambda: run(inner()))
            run(main())
            """, skipped=[11])

    def test_other_frameworks(self):
        """Stand-ins for libraries, imported under their names while the module is loaded."""
        self.write("anyio/__init__.py", "from ._core._eventloop import run\n")
        self.write("anyio/_core/__init__.py", "")
        self.write("anyio/_core/_eventloop.py", "def run(function, *args, backend='asyncio'):\n    print('must not')\n")
        self.write("uvloop/__init__.py", "class Loop: pass\ndef run(main, **more):\n    print('must not')\n")
        self.check("""\
            import anyio
            async def main():
                print("ran")
                return "ran once"
            anyio.run(main)
            import uvloop
            uvloop.run(main())
            """, skipped=[5, 7])

    def test_an_exception_while_loading_is_one(self):
        self.write("fails.py", """\
            import asyncio
            async def main():
                pass
            def prepare():
                raise LookupError("no such thing")
            prepare()
            """)
        report, process = self.report("fails.py::main")
        self.assertEqual((process.returncode, report["outcome"], report["phase"]), (1, "raised", "loading"))
        self.assertEqual(report["exception"]["type"], "LookupError")
        self.assertEqual([frame["line"] for frame in report["exception"]["frames"]], [6, 5])
        self.assertIn(b"LookupError: no such thing", process.stderr)
        self.assertNotIn(b"await_lens", process.stderr)
        self.assertNotIn(b"importlib", process.stderr)


class Modules(Folder):
    """Names, packages, paths, encodings."""

    def test_name_path_and_arguments(self):
        self.write("it.py", """\
            import pickle, sys
            class Thing:
                pass
            async def main():
                assert type(pickle.loads(pickle.dumps(Thing()))) is Thing
                assert sys.modules[__name__].main is main
                return __name__, __package__, sys.argv, sys.path[0]
            """)
        path = os.path.join(self.folder, "it.py")
        self.assertEqual(self.value("it.py::main"), repr(("it", "", [path], self.folder)))

    def test_a_package_and_its_relative_imports(self):
        self.write("src/top/__init__.py", "import top.sub.mod\n")
        self.write("src/top/other.py", "async def other():\n    return __name__\n")
        self.write("src/top/data.txt", "data")
        self.write("src/top/sub/__init__.py", "")
        self.write("src/top/sub/mod.py", """\
            import inspect, pkgutil, importlib, sys
            from ..other import other
            from . import __name__ as package
            async def main():
                assert "async def other" in inspect.getsource(other)
                assert pkgutil.get_data("top", "data.txt") == b"data"
                assert "main" in vars(importlib.reload(sys.modules[__name__]))
                return __name__, package, await other()
            """)
        value = self.value("src/top/sub/mod.py::main")
        self.assertEqual(value, repr(("top.sub.mod", "top.sub", "top.other")))
        self.assertEqual(self.value("src/top/other.py::other"), "'top.other'")

    def test_the_file_of_a_package_itself(self):
        self.write("top/__init__.py", "from . import part\nasync def main():\n    return __name__, part.X\n")
        self.write("top/part.py", "X = 1\n")
        self.assertEqual(self.value("top/__init__.py::main"), "('top', 1)")

    def test_files_of_a_package_that_import_each_other_by_bare_name(self):
        self.write("lessons/__init__.py", "")
        self.write("lessons/helper.py", "X = 1\n")
        self.write("lessons/one.py", "import helper\nasync def main():\n    return helper.X\n")
        self.assertEqual(self.value("lessons/one.py::main"), "1")

    def test_names_that_are_no_identifiers(self):
        self.write("01 a.first-try.py", "async def main():\n    return __name__\n")
        self.assertEqual(self.value("01 a.first-try.py::main"), "'01 a_first-try'")

    def test_encodings_and_line_ends(self):
        for text in (
            b"# -*- coding: latin-1 -*-\r\nimport asyncio\r\n\x0c\r\nasync def main():\r\n    return '\xe9'\r\n",
            b"\xef\xbb\xbfasync def main():\n    return '\xc3\xa9'\n",
            b"async def main():\r    return '\xc3\xa9'\r",
            b"async def main():\n    return '\xc3\xa9'",
        ):
            with self.subTest(text):
                self.assertEqual(run(self.write("encoded.py", text)).value, "'é'")

    def test_no_compiled_files_of_the_users_modules(self):
        self.write("helper.py", "X = 1\n")
        self.write("it.py", "import helper\nasync def main():\n    pass\n")
        self.value("it.py::main")
        self.assertEqual(sorted(os.listdir(self.folder)), ["helper.py", "it.py"])

    def test_installed_packages_are_left_alone(self):
        self.write("venv/pyvenv.cfg", "")
        for name in ("venv/lib/inside", "site-packages/installed", "own/mine"):
            self.write(name + ".py", "import asyncio\nasync def nap():\n    await asyncio.sleep(0)\n")
        self.write("it.py", """\
            import sys
            sys.path += [sys.path[0] + part for part in ("/venv/lib", "/site-packages", "/own")]
            import inside, installed, mine
            async def main():
                await inside.nap()
                await installed.nap()
                await mine.nap()
            """)
        report, process = self.report("it.py::main")
        self.assertEqual(report["outcome"], "returned", process.stderr)
        files = {os.path.basename(entry["file"]) for entry in report["awaits"]}
        self.assertEqual(files, {"it.py", "mine.py"})

    def test_future_imports_docstrings_and_line_numbers_stay(self):
        self.write("it.py", '''\
            """The docstring."""
            from __future__ import annotations
            import inspect
            NUMBER: int = inspect.currentframe().f_lineno
            @inspect.unwrap
            async def main(x: NoSuchName = 1):
                """Of main."""
                return __doc__, main.__doc__, main.__annotations__, NUMBER, main.__code__.co_firstlineno
            ''')
        expected = ("The docstring.", "Of main.", {"x": "NoSuchName"}, 4, 5)
        self.assertEqual(self.value("it.py::main"), repr(expected))

    def test_mistakes_in_the_source(self):
        for text, place, said in (
            (b"async def main():\n    '\xc3\xa9\xc3\xa9' ; x = = 1\n", (2, 15), "invalid syntax"),
            (b"async def main():\n    pass\nawait main()\n", (3, 0), "'await' outside function"),
            (b"async def main():\n    return '\xff'\n", None, ""),
            (b"async def main():\n\tif 1:\n        pass\n", None, "inconsistent use of tabs"),
            (b"async def main():\n    pass\0\n", None, "source code "),
        ):
            with self.subTest(text):
                path = self.write("wrong.py", text)
                with self.assertRaises(Unusable) as caught:
                    run(path)
                problem = caught.exception
                self.assertEqual((problem.reason, problem.file), ("syntax", path))
                self.assertIn(said, problem.message)
                if place is not None:
                    self.assertEqual((problem.line, problem.column), place)

    def test_a_mistake_as_a_terminal_shows_it(self):
        path = self.write("wrong.py", b"async def main():\n    x = = 1\n")
        process = self.lens("wrong.py::main")
        self.assertEqual((process.returncode, process.stdout), (2, b""))
        shown = process.stderr.decode("utf-8").replace("\r", "")
        self.assertEqual(shown, path + ":2:9: SyntaxError: invalid syntax\n    x = = 1\n        ^\n")

    def test_a_mistake_in_an_imported_module(self):
        self.write("wrong.py", "x = = 1\n")
        self.write("it.py", "import wrong\nasync def main():\n    pass\n")
        report, _ = self.report("it.py::main")
        self.assertEqual((report["outcome"], report["phase"]), ("raised", "loading"))
        self.assertIn('wrong.py", line 1', report["exception"]["traceback"])
