"""Runs a program under the engine from a file of its own, so that the report can quote its lines."""
import os
import tempfile
import textwrap

from measuring import Measured


def written(text, run=None):
    """Measured of the program `text` (dedented), whose file is there until everything has been read."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.py")
        with open(path, "w") as file:
            file.write(textwrap.dedent(text))
        return Measured(text, run, path)
