"""Runs CPython's own tests by name and writes what became of each: `cpython_runner.py RESULT.json NAME...`.

A program of its own, run bare and under the lens. RESULT.json becomes {test: [outcome, what was said of it]}.
"""
import json
import sys
import unittest


class Outcomes(unittest.TestResult):
    """Keeps one word for each test; of several subtests the last that failed."""

    def __init__(self):
        super().__init__()
        self.outcomes = {}

    def _note(self, test, outcome, said=""):
        # A subtest goes by the name of its test; a class or module that could not be set up by its own.
        self.outcomes[getattr(test, "test_case", test).id()] = outcome, said

    def startTest(self, test):
        super().startTest(test)
        self._note(test, "started")

    def addSuccess(self, test):
        if self.outcomes[test.id()][0] == "started":
            self._note(test, "ok")

    def addFailure(self, test, err):
        self._note(test, "FAIL", self._exc_info_to_string(err, test))

    def addError(self, test, err):
        self._note(test, "ERROR", self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._note(test, "FAIL", self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        self._note(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        self._note(test, "expected failure")

    def addUnexpectedSuccess(self, test):
        self._note(test, "unexpected success")


def main(result, *names):
    outcomes = Outcomes()
    unittest.defaultTestLoader.loadTestsFromNames(names).run(outcomes)
    with open(result, "w", encoding="utf-8") as file:
        json.dump(outcomes.outcomes, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
