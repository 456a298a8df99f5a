"""What this process has read of the disk by now, so that one that has waited can tell whether it has grown old."""
import os
import site
import sys


class Surroundings:
    """As they are at this moment: the interpreter, its environment, the search path, what is imported, the folder.

    A package installed since, an environment made anew or an edited `sitecustomize` would be missed by a process that
    started before.
    """

    def __init__(self):
        self._seen = {path: _stamp(path) for path in _paths_read()}
        try:
            self._folder = os.getcwd()
        except OSError:  # it is gone already
            self._folder = ""

    def are_the_same(self):
        """Whether a process that started now, in the folder of that path, would find all as this one did."""
        try:
            moved = not os.path.samefile(self._folder, os.curdir)
        except OSError:  # the folder is gone
            return False
        return not moved and all(_stamp(path) == stamp for path, stamp in self._seen.items())


def _paths_read():
    """Files and folders, some of which need not exist."""
    # Old versions of virtualenv bring a `site` of their own, which lacks these.
    installed = [*getattr(site, "getsitepackages", list)(), getattr(site, "USER_SITE", None)]
    folders = [folder for folder in [*sys.path, *installed] if folder]
    paths = {sys.executable, os.path.join(sys.prefix, "pyvenv.cfg"), *folders}
    for folder in folders:
        try:
            paths.update(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".pth"))
        except OSError:  # there is no such folder
            pass
    paths.update(getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return {path for path in paths if isinstance(path, str)}


def _stamp(path):
    """Tells a file from what it was before, and from one in its place; None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
