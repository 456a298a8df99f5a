"""Files that have the names of Python's own modules."""
import os

from processes import PACKAGE, Folder, Host


class OwnNames(Folder):
    NAMES = ("random", "types", "asyncio", "queue", "signal", "string", "warnings", "json", "code", "traceback")

    def test_a_file_with_the_name_of_one_of_pythons_own_modules(self):
        for name in ("random", "asyncio"):
            with self.subTest(name):
                path = self.write("%s.py" % name, """\
                    async def main():
                        import asyncio
                        await asyncio.sleep(0)
                        return __name__
                    """)
                report, process = self.report("%s.py::main" % name)
                self.assertEqual(report["value"], repr(name + "_"), process.stderr)
                self.assertEqual(len(report["notes"]), 1)
                self.assertIn("%s.py has the name of one of Python's own modules" % name, report["notes"][0])
                os.remove(path)

    def test_files_beside_it_with_such_names_do_not_disturb_the_worker(self):
        for name in self.NAMES:
            self.write(name + ".py", "raise RuntimeError('of the user')\n")
        path = self.write("it.py", """\
            import asyncio
            async def main():
                await asyncio.sleep(0.001)
                return "ran"
            async def fails():
                raise ValueError("no")
            """)
        for name, outcome in (("main", "returned"), ("fails", "raised")):
            with self.subTest(name):
                host = Host(self.folder, {"file": path, "qualname": name, "root": self.folder})
                self.addCleanup(host.close)
                report = host.until("done", "unusable")["report"]
                self.assertEqual((report["outcome"], bytes(host.output["stderr"])), (outcome, b""))
                self.assertIn("asyncio.py has the name of one", "".join(report["notes"]))
                host.hang_up()
                host.wait()
        # By hand, too, when the lens is named by its path: with `-m` Python itself looks into the current folder first.
        process = self.python(PACKAGE, "it.py::main")
        self.assertEqual((process.returncode, process.stderr), (0, b""))
        self.assertIn(b"'ran'", process.stdout)

    def test_a_module_that_python_itself_took_for_its_own(self):
        """Some versions load `warnings` before the lens has a say."""
        self.write("warnings.py", "")
        self.write("it.py", "async def main():\n    return 'ran'\n")
        process = self.lens("it.py::main")
        if process.returncode == 0:
            self.assertIn(b"'ran'", process.stdout)
        else:
            self.assertIn(b"warnings.py stands in for Python's own module warnings. Rename it", process.stderr)
            self.assertNotIn(b"Traceback", process.stderr)
