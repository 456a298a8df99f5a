"""Loads modules for one function without running the program they hold.

Every top-level statement is put in a ``try``: when it would have started an event loop (`entry_points.py`) it is
skipped and the rest of the module still loads, for tutorials define, run, define and run again. What follows may
need the result that is now missing, so from there on a statement that fails is skipped too.
"""
import ast
import builtins
import os
import sys

from .definitions import narrow
from .entry_points import EntryPoints, Suppressed

_HOOK = ".await_lens skip"
_SHOWN = 80  # characters of a statement in a note


class Guard:
    """Context manager around the loading of a `Request`'s module.

    notes: what was skipped, in plain sentences; not_meant: first lines of other definitions of the requested name.
    """

    def __init__(self, request):
        self.notes = []
        self.not_meant = set()
        self.entry_points = EntryPoints()
        self._request = request
        self._statements = []
        self._incomplete = set()
        self._active = False

    def __enter__(self):
        # For good: modules compiled now keep the hook, and may be imported again when the guard is off.
        setattr(builtins, _HOOK, self._catch)
        self._active = True
        self.entry_points.__enter__()
        return self

    def __exit__(self, *exception):
        self.entry_points.__exit__(*exception)
        self._active = False

    def wrap(self, tree, path, text):
        """The tree with its top-level statements guarded; as it is when no module is being loaded."""
        if self._active:
            if path == self._request.file:
                notes, self.not_meant = narrow(tree, self._request.qualname, self._request.line)
                self.notes += notes
            lines = text.split("\n")
            tree.body = [self._guarded(statement, path, lines) for statement in tree.body]
        return tree

    def _guarded(self, statement, path, lines):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            return statement
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            return statement
        self._statements.append((path, statement.lineno, lines[statement.lineno - 1].strip()))
        hook = ast.Call(ast.Name(_HOOK, ast.Load()), [ast.Constant(len(self._statements) - 1)], [])
        handler = ast.ExceptHandler(hook, None, [ast.Pass()])
        guarded = ast.copy_location(ast.Try([statement], [handler], [], []), statement)
        return ast.fix_missing_locations(guarded)

    def _catch(self, number):
        """What the handler of a statement catches: asked with the exception at hand."""
        error = sys.exc_info()[1]
        path, line, text = self._statements[number]
        if not self._active:
            return ()
        if isinstance(error, Suppressed):
            self._incomplete.add(path)
            self._note(path, line, text, "was not run: only %s() was asked for" % self._request.qualname)
            return Suppressed
        if path in self._incomplete and isinstance(error, Exception):
            self._note(path, line, text, "was skipped, for it needs what was not run (%s)" % type(error).__name__)
            return Exception
        return ()

    def _note(self, path, line, text, what):
        where = "line %d" % line if path == self._request.file else "%s, line %d" % (os.path.basename(path), line)
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        self.notes.append("%s: `%s` %s" % (where, shown, what))
