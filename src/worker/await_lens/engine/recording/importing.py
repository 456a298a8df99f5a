"""Waits for the user's program to import a library, to note its steps. None is imported on our account."""
import sys
from importlib import util


class _WhenImported:
    def __init__(self, name, hook):
        self._name = name
        self._hook = hook
        self._asking = False

    def find_spec(self, name, path=None, target=None):
        if name != self._name or self._asking:
            return None
        self._asking = True
        try:
            spec = util.find_spec(name)
        finally:
            self._asking = False
        if spec is not None and spec.loader is not None:
            self._follow(spec.loader)
        return spec

    def _follow(self, loader):
        execute = loader.exec_module

        def exec_module(module):
            del loader.exec_module
            sys.meta_path.remove(self)
            execute(module)
            self._hook(module)

        loader.exec_module = exec_module


def when_imported(name, hook):
    """Call `hook` with the top-level module `name`: now if it is there, else once the program has imported it."""
    module = sys.modules.get(name)
    if module is None:
        sys.meta_path.insert(0, _WhenImported(name, hook))
    else:
        hook(module)
