"""Runs a program's text under the engine and reads what it is warned of."""
import contextlib
import gc
import io
import logging
import os
import tempfile
import textwrap
import warnings as python_warnings

from measuring import Measured


class Warned:
    """The warnings of a program's run, and its points and tasks."""

    def __init__(self, text, run=None):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
            self.path = os.path.join(folder, "program.py")
            text = textwrap.dedent(text)
            with open(self.path, "w") as file:
                file.write(text)
            with python_warnings.catch_warnings():
                python_warnings.simplefilter("ignore")
                logging.disable(logging.CRITICAL)
                try:
                    self.run = Measured(text, run, self.path)
                    gc.collect()
                finally:
                    logging.disable(logging.NOTSET)
            self.run.read()
            self.all = self.run.measured["warnings"]

    def of(self, name):
        """The warnings of one rule, as (message, line, count)."""
        return [(each["message"], each["at"] and each["at"]["line"], each["count"]) for each in self.all if each["id"] == name]
