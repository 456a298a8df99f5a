"""Which files are the user's own: those are rewritten, and only their frames are shown in tracebacks."""
import fnmatch
import functools
import os
import sysconfig

_INSTALLED = {"site-packages", "dist-packages", "node_modules", "__pypackages__"}
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep


def _real(path):
    return os.path.normcase(os.path.realpath(path))


@functools.lru_cache(maxsize=None)
def _is_environment(folder):
    """Whether a virtual or a conda environment is rooted at `folder`."""
    return os.path.exists(os.path.join(folder, "pyvenv.cfg")) or os.path.isdir(os.path.join(folder, "conda-meta"))


def is_ours(path):
    """Whether a file belongs to Await Lens itself."""
    return path.startswith(_OURS)


class Scope:
    """Decides by path.

    roots: folders whose trees are the user's, less installed packages, environments and the standard library.
    include: patterns on the absolute path; when given, they alone decide.
    always: files that belong whatever their place.
    """

    def __init__(self, roots=(), include=(), always=()):
        self._roots = [_real(root) for root in roots]
        self._include = list(include)
        self._always = {_real(path) for path in always}
        self._library = [_real(sysconfig.get_path(name)) + os.sep for name in ("stdlib", "platstdlib")]
        self.covers = functools.lru_cache(maxsize=None)(self._covers)

    def _covers(self, path):
        if is_ours(path) or path.startswith("<"):  # `<frozen runpy>`, `<string>`
            return False
        if self._include:
            return any(fnmatch.fnmatch(os.path.abspath(path), pattern) for pattern in self._include)
        real = _real(path)
        return real in self._always or any(self._in_tree(real, root) for root in self._roots)

    def _in_tree(self, path, root):
        if not path.startswith(os.path.join(root, "")) or any(path.startswith(library) for library in self._library):
            return False
        folder = root
        for part in os.path.relpath(os.path.dirname(path), root).split(os.sep):
            # Below the root only: a project may itself stand in an environment's folder.
            if part != os.curdir:
                folder = os.path.join(folder, part)
                if part in _INSTALLED or _is_environment(folder):
                    return False
        return True
