"""Several definitions of one name in a file: which of them is run."""
from await_lens.request import Unusable
from processes import Folder
from sessions import run


class Definitions(Folder):
    def test_the_last_definition_is_what_runs(self):
        self.write("twice.py", """\
            async def main():
                return 1
            async def main():
                return 2
            class A:
                async def main(self): pass
            """)
        report, _ = self.report("twice.py::main")
        self.assertEqual(report["value"], "2")
        self.assertEqual(report["notes"], ["main is defined more than once (lines 1, 3): the last one is what ran."])

    def test_the_definition_at_a_line_is_what_runs(self):
        path = self.write("many.py", """\
            import typing
            WORD = 1
            async def main():
                return "first", WORD
            WORD = 2
            @typing.no_type_check
            async def main():
                return "second", WORD
            if not typing.TYPE_CHECKING:
                async def main():
                    return "in a branch", WORD
            else:
                async def main():
                    pass
            class A:
                async def go(self):
                    return self.word()
                def word(self):
                    return "A"
                async def go(self):
                    return "later"
            class A:
                async def go(self):
                    return "another A"
            WORD = 3
            @typing.overload
            async def main(x: int): pass
            async def main():
                return "last", WORD
            """)
        anew = "line %d: %s is defined anew, so the file was loaded up to there"
        several = "main is defined more than once (lines 3, 10, 13, 28): the last one is what ran."
        for name, line, value, notes in (
            ("main", 3, ("first", 2), [anew % (7, "main")]),
            ("main", 7, ("second", 2), [anew % (9, "main")]),
            ("main", 10, ("in a branch", 3), [anew % (27, "main")]),
            ("A.go", 16, "A", [anew % (22, "A"), "line 20: go is defined anew, which was left out"]),
            ("A.go", 20, "later", [anew % (22, "A")]),
            ("A.go", 23, "another A", []),
            ("main", 28, ("last", 3), []),
            ("main", 27, ("last", 3), [several]),  # an overload describes the last
            ("main", 99, ("last", 3), [several]),  # the file has changed meanwhile
        ):
            with self.subTest(name=name, line=line):
                told = run(path, name, line=line)
                self.assertEqual((told.value, told.notes), (repr(value), notes))
        with self.assertRaisesRegex(Unusable, "does not come about here: the one on line 10 does"):
            run(path, "main", line=13)
