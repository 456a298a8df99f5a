"""Imports the user's modules with their await points rewritten; everything else is left to Python."""
import ast
import importlib.util
import io
import linecache
import os
import sys
from importlib.machinery import SourceFileLoader

from . import engine


class Compiler:
    """Source text to code. `guard` (see `loading.py`) may add to the tree; None where programs run as they are."""

    def __init__(self, guard=None):
        self.guard = guard
        self._unsaved = {}

    def use_text(self, path, text):
        """Let `text` stand for what the file at `path` holds: compiled, shown in tracebacks, found by `inspect`."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._unsaved[_key(path)] = text
        # Without a modification time the entry is not checked against the file.
        linecache.cache[path] = (len(text), None, io.StringIO(text).readlines(), path)

    def text_of(self, path):
        """The text to compile. Raises OSError, and SyntaxError where its encoding is wrong."""
        unsaved = self._unsaved.get(_key(path))
        if unsaved is not None:
            return unsaved
        with open(path, "rb") as file:
            data = file.read()
        try:
            return importlib.util.decode_source(data)
        except (SyntaxError, UnicodeDecodeError):
            compile(data, path, "exec", dont_inherit=True)  # raises the SyntaxError that Python words for it
            raise

    def compile_as_is(self, path):
        """Code of the module at `path`, its await points left alone. Raises SyntaxError, ValueError, OSError."""
        return compile(self.text_of(path), path, "exec", dont_inherit=True)

    def compile(self, path):
        """Code of the module at `path`. Raises as `compile_as_is`."""
        text = self.text_of(path)
        tree = ast.parse(text, path)
        try:
            tree = engine.transform(tree, path, text)
            if self.guard is not None:
                tree = self.guard.wrap(tree, path, text)
            return compile(tree, path, "exec", dont_inherit=True)
        except SyntaxError:
            self.compile_as_is(path)  # the error in the words of the untouched source
            raise


def _key(path):
    return os.path.normcase(os.path.realpath(path))


class Loader(SourceFileLoader):
    """A source loader that neither reads nor writes compiled files."""

    def __init__(self, fullname, path, compiler):
        super().__init__(fullname, path)
        self._compiler = compiler

    def get_code(self, fullname):
        return self._compiler.compile(self.get_filename(fullname))

    def get_source(self, fullname):
        try:
            return self._compiler.text_of(self.get_filename(fullname))
        except (OSError, SyntaxError) as error:
            raise ImportError("source not available", name=fullname) from error


class Finder:
    """First on `sys.meta_path`: asks those behind it, and takes over the loading of the user's source files."""

    def __init__(self, scope, compiler, on_import=None):
        """on_import: told (name, spec) of every module found, before it is loaded."""
        self._scope = scope
        self._compiler = compiler
        self._on_import = on_import

    def find_spec(self, name, path=None, target=None):
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            spec = None if finder is self or find is None else find(name, path, target)
            if spec is not None:
                break
        else:
            return None
        if type(spec.loader) is SourceFileLoader and self._scope.covers(spec.loader.path):
            spec.loader = Loader(spec.loader.name, spec.loader.path, self._compiler)
        if self._on_import is not None:
            self._on_import(name, spec)
        return spec

    def invalidate_caches(self):
        """Part of the protocol of finders; nothing is kept here."""


def install(finder):
    sys.meta_path.insert(0, finder)
