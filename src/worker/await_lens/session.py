"""One function from request to result: load its module, find it, make the call, run it."""
import os
import sys

from .calling import Call
from .library import libraries
from .loader import Compiler, Finder, install
from .loading import Guard
from .request import Unusable
from .run import Run
from .running import runner_for
from .scope import Scope
from .target import Place, find_function, load_module, modules_hidden_by


class Session:
    """A request made ready; `run` is its state, to be watched while `execute` works."""

    def __init__(self, request):
        self._request = request
        self._place = Place(request.file)
        roots = [self._place.folder] + ([request.root] if request.root else [])
        self._guard = Guard(request)
        self._scope = Scope(roots, always=[request.file])
        target = {"kind": "function", "file": request.file, "name": request.qualname}
        self.run = Run(target, self._scope.covers, request.block_threshold_ms)

    def execute(self, on_started=lambda: None):
        """Run it; `self.run` then says how it ended. on_started: called when the function's first line is next.

        Raises Unusable; whatever the user's code raises is the run's result.
        """
        try:
            module = self._load()
            if self.run.ended_ns is None:
                self._call(module, on_started)
        except Unusable:
            raise
        except BaseException as error:  # an interrupt at any moment, too
            self.run.end(error=error)

    def _load(self):
        request, place = self._request, self._place
        if request.source is None and not os.path.isfile(request.file):
            raise Unusable("no-file", "There is no file %s." % request.file, request.file)
        guard = self._guard
        compiler = Compiler(guard)
        if request.source is not None:
            compiler.use_text(request.file, request.source)
        self._note_shadowing(guard.notes)
        self.run.notes = guard.notes
        install(Finder(self._scope, compiler, guard.entry_points.watch_import))
        sys.argv[:] = [request.file]
        sys.path[:] = _search_path(place, request)
        self._check_syntax(compiler)
        try:
            with guard:
                return load_module(request.file, place, compiler)
        except BaseException as error:
            self.run.end(error=error)
            return None

    def _check_syntax(self, compiler):
        """First of all, for a mistake in it is not a failure of the program."""
        file = self._request.file
        try:
            compiler.compile_as_is(file)
        except SyntaxError as error:
            column = max((error.offset or 1) - 1, 0)
            message, excerpt = error.msg or "invalid syntax", _excerpt(error.text, column) if error.text else ""
            raise Unusable("syntax", message, file, error.lineno, column, excerpt) from None
        except (ValueError, OSError) as error:
            raise Unusable("syntax", str(error), file) from None

    def _note_shadowing(self, notes):
        """Names of Python's own modules: the worker copes, `python FILE` may not."""
        own = os.path.splitext(os.path.basename(self._request.file))[0]
        names = [own] if self._place.name == own + "_" else []
        # Where the worker has loaded Python's own, the program gets that.
        names += [name for name in modules_hidden_by(self._place.folder) if name != own]
        for name in names:
            notes.append(
                "%s.py has the name of one of Python's own modules: with it in the folder, `import %s` may find "
                "it instead when the program runs by itself. Rename it." % (name, name)
            )

    def _call(self, module, on_started):
        function = find_function(module, self._request.qualname, self._request.file, self._guard.not_meant)
        call = Call(function, self._request.arguments, self._request.instance, module)
        runner = runner_for(libraries(module, self._scope.covers))
        try:
            self.run.phase = "running"
            coroutine = call.coroutine(runner)
            on_started()
            runner.run(self.run, coroutine)
        finally:
            runner.close(self.run)


def _excerpt(text, column):
    """The line of source with a mark below the column."""
    text = text.rstrip()
    shown = text.lstrip()
    return "    %s\n    %s^" % (shown, " " * max(0, column - (len(text) - len(shown))))


def _search_path(place, request):
    """As for `python FILE`: the file's folder comes first. In a package its top folder's parent does, and the file's
    own folder last, for beginners' packages whose files import each other by bare name."""
    path = [place.folder] + [entry for entry in sys.path if entry != place.folder]
    for folder in (request.root, os.path.dirname(request.file)):
        if folder and folder not in path:
            path.append(folder)
    return path
