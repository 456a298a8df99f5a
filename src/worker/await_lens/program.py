"""Runs a whole program as `python SCRIPT` or `python -m MODULE` does, with its files rewritten."""
import os
import pkgutil
import runpy
import sys
import threading
import types

from .loader import Compiler, Finder, Loader, install
from .request import Unusable
from .run import Run
from .scope import Scope, is_ours


class Program:
    """Made of the command line's `Options`; `run` is its state, to be watched while `execute` works."""

    def __init__(self, options):
        """Raises Unusable with reason `no-file`."""
        self._options = options
        self._module = options.kind == "module"
        if self._module:
            self._first_path = os.getcwd()
            roots = [self._first_path]
            target = {"kind": "module", "file": None, "name": options.target}
        else:
            path = os.path.abspath(options.target)
            if not os.path.exists(path):
                raise Unusable("no-file", "There is no file %s." % path, path)
            # A folder or an archive with a `__main__.py` in it is itself the first place to import from.
            self._is_file = pkgutil.get_importer(path) is None
            self._first_path = os.path.dirname(os.path.realpath(path)) if self._is_file else path
            roots = [self._first_path]
            target = {"kind": "script", "file": path, "name": options.target}
        self._scope = Scope(roots, options.include)
        self.run = Run(target, self._scope.covers, options.block_threshold)

    def execute(self):
        """Run it to its end, threads included; `self.run` then says how it ended, and Python's words are said."""
        compiler = Compiler()
        install(Finder(self._scope, compiler))
        options = self._options
        sys.argv[:] = [options.target] + options.program_arguments
        if self._module or not getattr(sys.flags, "safe_path", False):
            sys.path.insert(0, self._first_path)
        self.run.phase = "running"
        # `__main__` is the program's from here on, for pickles, `multiprocessing` and `import __main__`.
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        self.run.begin()
        try:
            if self._module:
                runpy._run_module_as_main(options.target)
            elif self._is_file:
                _run_script(main, self.run.target["file"], self._scope, compiler)
            else:
                runpy._run_module_as_main("__main__", alter_argv=False)
            self.run.end()
            self.run.value = None  # a program has none
        except BaseException as error:
            self._end_with(error)
        finally:
            _join_threads()

    def _end_with(self, error):
        self.run.end(error=error)
        if isinstance(error, SystemExit):
            return
        traceback = error.__traceback__
        while traceback is not None and is_ours(traceback.tb_frame.f_code.co_filename):
            traceback = traceback.tb_next
        self.run.last_words = ""  # the program's own hook says them
        sys.excepthook(type(error), error.with_traceback(traceback), traceback)


def _run_script(main, path, scope, compiler):
    """Run a source file as `__main__`, as Python does with a script: no spec, no package."""
    main.__file__ = path
    main.__cached__ = None
    main.__package__ = None
    main.__loader__ = Loader("__main__", path, compiler)
    main.__builtins__ = sys.modules["builtins"]
    code = compiler.compile(path) if scope.covers(path) else compiler.compile_as_is(path)
    exec(code, vars(main))


def _join_threads():
    """Python waits for a program's threads before it ends: they belong to the run."""
    # Those of an executor wait for work until they are told that no more will come (3.9+), which Python does first.
    at_exit = getattr(threading, "_threading_atexits", [])
    while at_exit:
        at_exit.pop()()
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and not thread.daemon:
            thread.join()
