"""Await Lens, the worker: runs Python under the lens and reports the elapsed time of every await point.

Standard library only, CPython 3.8 and newer. ``python -m await_lens --help`` tells how to use it by hand.
"""

__version__ = "0.1.0"

#: Version of the report (`docs/report.md`): later ones add fields, they never rename any.
SCHEMA = 3
