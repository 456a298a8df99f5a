"""Where a run by hand leaves its report, apart from what the program itself prints."""
import json
import os
import sys

from .table import table


class Output:
    """Opened before the program runs, which may change directory and streams.

    With `path` "-" the standard output is kept for the report: what the program and its child processes write to
    theirs goes to the standard error from here on. Raises OSError where `path` cannot be written.
    """

    def __init__(self, path):
        self._report = None
        self._terminal = sys.stdout
        if path == "-":
            sys.stdout.flush()
            self._report = os.fdopen(os.dup(1), "wb")
            os.dup2(2, 1)
        elif path is not None:
            self._report = open(path, "wb")

    def write(self, report):
        """Write the report, after everything the program has printed so far."""
        flush()
        if self._report is None:
            self._print(table(report))
            return
        # A field a line: indented further, the lists of numbers would be mostly spaces.
        fields = ("  %s: %s" % (json.dumps(name), json.dumps(value, ensure_ascii=False)) for name, value in report.items())
        text = "{\n" + ",\n".join(fields) + "\n}\n"
        # A lone surrogate becomes what JSON writes for it.
        self._report.write(text.encode("utf-8", "backslashreplace"))
        self._report.close()

    def _print(self, text):
        encoding = self._terminal.encoding or "utf-8"
        try:
            self._terminal.write(text.encode(encoding, "replace").decode(encoding))
            self._terminal.flush()
        except (OSError, ValueError):  # closed by the program, or by who reads it
            pass


def flush():
    """Let go what the program has written."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass


def complain(text):
    """Write a line for a person to the standard error, whatever its encoding."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=sys.stderr)
