"""The table for a terminal."""
import json
import os
import unittest

from await_lens.table import duration

CASES = os.path.join(os.path.dirname(__file__), os.pardir, "fixtures", "durations.json")


class Durations(unittest.TestCase):
    def test_as_the_editor_writes_them(self):
        with open(CASES, encoding="utf-8") as file:
            cases = json.load(file)
        self.assertEqual([[nanoseconds, duration(nanoseconds)] for nanoseconds, _ in cases], cases)
