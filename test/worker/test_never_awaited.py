"""A coroutine that nobody awaits, and where it was made."""
import textwrap
import unittest

from warned import Warned


class NeverAwaited(unittest.TestCase):
    MESSAGE = "The coroutine fetch was never awaited: nothing in it ran."

    def check(self, main, line, count=1):
        """`line` counts from the first of `main`."""
        run = Warned("import asyncio\nasync def fetch(x=0): return x\n" + textwrap.dedent(main))
        self.assertEqual(run.of("never-awaited"), [(self.MESSAGE, line + 2, count)])
        return run.all[0]["evidence"]

    def test_a_statement(self):
        evidence = self.check("""\
            async def main():
                await fetch()
                fetch(1)
        """, 3)
        self.assertEqual(evidence, ["made in line 5 of main (program.py): fetch(1)",
                                    "defined in line 2 of fetch (program.py): async def fetch(x=0): return x"])

    def test_which_of_two_is_known_when_it_is_dropped_at_once(self):
        self.check("""\
            async def main():
                await asyncio.gather(fetch(1))
                fetch(2)
                await asyncio.gather(fetch(3))
        """, 3)

    def test_in_a_loop(self):
        evidence = self.check("""\
            async def main():
                for x in range(3):
                    fetch(x)
        """, 3, 3)
        self.assertEqual(evidence[0], "3 coroutines were made and dropped")

    def test_through_a_variable(self):
        evidence = self.check("""\
            async def main():
                later = fetch(1)
                await fetch(2)
                later = None
        """, 2)
        self.assertEqual(evidence[1], "dropped in line 6 of main (program.py): later = None")

    def test_when_its_function_ends(self):
        evidence = self.check("""\
            async def main():
                later = fetch(1)
                await fetch(2)
        """, 2)
        self.assertEqual(len(evidence), 2, "whoever called the function is not blamed")

    def test_from_another_function(self):
        self.check("""\
            def make():
                return fetch(1)
            async def main():
                coroutine = make()
                del coroutine
        """, 2)

    def test_where_it_is_not_known_the_definition_is_shown(self):
        evidence = self.check("""\
            async def main():
                a, b = fetch(1), fetch(2)
                await a
                del b
        """, 0)
        self.assertEqual(evidence[0], "it is not known where it was made")

    def test_one_of_a_library(self):
        run = Warned("""
            import asyncio
            async def main():
                asyncio.sleep(1)
        """)
        self.assertEqual(run.of("never-awaited"), [("The coroutine asyncio.sleep was never awaited: nothing in it ran.", 4, 1)])
