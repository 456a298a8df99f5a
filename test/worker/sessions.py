"""Runs a function of a file within this process: where no process of its own is needed to see what is tested."""
import sys

from await_lens import engine
from await_lens.request import Request
from await_lens.session import Session


def run(file, qualname="main", **more):
    """The `Run` of a request; imports are then as they were before. Raises Unusable."""
    engine.install()
    path, argv, finders, modules = sys.path[:], sys.argv[:], sys.meta_path[:], set(sys.modules)
    session = Session(Request(file, qualname, **more))
    try:
        session.execute()
        return session.run
    finally:
        sys.path[:], sys.argv[:], sys.meta_path[:] = path, argv, finders
        for name in set(sys.modules) - modules:
            del sys.modules[name]
