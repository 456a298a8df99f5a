"""Entry: ``python -m await_lens …`` by hand, ``python DIRECTORY_OF_THIS_FILE --worker`` from the editor."""
import os
import sys

if sys.version_info < (3, 8):
    sys.exit("Await Lens needs Python 3.8 or newer; this is Python %d.%d." % sys.version_info[:2])

# The first entry was put there by Python: the current directory for `-m`, this very directory for a path. Neither
# may answer the imports of the worker itself, nor may the user's program see our modules as top-level ones.
_by_path = not __package__
if _by_path or not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    _first = os.path.abspath(sys.path.pop(0))
    for _name in sorted(set(sys.modules) - {"__main__", "sitecustomize", "usercustomize"}):
        _file = getattr(sys.modules[_name], "__file__", None)
        if _file and os.path.dirname(os.path.abspath(_file)) == _first:
            # Python itself took it for its own; it often fails of that before this line is reached.
            sys.exit(
                "await_lens: %s stands in for Python's own module %s. Rename it, or start from another folder, or "
                "name the lens by its path: python %s" % (_file, _name, os.path.dirname(os.path.abspath(__file__)))
            )
if _by_path:
    _parent = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, _parent)
    import await_lens  # its submodules are found through the package from here on

    sys.path.remove(_parent)

from await_lens.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
